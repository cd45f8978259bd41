import { isDeepStrictEqual } from 'node:util';
import { appendEntry } from './append-entry.ts';
import type { NewEntry } from './append-entry.ts';
import { refuseEntry } from './invalid-entry.ts';
import { rulePath } from './load-rules.ts';
import type { RuleLoader } from './load-rules.ts';
import { explainReadError, MAX_CONFIG_BYTES } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { removeEntry } from './remove-entry.ts';
import { readIfThere } from './replace-file.ts';
import type { ReplaceFile } from './replace-file.ts';
import type { RuleKind, Rules } from './rules.ts';

export type EditRuleFileNeeds = {
  readonly dir: string;
  readonly loader: RuleLoader;
  readonly readFile: ReadFile;
  readonly replaceFile: ReplaceFile;
};

/** A checked entry to append, or one to take out: the equal one nearest to where it stood. */
export type RuleEdit = {
  readonly kind: RuleKind;
  readonly entry: NewEntry;
  readonly removeAt?: number;
  /** How many rules of the kind are in force; without any, there need not be a file yet. */
  readonly inForce: number;
};

/** The file may be edited at the same time: then it is read again, a few times. */
const ATTEMPTS = 5;

/**
 * Appends an entry to the file of its kind or takes one out of it, and resolves with everything the file then says.
 * Rejects with `InvalidEntry` when the file does not take the edit.
 */
export function createRuleFileEditor(needs: EditRuleFileNeeds) {
  const { dir, loader, readFile, replaceFile } = needs;

  async function tryToEdit(edit: RuleEdit, path: string): Promise<Rules[RuleKind]> {
    const { kind, inForce } = edit;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = await readIfThere(path, readFile);
      if (before === null && inForce > 0) throw refuseEntry(`${path} is gone and must be put back first.`);
      const after = composeFile(edit, path, loader, before ?? new Uint8Array());
      if (!(await replaceFile(path, before, after))) continue;
      const { entries, problems } = loader.parse(kind, path, await readFile(path));
      if (problems.length > 0)
        throw refuseEntry(
          `The file was written, but it was edited since and is broken. ${problems.join(' ')}`,
        );
      return entries;
    }
    throw refuseEntry(`${path} is being edited at this moment. Try again.`);
  }

  return async (edit: RuleEdit): Promise<Rules[RuleKind]> => {
    const path = rulePath(dir, edit.kind);
    try {
      return await tryToEdit(edit, path);
    } catch (error) {
      throw isFileError(error) ? refuseEntry(`${path} ${explainWriteError(error)}`) : error;
    }
  };
}

function composeFile(edit: RuleEdit, path: string, loader: RuleLoader, before: Uint8Array): Uint8Array {
  const { kind } = edit;
  const old = loader.parse(kind, path, before);
  if (old.problems.length > 0)
    throw refuseEntry(`The file is broken and must be mended first. ${old.problems.join(' ')}`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(before);
  const [entry] = loader.fillIn(kind, [edit.entry]);
  const { written, expected, failure } =
    edit.removeAt === undefined
      ? compose(appendEntry(text, edit.entry), [...old.entries, entry], TAKES_NONE)
      : takeOut(text, old.entries, findEqual(old.entries, entry, edit.removeAt));
  const after = Buffer.from(written);
  if (after.length > MAX_CONFIG_BYTES)
    throw refuseEntry(`${path} would become larger than 1 MiB, which is not read.`);
  const result = loader.parse(kind, path, after);
  if (result.problems.length === 0 && isDeepStrictEqual(result.entries, expected)) return after;
  throw refuseEntry(`${path} is written in a way that ${failure} by hand: ${JSON.stringify(edit.entry)}`);
}

type Composed = {
  readonly written: string;
  /** What the written text must say. */
  readonly expected: readonly unknown[];
  readonly failure: string;
};

const TAKES_NONE = 'takes no entry at its end. Add it';
const LETS_NONE_GO = 'does not let go of this entry. Remove it';

function compose(written: string, expected: readonly unknown[], failure: string): Composed {
  return { written, expected, failure };
}

function takeOut(text: string, entries: readonly unknown[], index: number): Composed {
  return compose(removeEntry(text, index) ?? text, entries.toSpliced(index, 1), LETS_NONE_GO);
}

/** Others may have added or removed entries in front of it since. */
function findEqual(entries: readonly unknown[], wanted: unknown, stood: number): number {
  const equal = entries.flatMap((entry, index) => (isDeepStrictEqual(entry, wanted) ? [index] : []));
  const [nearest] = equal.toSorted((a, b) => Math.abs(a - stood) - Math.abs(b - stood));
  if (nearest === undefined) throw refuseEntry('This rule is not in the file any more.');
  return nearest;
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
