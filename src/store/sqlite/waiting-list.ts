import type { DatabaseSync } from 'node:sqlite';
import type { StoreStats } from '../store.ts';
import type { LateOccurrence, PackedWaiting } from './pack-entry.ts';

/** Keeps what waits for its blame; every function runs inside the caller's transaction. */
export type WaitingList = {
  /** Adds new occurrences of one trace; tells whether there was room for them. */
  add(late: PackedWaiting, occurrences: readonly LateOccurrence[]): boolean;
  stats(): WaitingStats;
};

export type WaitingStats = Pick<StoreStats, 'waitingExceptions' | 'waitingSinceMs' | 'waitingIsFull'>;

/** How many traces may wait, and how much all of them may take. */
export type WaitingLimits = { readonly rows: number; readonly bytes: number };

/**
 * One row a trace and week, with the latest report. Without room for another trace only those that wait already are
 * counted up, and their reports stay as they are.
 */
export function createWaitingList(database: DatabaseSync, limits: WaitingLimits): WaitingList {
  const readTotal = database.prepare('SELECT rows, bytes, occurrences FROM waiting_total');
  const readOldest = database.prepare('SELECT min(since_ms) AS since FROM waiting');
  const addToKept = database.prepare(
    `UPDATE waiting SET count = count + :count, first_seen_ms = min(first_seen_ms, :first_ms),
       reported = iif(:has_room AND :last_ms >= last_seen_ms, :reported, reported),
       last_seen_ms = max(last_seen_ms, :last_ms), received_ms = :received_ms,
       threshold = min(coalesce(threshold, :threshold), :threshold)
     WHERE stack_key = :stack_key AND week_ms = :week_ms`,
  );
  const insert = database.prepare(
    `INSERT INTO waiting (stack_key, week_ms, count, first_seen_ms, last_seen_ms, received_ms, since_ms, threshold, reported)
     VALUES (:stack_key, :week_ms, :count, :first_ms, :last_ms, :received_ms, :received_ms, :threshold, :reported)`,
  );

  function hasRoom(): boolean {
    const { rows = 0, bytes = 0 } = readTotal.get() ?? {};
    return Number(rows) < limits.rows && Number(bytes) < limits.bytes;
  }

  return {
    add(late, occurrences) {
      const room = hasRoom();
      const step = toBindings(late, occurrences);
      if (addToKept.run({ ...step, has_room: room ? 1 : 0 }).changes > 0) return true;
      if (room) insert.run(step);
      return room;
    },
    stats() {
      const since = readOldest.get()?.['since'];
      return {
        waitingExceptions: Number(readTotal.get()?.['occurrences'] ?? 0),
        waitingSinceMs: typeof since === 'number' ? since : null,
        waitingIsFull: !hasRoom(),
      };
    },
  };
}

function toBindings(late: PackedWaiting, occurrences: readonly LateOccurrence[]) {
  const step = { count: 0, first_ms: Infinity, last_ms: -Infinity, threshold: Infinity };
  for (const { count, seenAtMs, threshold } of occurrences) {
    step.count += count;
    step.first_ms = Math.min(step.first_ms, seenAtMs);
    step.last_ms = Math.max(step.last_ms, seenAtMs);
    step.threshold = Math.min(step.threshold, threshold);
  }
  const { stackKey, weekMs, receivedAtMs, reported } = late;
  return { ...step, stack_key: stackKey, week_ms: weekMs, received_ms: receivedAtMs, reported };
}
