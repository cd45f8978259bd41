import type { DatabaseSync } from 'node:sqlite';

/** Half a key after the other: high, low, high, low, … */
export type Halves = number[];

/** Keys of the occurrences, or those of whole batches. */
export type SeenTable = 'seen' | 'seen_batch';

/** What was deleted: the keys, how many rows they were, and when the latest of them was seen. */
export type Forgotten = { readonly keys: Halves; readonly rows: number; readonly lastMs: number };

const BYTES_PER_KEY = 8;
const MOST_KEYS_A_ROW = 1024;

export type SeenRows = ReturnType<typeof createSeenRows>;

/**
 * Keys on disk as rows of fingerprints, one or a few a transaction: appended in the order of arrival and deleted from
 * the other end, where an index of keys would write a page for each. Rows are in the order of their times, also when the
 * clock is set back. Every function runs inside the caller's transaction.
 */
export function createSeenRows(database: DatabaseSync, table: SeenTable, limit: number) {
  const insert = database.prepare(`INSERT INTO ${table} (at_ms, keys) VALUES (?, ?)`);
  const newest = database.prepare(`SELECT at_ms FROM ${table} ORDER BY id DESC LIMIT 1`);
  const oldest = database.prepare(`SELECT at_ms FROM ${table} ORDER BY id LIMIT 1`);
  const setBack = database.prepare(`UPDATE ${table} SET at_ms = :now WHERE at_ms > :now`);
  const takeOldest = database.prepare(
    `DELETE FROM ${table} WHERE id = (SELECT min(id) FROM ${table}) RETURNING at_ms, keys`,
  );
  const takeOld = database.prepare(
    `DELETE FROM ${table} WHERE id IN (SELECT id FROM (SELECT id, at_ms FROM ${table} ORDER BY id LIMIT ?)
     WHERE at_ms < ?) RETURNING at_ms, keys`,
  );
  const keysPerRow = Math.max(1, Math.min(MOST_KEYS_A_ROW, Math.floor(limit / 16)));

  return {
    append(keys: Halves, atMs: number): void {
      const newestMs = newest.get()?.['at_ms'];
      if (typeof newestMs === 'number' && newestMs > atMs) setBack.run({ now: atMs });
      for (let i = 0; i < keys.length; i += keysPerRow * 2)
        insert.run(atMs, toBytes(keys.slice(i, i + keysPerRow * 2)));
    },
    takeOldest: (): Forgotten => readForgotten(takeOldest.all()),
    takeBefore: (ms: number, most: number): Forgotten => readForgotten(takeOld.all(most, ms)),
    sinceMs(): number | null {
      const since = oldest.get()?.['at_ms'];
      return typeof since === 'number' ? since : null;
    },
    forEach(visit: (high: number, low: number) => unknown): void {
      for (const row of database.prepare(`SELECT keys FROM ${table}`).iterate())
        forEachKey(readHalves(row['keys']), visit);
    },
  };
}

export function forEachKey(halves: Halves, visit: (high: number, low: number) => unknown): void {
  for (let i = 0; i < halves.length; i += 2) visit(halves[i] ?? 0, halves[i + 1] ?? 0);
}

function readForgotten(rows: readonly Readonly<Record<string, unknown>>[]): Forgotten {
  const lastMs = rows.reduce((last, row) => Math.max(last, Number(row['at_ms'])), -Infinity);
  return { keys: rows.flatMap((row) => readHalves(row['keys'])), rows: rows.length, lastMs };
}

function toBytes(halves: Halves): Uint8Array {
  const bytes = Buffer.allocUnsafe((halves.length / 2) * BYTES_PER_KEY);
  for (const [i, half] of halves.entries()) bytes.writeUInt32BE(half, i * 4);
  return bytes;
}

function readHalves(bytes: unknown): Halves {
  if (!(bytes instanceof Uint8Array)) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.byteLength / BYTES_PER_KEY) * 2;
  return Array.from({ length: count }, (_, i) => view.getUint32(i * 4));
}
