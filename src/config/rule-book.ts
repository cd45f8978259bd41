import { isDeepStrictEqual } from 'node:util';
import { appendEntry } from './append-entry.ts';
import type { NewEntry } from './append-entry.ts';
import { createRuleLoader, rulePath } from './load-rules.ts';
import type { RuleLoader } from './load-rules.ts';
import { explainReadError, MAX_CONFIG_BYTES, readConfigFile } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { createReplaceFile, readIfThere } from './replace-file.ts';
import type { ReplaceFile } from './replace-file.ts';
import type { RuleKind, Rules } from './rules.ts';

/** The rules in force. */
export type RuleBook = {
  readonly current: () => Rules;
  /** Grows each time the rules change, so that what was concluded from them can be dropped. */
  readonly version: () => number;
  /**
   * Appends an entry to its file, every other byte of which stays, and puts the file's rules in force. Rejects with
   * `InvalidEntry` when the entry is wrong or its file does not take it. Entries are added one after the other.
   */
  readonly add: (kind: RuleKind, entry: object) => Promise<void>;
};

/** Why an entry was not added; `field` is empty where the reason lies in the file or in the entry as a whole. */
export class InvalidEntry extends Error {
  readonly problems: readonly EntryProblem[];
  constructor(problems: readonly EntryProblem[]) {
    super(problems.map(({ message }) => message).join('\n'));
    this.name = 'InvalidEntry';
    this.problems = problems;
  }
}

export type EntryProblem = { readonly field: string; readonly message: string };

export type RuleBookNeeds = {
  /** The directory of the rule files. */
  readonly dir: string;
  /** The rules as they were loaded. */
  readonly rules: Rules;
  readonly readFile?: ReadFile;
  readonly replaceFile?: ReplaceFile;
};

export function createRuleBook(needs: RuleBookNeeds): RuleBook {
  const { dir, readFile = readConfigFile, replaceFile = createReplaceFile(readFile) } = needs;
  const loader = createRuleLoader();
  let rules = needs.rules;
  let version = 1;
  let last: Promise<unknown> = Promise.resolve();

  async function addNow(kind: RuleKind, entry: NewEntry): Promise<void> {
    const path = rulePath(dir, kind);
    try {
      const entries = await appendToFile({ kind, path, entry, loader, readFile, replaceFile });
      rules = { ...rules, [kind]: entries };
      version += 1;
    } catch (error) {
      throw isFileError(error) ? refuse(`${path} ${explainWriteError(error)}`) : error;
    }
  }

  return {
    current: () => rules,
    version: () => version,
    add(kind, entry) {
      const fields = withoutEmpty(entry);
      const added = last.then(() => {
        checkEntry(loader, kind, fields);
        return addNow(kind, fields);
      });
      last = added.catch(() => undefined);
      return added;
    },
  };
}

/** Fields that are undefined or null mean the same as absent ones; a copy also keeps later changes of the caller out. */
function withoutEmpty(entry: object): NewEntry {
  const fields = Object.entries(structuredClone(entry));
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== null));
}

function checkEntry(loader: RuleLoader, kind: RuleKind, entry: NewEntry): void {
  const problems = loader
    .check(kind, [entry])
    .map(({ path, key, message }) => ({ field: path[1] ?? key ?? '', message }));
  if (problems.length > 0) throw new InvalidEntry(problems);
}

type Append = {
  readonly kind: RuleKind;
  readonly path: string;
  readonly entry: NewEntry;
  readonly loader: RuleLoader;
  readonly readFile: ReadFile;
  readonly replaceFile: ReplaceFile;
};

/** The file may be edited at the same time: then it is read again, a few times. */
const ATTEMPTS = 5;

async function appendToFile(append: Append): Promise<Rules[RuleKind]> {
  const { kind, path, loader, readFile, replaceFile } = append;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await readIfThere(path, readFile);
    const after = composeFile(append, before ?? new Uint8Array());
    if (!(await replaceFile(path, before, after))) continue;
    const { entries, problems } = loader.parse(kind, path, await readFile(path));
    if (problems.length > 0)
      throw refuse(`The entry was added, but the file was edited since and is broken. ${problems.join(' ')}`);
    return entries;
  }
  throw refuse(`${path} is being edited at this moment. Try again.`);
}

function composeFile({ kind, path, entry, loader }: Append, before: Uint8Array): Uint8Array {
  const old = loader.parse(kind, path, before);
  if (old.problems.length > 0)
    throw refuse(`The file is broken and must be mended first. ${old.problems.join(' ')}`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
  const after = Buffer.from(appendEntry(text, entry));
  if (after.length > MAX_CONFIG_BYTES)
    throw refuse(`${path} would become larger than 1 MiB, which is not read.`);
  const result = loader.parse(kind, path, after);
  const expected = [...old.entries, ...loader.fillIn(kind, [entry])];
  if (result.problems.length > 0 || !isDeepStrictEqual(result.entries, expected)) {
    throw refuse(
      `${path} is written in a way that takes no entry at its end. Add it by hand: ${JSON.stringify(entry)}`,
    );
  }
  return after;
}

function refuse(message: string): InvalidEntry {
  return new InvalidEntry([{ field: '', message }]);
}

function isFileError(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && 'code' in error;
}

function explainWriteError(error: Error & { readonly code: unknown }): string {
  const code = String(error.code);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'may not be written by the user Flawless runs as.';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'could not be written: the disk is full.';
  return `could not be written: ${explainReadError(error) ?? 'its directory does not exist'}.`;
}
