import { readReason } from '../read-reason.ts';

/** What a check came to; `wrong` is what keeps Flawless from doing its work. */
export type Finding = {
  readonly subject: string;
  readonly is: 'ok' | 'note' | 'wrong';
  readonly text: string;
};

/** One line for each finding, in columns. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  return findings
    .map(({ subject, is, text }) => `${subject.padEnd(width)}  ${WORDS[is]}  ${text}`)
    .join('\n');
}

const WORDS = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;

/** Makes a check of work that gives what is well, and rejects with what is wrong. */
export async function find(subject: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return { subject, is: 'ok', text: await work() };
  } catch (error) {
    return { subject, is: 'wrong', text: readReason(error) };
  }
}
