import type { DatabaseSync } from 'node:sqlite';
import type { StoreStats } from '../store.ts';
import type { Participant } from './group-commit.ts';
import { createKeySet, type KeySet } from './key-set.ts';

/** The keys of the occurrences of the last while; its functions run inside the caller's transaction. */
export type SeenWindow = Participant & {
  /** Whether the key, given as two halves, is new; from then on it is not. */
  isNew(high: number, low: number, nowMs: number): boolean;
  /** Forgets what was seen before `ms`, in at most `most` rows; whether there may be more. */
  forget(ms: number, most: number): boolean;
  stats(): SeenStats;
};

export type SeenStats = Pick<StoreStats, 'seenKeys' | 'seenLimit' | 'seenSinceMs' | 'seenForgottenEarly'>;

export type SeenNeeds = { readonly limit: number; readonly warn: (message: string) => void };

/** Half a key after the other: high, low, high, low, … */
type Halves = number[];

const BYTES_PER_KEY = 8;
const MOST_KEYS_A_ROW = 1024;

/**
 * Keys live in memory as 64-bit fingerprints (a false duplicate in 10^13 occurrences, with a million remembered) and on
 * disk as rows of fingerprints, one or a few a transaction: appended in the order of arrival and deleted from the other
 * end, where an index of keys would write a page for each. Rows are in the order of their times, also when the clock is
 * set back. Beyond `limit` keys the oldest rows go early.
 */
export function createSeenWindow(database: DatabaseSync, { limit, warn }: SeenNeeds): SeenWindow {
  const insert = database.prepare('INSERT INTO seen (at_ms, keys) VALUES (?, ?)');
  const newest = database.prepare('SELECT at_ms FROM seen ORDER BY id DESC LIMIT 1');
  const oldest = database.prepare('SELECT at_ms FROM seen ORDER BY id LIMIT 1');
  const setBack = database.prepare('UPDATE seen SET at_ms = :now WHERE at_ms > :now');
  const takeOldest = database.prepare(
    'DELETE FROM seen WHERE id = (SELECT min(id) FROM seen) RETURNING keys',
  );
  const takeOld = database.prepare(
    `DELETE FROM seen WHERE id IN (SELECT id FROM (SELECT id, at_ms FROM seen ORDER BY id LIMIT ?)
     WHERE at_ms < ?) RETURNING keys`,
  );
  const keysPerRow = Math.max(1, Math.min(MOST_KEYS_A_ROW, Math.floor(limit / 16)));
  const keys = load(database);
  let added: Halves = [];
  let removed: Halves = [];
  let early = 0;
  let forgottenEarly = 0;
  let atMs = 0;

  function isNew(high: number, low: number, nowMs: number): boolean {
    if (!keys.add(high, low)) return false;
    added.push(high, low);
    atMs = nowMs;
    return true;
  }

  function write(): void {
    if (added.length === 0) return;
    const newestMs = newest.get()?.['at_ms'];
    if (typeof newestMs === 'number' && newestMs > atMs) setBack.run({ now: atMs });
    for (let i = 0; i < added.length; i += keysPerRow * 2)
      insert.run(atMs, toBytes(added.slice(i, i + keysPerRow * 2)));
    while (keys.size() > limit) early += take(takeOldest.all());
  }

  function take(rows: readonly Readonly<Record<string, unknown>>[]): number {
    const gone = rows.flatMap((row) => readHalves(row['keys']));
    forEachKey(gone, (high, low) => keys.delete(high, low));
    removed = removed.concat(gone);
    return gone.length / 2;
  }

  function keep(): void {
    if (early > 0 && forgottenEarly === 0) warn(FORGOTTEN_EARLY);
    forgottenEarly += early;
    begin();
  }

  function undo(): void {
    forEachKey(removed, (high, low) => keys.add(high, low));
    forEachKey(added, (high, low) => keys.delete(high, low));
    begin();
  }

  function begin(): void {
    [added, removed, early] = [[], [], 0];
  }

  function forget(ms: number, most: number): boolean {
    const rows = takeOld.all(most, ms);
    take(rows);
    return rows.length === most;
  }

  function stats(): SeenStats {
    const since = oldest.get()?.['at_ms'];
    const seenSinceMs = typeof since === 'number' ? since : null;
    return { seenKeys: keys.size(), seenLimit: limit, seenSinceMs, seenForgottenEarly: forgottenEarly };
  }

  return { isNew, write, keep, undo, forget, stats };
}

const FORGOTTEN_EARLY =
  'more exceptions arrive than can be remembered: copies that come late may count again until there are fewer';

function load(database: DatabaseSync): KeySet {
  const keys = createKeySet();
  for (const row of database.prepare('SELECT keys FROM seen').iterate())
    forEachKey(readHalves(row['keys']), (high, low) => keys.add(high, low));
  return keys;
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

function forEachKey(halves: Halves, visit: (high: number, low: number) => unknown): void {
  for (let i = 0; i < halves.length; i += 2) visit(halves[i] ?? 0, halves[i + 1] ?? 0);
}
