import { closeSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder itself and those around it, the nearest first. */
export function listUpward(folder: string): readonly string[] {
  const around = dirname(folder);
  return around === folder ? [folder] : [folder, ...listUpward(around)];
}

/** The beginning of a file, as UTF-8; undefined where there is no file to read. */
export function readFileSafely(path: string, maxBytes = 65_536): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      return readBytes(file, maxBytes);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

const CHUNK_BYTES = 65_536;

function readBytes(file: number, maxBytes: number): string {
  const chunks: Buffer[] = [];
  for (let left = maxBytes; left > 0;) {
    const chunk = Buffer.alloc(Math.min(left, CHUNK_BYTES));
    const length = readSync(file, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    left -= length;
  }
  return Buffer.concat(chunks).toString('utf8');
}
