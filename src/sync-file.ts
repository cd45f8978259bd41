import { open } from 'node:fs/promises';

/** Creates a file and resolves once its bytes are on the disk; its name is only durable after `syncDirectory`. */
export async function writeSynced(path: string, parts: readonly Uint8Array[], mode = 0o600): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.chmod(mode);
    for (const part of parts) await file.writeFile(part);
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
