import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mailDirectory, readMailFileTime } from './mail-file.ts';

// What the mails of a very busy half year take.
const MOST_BYTES = 512 * 1024 * 1024;

/**
 * Deletes the mails in files whose letters were written before `beforeMs`, and the oldest of the rest as far as all
 * together take more than `mostBytes`. Other files are left alone. Resolves with how many were deleted.
 */
export async function pruneMailFiles(
  dataDir: string,
  beforeMs: number,
  mostBytes = MOST_BYTES,
): Promise<number> {
  const files = await listMailFiles(mailDirectory(dataDir));
  let bytes = 0;
  const excess = files.filter(({ writtenMs, size }) => {
    bytes += size;
    return writtenMs < beforeMs || bytes > mostBytes;
  });
  for (const { path } of excess) await rm(path, { force: true });
  return excess.length;
}

type MailFile = { readonly path: string; readonly size: number; readonly writtenMs: number };

/** The newest first. */
async function listMailFiles(directory: string): Promise<readonly MailFile[]> {
  const files: MailFile[] = [];
  for (const name of await orIfMissing(readdir(directory), [])) {
    const writtenMs = readMailFileTime(name);
    const path = join(directory, name);
    const size = writtenMs === null ? null : await orIfMissing(readSize(path), null);
    if (writtenMs !== null && size !== null) files.push({ path, size, writtenMs });
  }
  return files.toSorted((a, b) => b.writtenMs - a.writtenMs || (a.path < b.path ? 1 : -1));
}

async function readSize(path: string): Promise<number | null> {
  const found = await lstat(path);
  return found.isFile() ? found.size : null;
}

async function orIfMissing<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}
