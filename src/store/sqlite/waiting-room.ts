import type { DatabaseSync } from 'node:sqlite';
import { lowerThreshold } from '../lower-threshold.ts';
import type { Settled, WaitingException } from '../store.ts';
import type { createCounting } from './counting.ts';
import type { PackedRow } from './pack-entry.ts';

/** Exceptions whose blame is late; every function runs inside the caller's transaction. */
export function createWaitingRoom(database: DatabaseSync, counting: ReturnType<typeof createCounting>) {
  const due = database.prepare(
    `SELECT * FROM waiting WHERE next_attempt_ms <= :now OR next_attempt_ms > :now + ${DAY_MS}
     ORDER BY next_attempt_ms LIMIT :limit`,
  );
  const take = database.prepare('DELETE FROM waiting WHERE stack_key = ? RETURNING *');
  const postpone = database.prepare(
    'UPDATE waiting SET attempts = attempts + 1, next_attempt_ms = ? WHERE stack_key = ?',
  );
  const hasten = database.prepare('UPDATE waiting SET attempts = 0, next_attempt_ms = 0');

  function settle(stackKey: string, row: PackedRow | null, nowMs: number): Settled {
    const kept = take.all(stackKey);
    const total = kept.reduce((sum, one) => sum + Number(one['count']), 0);
    if (row === null) return { counted: 0, beyond: 0, dropped: total, decisions: [] };
    const added = kept.map((one) => countKept(one, row, nowMs));
    const beyond = added.reduce((sum, one) => sum + one.beyond, 0);
    return { counted: total, beyond, dropped: 0, decisions: added.map(({ decision }) => decision) };
  }

  function countKept(kept: Row, row: PackedRow, nowMs: number) {
    const { weekMs, count, seenAtMs: lastMs, receivedAtMs, threshold } = readRow(kept);
    const firstMs = Number(kept['first_seen_ms']);
    const terms = lowerThreshold(row.terms, threshold);
    const told = { ...row, weekMs, receivedAtMs, terms };
    return counting.addUp({ row: told, count, firstMs, lastMs, rows: [] }, nowMs);
  }

  return {
    settle,
    due: (nowMs: number, limit: number) => due.all({ now: nowMs, limit }).map(readRow),
    hasten: () => void hasten.run(),
    postpone: (stackKey: string, nextAttemptMs: number) => void postpone.run(nextAttemptMs, stackKey),
  };
}

// What is put off for longer was so before the clock was set back.
const DAY_MS = 24 * 3_600_000;

type Row = Readonly<Record<string, unknown>>;

function readRow(row: Row): WaitingException {
  return {
    stackKey: String(row['stack_key']),
    dedupeKey: '',
    weekMs: Number(row['week_ms']),
    seenAtMs: Number(row['last_seen_ms']),
    receivedAtMs: Number(row['received_ms']),
    count: Number(row['count']),
    threshold: typeof row['threshold'] === 'number' ? row['threshold'] : Infinity,
    reported: String(row['reported']),
    attempts: Number(row['attempts']),
  };
}
