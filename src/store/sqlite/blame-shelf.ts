import type { DatabaseSync } from 'node:sqlite';

/** What git said of lines; every function runs inside the caller's transaction. */
export function createBlameShelf(database: DatabaseSync) {
  const find = database.prepare('SELECT document FROM blame WHERE key = ?');
  const keep = database.prepare('INSERT OR REPLACE INTO blame (key, document, kept_ms) VALUES (?, ?, ?)');
  const forget = database.prepare(
    'DELETE FROM blame WHERE key IN (SELECT key FROM blame ORDER BY kept_ms DESC LIMIT ? OFFSET ?)',
  );
  return {
    find(key: string): string | null {
      const document = find.get(key)?.['document'];
      return typeof document === 'string' ? document : null;
    },
    keep: (key: string, document: string, nowMs: number) => void keep.run(key, document, nowMs),
    /** Keeps the `most` latest; tells whether there may be more to delete than `limit`. */
    forget: (most: number, limit: number) => Number(forget.run(limit, most).changes) === limit,
  };
}
