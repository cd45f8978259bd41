import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Ends the names of files that were never finished; they may be deleted. */
export const UNFINISHED = '.tmp';

/**
 * Writes a file so that it is on the disk, whole and under its name, when this resolves, also after a power cut. When it
 * rejects, nothing of it is left behind as far as the disk still allows.
 */
export async function writeDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const unfinished = path + UNFINISHED;
  try {
    await rm(unfinished, { force: true });
    await writeSynced(unfinished, parts);
    await rename(unfinished, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await Promise.allSettled([rm(unfinished, { force: true }), rm(path, { force: true })]);
    throw error;
  }
}

/** Creates a file and resolves once its bytes are on the disk; its name is only durable after `syncDirectory`. */
export async function writeSynced(path: string, parts: readonly Uint8Array[], mode = 0o600): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.chmod(mode);
    const { bytesWritten } = await file.writev([...parts]);
    // A disk that is nearly full may take a part of it before it says so.
    if (bytesWritten < sumLengths(parts)) await file.writeFile(Buffer.concat(parts).subarray(bytesWritten));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes what was created, renamed or removed in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function sumLengths(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
