import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './migrations.ts';

/** How long a statement waits for another process's lock. */
export const BUSY_TIMEOUT_MS = 2_000;

/**
 * Opens the store's file, creating it when missing. A file that is no database is renamed beside, never deleted, and a
 * new one begun: counting again beats not starting.
 */
export function openDatabase(path: string, nowMs: number, say: (message: string) => void): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    const aside = `${path}.corrupt-${nowMs}`;
    for (const suffix of ['', '-wal', '-shm']) renameIfPresent(path + suffix, aside + suffix);
    say(`the store ${path} was corrupt: it was set aside as ${aside} and a new one begun`);
    return open(path);
  }
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

// SQLITE_CORRUPT and SQLITE_NOTADB, https://sqlite.org/rescode.html
function isCorrupt(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
  return code === 11 || code === 26;
}

function renameIfPresent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
