import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory, writeSynced } from '../sync-file.ts';

/** Ends the names of files that were never finished; they may be deleted. */
export const UNFINISHED = '.tmp';

/**
 * Writes a new file so that it is on the disk, whole and under its name, when this resolves, also after a power cut.
 * When it rejects, nothing of the file is left behind as far as the disk still allows.
 */
export async function writeDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const unfinished = path + UNFINISHED;
  try {
    await writeSynced(unfinished, parts);
    await rename(unfinished, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await Promise.allSettled([rm(unfinished, { force: true }), rm(path, { force: true })]);
    throw error;
  }
}
