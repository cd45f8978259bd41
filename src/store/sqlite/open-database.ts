import { DatabaseSync } from 'node:sqlite';
import { isMarked, setAside, unmark } from './damaged-file.ts';
import { isCorrupt } from './explain-failure.ts';
import { migrate } from './migrations.ts';

/** How long a statement waits for another process's lock. */
export const BUSY_TIMEOUT_MS = 2_000;

export type OpenNeeds = {
  readonly path: string;
  readonly nowMs: number;
  readonly say: (message: string) => void;
};

/**
 * Opens the store's file, creating it when missing, and makes `build` of it. A file that is no database, or a damaged one,
 * is renamed beside, never deleted, and a new one begun: counting again beats not starting.
 */
export function openDatabase<T>({ path, nowMs, say }: OpenNeeds, build: (database: DatabaseSync) => T): T {
  try {
    return open(path, build);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    const aside = setAside(path, nowMs);
    say(`the store was corrupt: it was set aside and a new one begun; it is kept as ${aside}`);
    return open(path, build);
  }
}

function open<T>(path: string, build: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    if (isMarked(path)) check(database, path);
    migrate(database);
    return build(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Looks at the whole file, which takes seconds a gigabyte; throws what SQLite throws when it meets damage. */
function check(database: DatabaseSync, path: string): void {
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'];
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { errcode: CORRUPT });
  unmark(path);
}

const CORRUPT = 11;
