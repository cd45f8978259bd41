import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../../telemetry/log.ts';
import type { Store } from '../store.ts';
import { createBlameShelf } from './blame-shelf.ts';
import { createCounting } from './counting.ts';
import { createDigests } from './digests.ts';
import { createGroupCommit, toStoreError } from './group-commit.ts';
import { createNotices } from './notices.ts';
import { openDatabase } from './open-database.ts';
import { createOutbox } from './outbox.ts';
import { createReading } from './reading.ts';
import { createSeenWindow } from './seen-window.ts';
import { createWaitingRoom } from './waiting-room.ts';

export type SqliteNeeds = {
  readonly path: string;
  readonly log: Log;
  readonly now: () => number;
  /** How many occurrences are remembered at most: in memory 16 to 32 bytes each, on disk 8. */
  readonly maxSeenKeys?: number;
};

const MAX_SEEN_KEYS = 1_000_000;
// Deleting more at once would hold up the requests in between.
const ROWS_AT_ONCE = 500;

/** The embedded store: one SQLite file in WAL mode, durable against power loss (`synchronous = FULL`). */
export function createSqliteStore({ path, log, now, maxSeenKeys }: SqliteNeeds): Store {
  const database = openDatabase(path, log, now);
  const seen = createSeenWindow(database, { limit: maxSeenKeys ?? MAX_SEEN_KEYS, log });
  const { commit, commitInTurns } = createGroupCommit(database, seen);
  const counting = createCounting(database, seen);
  const waiting = createWaitingRoom(database, counting);
  const digests = createDigests(database);
  const notices = createNotices(database);
  const outbox = createOutbox(database, digests, notices);
  const reading = createReading(database);
  const blames = createBlameShelf(database);
  return {
    record: (entry, decide, nowMs) => commitInTurns(() => counting.record(entry, decide, nowMs)),
    settleWaiting: (stackKey, subject, decide, nowMs) =>
      commit(() => waiting.settle(stackKey, subject, decide, nowMs)),
    postponeWaiting: (stackKey, nextMs) => commit(() => waiting.postpone(stackKey, nextMs)),
    hastenWaiting: () => commit(() => waiting.hasten()),
    dueWaiting: (nowMs, limit) => read(() => waiting.due(nowMs, limit)),
    weeklyErrors: (weekMs, choice) => read(() => reading.weeklyErrors(weekMs, choice)),
    findErrorWeek: (query) => read(() => reading.findErrorWeek(query)),
    // Asked after every batch, most often in vain: then there is nothing to write.
    claimLetters: async (nowMs, leaseMs, limit) =>
      (await read(() => outbox.hasDue(nowMs))) ? commit(() => outbox.claim(nowMs, leaseMs, limit)) : [],
    settleLetter: (id, ending, notice) => commit(() => outbox.settle(id, ending, notice)),
    gatherDigests: (dueMs, nowMs) => commitInTurns(() => digests.gather(dueMs, nowMs)),
    readDigest: (id, limit) => read(() => digests.read(id, limit)),
    addNotice: (notice) => commit(() => notices.add(notice)),
    readNotice: (id) => read(() => notices.read(id)),
    countLettersSentSince: (ms) => read(() => outbox.countSentSince(ms)),
    stats: () => read(() => ({ ...reading.stats(), ...seen.stats() })),
    forgetWeeks: (weekMs) => commit(() => forgetWeeks(database, weekMs)),
    findBlame: (key) => read(() => blames.find(key)),
    keepBlame: (key, document, nowMs) => commit(() => blames.keep(key, document, nowMs)),
    async forgetBlames(most) {
      while (await commit(() => blames.forget(most, ROWS_AT_ONCE)));
    },
    async forgetSeen(ms) {
      while (await commit(() => seen.forget(ms, ROWS_AT_ONCE)));
    },
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
  for (const table of ['error_week', 'occurrence', 'waiting', 'outbox'])
    database.prepare(`DELETE FROM ${table} WHERE week_ms < ?`).run(weekMs);
  database
    .prepare('DELETE FROM error WHERE NOT EXISTS (SELECT 1 FROM error_week w WHERE w.error_id = error.id)')
    .run();
}
