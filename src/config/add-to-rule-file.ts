import { isDeepStrictEqual } from 'node:util';
import { appendEntry } from './append-entry.ts';
import type { NewEntry } from './append-entry.ts';
import { refuseEntry } from './invalid-entry.ts';
import { rulePath } from './load-rules.ts';
import type { RuleLoader } from './load-rules.ts';
import { explainReadError, MAX_CONFIG_BYTES } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { readIfThere } from './replace-file.ts';
import type { ReplaceFile } from './replace-file.ts';
import type { RuleKind, Rules } from './rules.ts';

export type AddToRuleFileNeeds = {
  readonly dir: string;
  readonly loader: RuleLoader;
  readonly readFile: ReadFile;
  readonly replaceFile: ReplaceFile;
};

export type NewRule = {
  readonly kind: RuleKind;
  readonly entry: NewEntry;
  /** How many rules of the kind are in force; without any, there need not be a file yet. */
  readonly inForce: number;
};

/** The file may be edited at the same time: then it is read again, a few times. */
const ATTEMPTS = 5;

/**
 * Appends a checked entry to the file of its kind and resolves with everything the file then says. Rejects with
 * `InvalidEntry` when the file does not take it.
 */
export function createRuleFileAdder(needs: AddToRuleFileNeeds) {
  const { dir, loader, readFile, replaceFile } = needs;

  async function append({ kind, entry, inForce }: NewRule, path: string): Promise<Rules[RuleKind]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await readIfThere(path, readFile);
      if (before === null && inForce > 0) throw refuseEntry(`${path} is gone and must be put back first.`);
      const after = composeFile({ kind, path, entry, loader }, before ?? new Uint8Array());
      if (!(await replaceFile(path, before, after))) continue;
      const { entries, problems } = loader.parse(kind, path, await readFile(path));
      if (problems.length > 0)
        throw refuseEntry(
          `The entry was added, but the file was edited since and is broken. ${problems.join(' ')}`,
        );
      return entries;
    }
    throw refuseEntry(`${path} is being edited at this moment. Try again.`);
  }

  return async (rule: NewRule): Promise<Rules[RuleKind]> => {
    const path = rulePath(dir, rule.kind);
    try {
      return await append(rule, path);
    } catch (error) {
      throw isFileError(error) ? refuseEntry(`${path} ${explainWriteError(error)}`) : error;
    }
  };
}

type Addition = {
  readonly kind: RuleKind;
  readonly path: string;
  readonly entry: NewEntry;
  readonly loader: RuleLoader;
};

function composeFile({ kind, path, entry, loader }: Addition, before: Uint8Array): Uint8Array {
  const old = loader.parse(kind, path, before);
  if (old.problems.length > 0)
    throw refuseEntry(`The file is broken and must be mended first. ${old.problems.join(' ')}`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
  const after = Buffer.from(appendEntry(text, entry));
  if (after.length > MAX_CONFIG_BYTES)
    throw refuseEntry(`${path} would become larger than 1 MiB, which is not read.`);
  const result = loader.parse(kind, path, after);
  const expected = [...old.entries, ...loader.fillIn(kind, [entry])];
  if (result.problems.length > 0 || !isDeepStrictEqual(result.entries, expected)) {
    throw refuseEntry(
      `${path} is written in a way that takes no entry at its end. Add it by hand: ${JSON.stringify(entry)}`,
    );
  }
  return after;
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
