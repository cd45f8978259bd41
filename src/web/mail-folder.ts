import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The letters that were written to files instead of sent. */
export type MailFolder = {
  /** The newest names first, at most 200 of them, and how many there are. */
  list(): Promise<{ readonly names: readonly string[]; readonly total: number }>;
  /** The first `maxBytes` of a letter; null when there is no such letter. */
  read(name: string, maxBytes: number): Promise<Buffer | null>;
};

const MAX_LISTED = 200;

// A name of one path segment that cannot be `..`, hidden, or anything but a letter.
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.eml$/;

export function createMailFolder(dataDir: string): MailFolder {
  const folder = join(dataDir, 'mail');
  return {
    async list() {
      const names = (await listNames(folder)).filter((name) => NAME.test(name));
      const dated = await Promise.all(
        names.map(async (name) => ({ name, ms: await readAge(join(folder, name)) })),
      );
      const sorted = dated.toSorted((a, b) => b.ms - a.ms || (a.name < b.name ? 1 : -1));
      return { names: sorted.slice(0, MAX_LISTED).map(({ name }) => name), total: names.length };
    },
    async read(name, maxBytes) {
      return NAME.test(name) ? readStart(join(folder, name), maxBytes) : null;
    },
  };
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readAge(path: string): Promise<number> {
  try {
    return (await lstat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function readStart(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    if (!(await lstat(path)).isFile()) return null;
    return await readBytes(path, maxBytes);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readBytes(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(maxBytes) });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
