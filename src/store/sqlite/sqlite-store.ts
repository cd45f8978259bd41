import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../../telemetry/log.ts';
import type { Store } from '../store.ts';
import { createCounting } from './counting.ts';
import { createGroupCommit, toStoreError } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { createOutbox } from './outbox.ts';
import { createReading } from './reading.ts';
import { createWaitingRoom } from './waiting-room.ts';

export type SqliteNeeds = { readonly path: string; readonly log: Log; readonly now: () => number };

/** The embedded store: one SQLite file in WAL mode, durable against power loss (`synchronous = FULL`). */
export function createSqliteStore({ path, log, now }: SqliteNeeds): Store {
  const database = openDatabase(path, log, now);
  const commit = createGroupCommit(database);
  const counting = createCounting(database);
  const waiting = createWaitingRoom(database, counting);
  const outbox = createOutbox(database);
  const reading = createReading(database);
  return {
    record: (entry, decide, nowMs) => commit(() => counting.record(entry, decide, nowMs)),
    settleWaiting: (stackKey, subject, decide, nowMs) =>
      commit(() => waiting.settle(stackKey, subject, decide, nowMs)),
    postponeWaiting: (stackKey, nextMs) => commit(() => waiting.postpone(stackKey, nextMs)),
    dueWaiting: (nowMs, limit) => read(() => waiting.due(nowMs, limit)),
    weeklyErrors: (weekMs) => read(() => reading.weeklyErrors(weekMs)),
    findErrorWeek: (query) => read(() => reading.findErrorWeek(query)),
    claimLetters: (nowMs, leaseMs, limit) => commit(() => outbox.claim(nowMs, leaseMs, limit)),
    settleLetter: (id, ending) => commit(() => outbox.settle(id, ending)),
    countLettersSentSince: (ms) => read(() => outbox.countSentSince(ms)),
    stats: () => read(() => reading.stats()),
    forgetWeeks: (weekMs) => commit(() => forgetWeeks(database, weekMs)),
    forgetSeen: (ms) => commit(() => void database.prepare('DELETE FROM seen WHERE at_ms < ?').run(ms)),
    close: () => commit(() => undefined).then(() => database.close()),
  };
}

async function read<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}

function forgetWeeks(database: DatabaseSync, weekMs: number): void {
  for (const table of ['error_week', 'waiting', 'outbox'])
    database.prepare(`DELETE FROM ${table} WHERE week_ms < ?`).run(weekMs);
  database
    .prepare('DELETE FROM error WHERE NOT EXISTS (SELECT 1 FROM error_week w WHERE w.error_id = error.id)')
    .run();
}
