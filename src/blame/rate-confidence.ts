import type { LineBlame } from '../git/blame-porcelain.ts';
import type { LocatedException } from '../locate/locate-exception.ts';
import type { OurFrame } from './choose-frame.ts';
import { collapseSpace } from './match-code-rule.ts';

/** How sure the blame is, and a clause that says why. */
export type Confidence = { readonly level: Level; readonly because: string };

type Level = 'exact' | 'branch' | 'weak';

const RANK: Readonly<Record<Level, number>> = { weak: 0, branch: 1, exact: 2 };

/** `exact`: revision known and the line or its whole path agrees; `branch`: a guess; `weak`: the text differs, or no trace. */
export function rateConfidence(
  { revision, stackless }: LocatedException,
  frame: OurFrame,
  author: LineBlame | null,
): Confidence {
  const short = revision.commit.slice(0, 10);
  if (author === null)
    return { level: 'weak', because: `commit ${short} has no such line; ${revision.because}` };
  if (stackless) return { level: 'weak', because: 'there was no stack trace, only code.* attributes' };
  if (disagrees(frame)) return { level: 'weak', because: `the line reads differently in commit ${short}` };
  const path = quotesMuch(frame) ? EXACT : ratePath(frame);
  const guess: Confidence = revision.known ? EXACT : { level: 'branch', because: '' };
  const { level, because } = isBelow(path, guess.level) ? path : guess;
  return { level, because: because === '' ? revision.because : `${because}; ${revision.because}` };
}

/** Whether a confidence is lower than the configured minimum. */
export function isBelow(confidence: Confidence, minimum: Level): boolean {
  return RANK[confidence.level] < RANK[minimum];
}

// Without the line's text in the trace, the path is all that says which file it was.
function ratePath({ file, place }: OurFrame): Confidence {
  if (place.agreement === 'whole') return EXACT;
  const { level, what } = PARTIAL[place.agreement];
  return { level, because: `only ${what} agrees with ${file ?? 'the trace'}` };
}

const EXACT: Confidence = { level: 'exact', because: '' };
const PARTIAL = {
  part: { level: 'branch', what: 'the end of the path' },
  name: { level: 'weak', what: "the file's name" },
} as const;

// `pass`, `}` or `return` agree with many files.
function quotesMuch({ text }: OurFrame): boolean {
  return collapseSpace(text ?? '').length >= 8;
}

function disagrees({ text, place }: OurFrame): boolean {
  return text !== undefined && collapseSpace(text) !== collapseSpace(place.code ?? '');
}
