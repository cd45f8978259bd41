import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { explainReadError } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';

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
      await writeDurably(temporary, after, before === null ? 0o644 : (await stat(target)).mode & 0o777);
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

async function writeDurably(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.chmod(mode);
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function isSame(before: Uint8Array | null, now: Uint8Array | null): boolean {
  return before === null || now === null ? before === now : Buffer.compare(before, now) === 0;
}

async function syncDirectory(path: string): Promise<void> {
  const directory: FileHandle = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
