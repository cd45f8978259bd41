import type { DatabaseSync } from 'node:sqlite';
import type { StoreStats } from '../store.ts';
import type { Participant } from './group-commit.ts';
import { createKeySet } from './key-set.ts';
import { createSeenRows, forEachKey, type Forgotten, type Halves, type SeenTable } from './seen-rows.ts';

/** The keys of the last while; its functions run inside the caller's transaction. */
export type SeenWindow = Participant & {
  /** Whether the key, given as two halves, is new; from then on it is not. */
  isNew(high: number, low: number, nowMs: number): boolean;
  /** Forgets what was seen before `ms`, in at most `most` rows; whether there may be more. */
  forget(ms: number, most: number): boolean;
  stats(): SeenStats;
};

export type SeenStats = Pick<
  StoreStats,
  'seenKeys' | 'seenLimit' | 'seenSinceMs' | 'seenForgottenEarly' | 'seenLostMs'
>;

export type SeenNeeds = {
  readonly table: SeenTable;
  readonly limit: number;
  /** Told once that more comes than can be remembered. */
  readonly warn: (message: string) => void;
};

/**
 * Keys live in memory as 64-bit fingerprints (a false duplicate in 10^13 occurrences, with a million remembered) and on
 * disk in rows. Beyond `limit` keys the oldest rows go early.
 */
export function createSeenWindow(database: DatabaseSync, { table, limit, warn }: SeenNeeds): SeenWindow {
  const rows = createSeenRows(database, table, limit);
  const keys = createKeySet();
  rows.forEach((high, low) => keys.add(high, low));
  const lost = { count: 0, lastMs: -Infinity };
  let change = beginChange();

  /** Takes what was deleted from disk out of memory as well. */
  function drop({ keys: gone }: Forgotten): number {
    forEachKey(gone, (high, low) => keys.delete(high, low));
    change.removed.push(gone);
    return gone.length / 2;
  }

  function dropEarly(): void {
    const oldest = rows.takeOldest();
    change.early += drop(oldest);
    change.lostMs = Math.max(change.lostMs, oldest.lastMs);
  }

  return {
    isNew(high, low, nowMs) {
      if (!keys.add(high, low)) return false;
      change.added.push(high, low);
      change.atMs = nowMs;
      return true;
    },
    write() {
      if (change.added.length === 0) return;
      rows.append(change.added, change.atMs);
      while (keys.size() > limit) dropEarly();
    },
    keep() {
      if (change.early > 0 && lost.count === 0) warn(FORGOTTEN_EARLY);
      lost.count += change.early;
      lost.lastMs = Math.max(lost.lastMs, change.lostMs);
      change = beginChange();
    },
    undo() {
      for (const gone of change.removed) forEachKey(gone, (high, low) => keys.add(high, low));
      forEachKey(change.added, (high, low) => keys.delete(high, low));
      change = beginChange();
    },
    forget(ms, most) {
      const old = rows.takeBefore(ms, most);
      drop(old);
      return old.rows === most;
    },
    stats: () => ({
      seenKeys: keys.size(),
      seenLimit: limit,
      seenSinceMs: rows.sinceMs(),
      seenForgottenEarly: lost.count,
      seenLostMs: lost.count > 0 ? lost.lastMs : null,
    }),
  };
}

const FORGOTTEN_EARLY =
  'more exceptions arrive than can be remembered: copies that come late may count again until there are fewer';

/** What the transaction has done so far; `early` keys were dropped for lack of room, the latest of them seen at `lostMs`. */
type Change = { added: Halves; removed: Halves[]; early: number; lostMs: number; atMs: number };

function beginChange(): Change {
  return { added: [], removed: [], early: 0, lostMs: -Infinity, atMs: 0 };
}
