import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** A regular file as it is now; `version` changes whenever its bytes may have. */
export type DiskFile = { readonly size: number; readonly version: string; readonly handle: FileHandle };

// A pipe or a terminal that bears the name of code must not keep a thread waiting.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a regular file of at most `maxBytes`, hands it to `use` and closes it; null when it is none or cannot be read. */
export async function withDiskFile<T>(
  path: string,
  maxBytes: number,
  use: (file: DiskFile) => Promise<T>,
): Promise<T | null> {
  const handle = await open(path, FLAGS).catch(() => null);
  if (handle === null) return null;
  try {
    const stat = await handle.stat({ bigint: true });
    if (!stat.isFile() || stat.size > BigInt(maxBytes)) return null;
    const size = Number(stat.size);
    return await use({ size, version: `${stat.ino}-${stat.mtimeNs}-${size}`, handle });
  } catch {
    return null;
  } finally {
    await handle.close().catch(() => undefined);
  }
}

/** From `start` to the end as it was when the file was opened; what is appended meanwhile is not read. */
export async function readFrom({ handle, size }: DiskFile, start: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
