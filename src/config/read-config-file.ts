import { open } from 'node:fs/promises';

/** Reads a file's bytes; rejects with node's error codes when it cannot be read. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

export const MAX_CONFIG_BYTES = 1024 * 1024;

/** Reads a configuration file, and of one that is too large only enough to see that it is. */
export async function readConfigFile(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(MAX_CONFIG_BYTES + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      ({ bytesRead: read } = await file.read(bytes, length, bytes.length - length, null));
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** What a failed read means, for the person who wrote the path; null when there is simply no such file. */
export function explainReadError(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT') return null;
  if (code === 'EISDIR') return 'is a directory, not a file';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by the user Flawless runs as';
  return `cannot be read (${code})`;
}
