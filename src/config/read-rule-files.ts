import { hash } from 'node:crypto';
import { formatProblem, rulePath } from './load-rules.ts';
import type { RuleLoader } from './load-rules.ts';
import { explainReadError } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { RULE_KINDS } from './rules.ts';
import type { RuleKind, Rules } from './rules.ts';

/** A rule file at one moment: its bytes, null when there is none, or why it cannot be read. */
export type RuleFileState = {
  readonly kind: RuleKind;
  readonly path: string;
  readonly content: Uint8Array | null | { readonly failure: string };
};

export type JudgedRules = { readonly rules: Rules; readonly problems: readonly string[] };

/** All rule files of a directory as they stand now. */
export function readRuleFiles(dir: string, readFile: ReadFile): Promise<readonly RuleFileState[]> {
  return Promise.all(
    RULE_KINDS.map(async (kind) => {
      const path = rulePath(dir, kind);
      return { kind, path, content: await readFile(path).catch(toContent) };
    }),
  );
}

/** A text that is equal for files that are. */
export function fingerprintFiles(files: readonly RuleFileState[]): string {
  return files
    .map(({ content }) => {
      if (content === null) return 'none';
      return content instanceof Uint8Array ? hash('sha256', content) : content.failure;
    })
    .join('\n');
}

/** What the files say. One that is gone is no edit, because volumes and checkouts go missing as a whole: its rules stay. */
export function judgeRuleFiles(
  files: readonly RuleFileState[],
  inForce: Rules,
  loader: RuleLoader,
): JudgedRules {
  const judged = files.map((file) => [file.kind, judgeFile(file, inForce, loader)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every kind is there, of its own type
  const rules = Object.fromEntries(judged.map(([kind, { entries }]) => [kind, entries])) as unknown as Rules;
  return { rules, problems: judged.flatMap(([, { problems }]) => problems) };
}

function toContent(error: unknown): null | { readonly failure: string } {
  const failure = explainReadError(error);
  return failure === null ? null : { failure };
}

function judgeFile({ kind, path, content }: RuleFileState, inForce: Rules, loader: RuleLoader) {
  if (content instanceof Uint8Array) return loader.parse(kind, path, content);
  const entries = inForce[kind];
  if (content !== null) return { entries, problems: [formatProblem(path, undefined, content.failure)] };
  return { entries, problems: entries.length === 0 ? [] : [formatProblem(path, undefined, GONE)] };
}

const GONE = 'is gone; put it back, or make it an empty file if its rules are no longer wanted';
