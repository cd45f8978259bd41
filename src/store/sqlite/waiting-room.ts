import type { DatabaseSync } from 'node:sqlite';
import type { Decide, Decision, Settled, Subject, WaitingException } from '../store.ts';
import type { createCounting } from './counting.ts';

/** Exceptions whose blame is late; every function runs inside the caller's transaction. */
export function createWaitingRoom(database: DatabaseSync, counting: ReturnType<typeof createCounting>) {
  // Whatever kept an earlier run from blaming may be mended now.
  database.exec('UPDATE waiting SET next_attempt_ms = 0');
  const due = database.prepare(
    'SELECT * FROM waiting WHERE next_attempt_ms <= ? ORDER BY next_attempt_ms LIMIT ?',
  );
  const take = database.prepare('DELETE FROM waiting WHERE stack_key = ? RETURNING *');
  const postpone = database.prepare(
    'UPDATE waiting SET attempts = attempts + 1, next_attempt_ms = ? WHERE stack_key = ?',
  );
  const hasten = database.prepare('UPDATE waiting SET attempts = 0, next_attempt_ms = 0');

  function settle(stackKey: string, subject: Subject | null, decide: Decide, nowMs: number): Settled {
    const rows = take.all(stackKey);
    const total = rows.reduce((sum, row) => sum + Number(row['count']), 0);
    if (subject === null) return { counted: 0, dropped: total, decisions: [] };
    const decisions = rows.map((row) => countRow(row, subject, decide, nowMs));
    return { counted: total, dropped: 0, decisions };
  }

  function countRow(row: Row, subject: Subject, decide: Decide, nowMs: number): Decision {
    const exception = readRow(row);
    const firstMs = Number(row['first_seen_ms']);
    const latest = { ...subject, ...exception };
    const step = { latest, count: exception.count, firstMs, lastMs: exception.seenAtMs };
    return counting.addUp(step, decide, nowMs);
  }

  return {
    settle,
    due: (nowMs: number, limit: number) => due.all(nowMs, limit).map(readRow),
    hasten: () => void hasten.run(),
    postpone: (stackKey: string, nextAttemptMs: number) => void postpone.run(nextAttemptMs, stackKey),
  };
}

type Row = Readonly<Record<string, unknown>>;

function readRow(row: Row): WaitingException {
  return {
    stackKey: String(row['stack_key']),
    dedupeKey: '',
    weekMs: Number(row['week_ms']),
    seenAtMs: Number(row['last_seen_ms']),
    receivedAtMs: Number(row['received_ms']),
    count: Number(row['count']),
    reported: String(row['reported']),
    attempts: Number(row['attempts']),
  };
}
