import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { explainReadError } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { syncDirectory, writeSynced } from '../sync-file.ts';

/**
 * Replaces a file whose bytes are still `before` (null: it does not exist) by `after`; false if it has changed since.
 * At every moment, also through a crash, the file is either the old or the new one as a whole.
 */
export type ReplaceFile = (path: string, before: Uint8Array | null, after: Uint8Array) => Promise<boolean>;

/** Writes beside the file a link leads to, so that the link stays, and keeps the file's mode. */
export function createReplaceFile(readFile: ReadFile): ReplaceFile {
  return async (path, before, after) => {
    const target = before === null ? path : await realpath(path);
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
    try {
      await writeSynced(temporary, [after], before === null ? 0o644 : (await stat(target)).mode & 0o777);
      if (!isSame(before, await readIfThere(target, readFile))) return false;
      await rename(temporary, target);
      await syncDirectory(dirname(target));
      return true;
    } finally {
      await rm(temporary, { force: true });
    }
  };
}

/** The bytes of a file, or null when there is none. */
export async function readIfThere(path: string, readFile: ReadFile): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (explainReadError(error) === null) return null;
    throw error;
  }
}

function isSame(before: Uint8Array | null, now: Uint8Array | null): boolean {
  return before === null || now === null ? before === now : Buffer.compare(before, now) === 0;
}
