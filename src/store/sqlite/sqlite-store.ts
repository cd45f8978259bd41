import type { Log } from '../../telemetry/log.ts';
import type { Entry, Recorded, Store } from '../store.ts';
import { isDocumentMissing } from './error-counts.ts';
import type { Reader } from './open-reader.ts';
import type { Writer } from './open-writer.ts';
import { packEntry, packRow } from './pack-entry.ts';
import { createShownMemory } from './shown-memory.ts';
import type { WaitingLimits } from './waiting-list.ts';
import { createStoreThread, type ThreadNeeds } from './store-thread.ts';

export type SqliteNeeds = {
  readonly path: string;
  readonly log: Log;
  readonly now: () => number;
  /** How many occurrences are remembered at most: in memory 16 to 32 bytes each, on disk 8. */
  readonly maxSeenKeys?: number;
  /** How many errors a week has at most; what is counted of others is added up in one sum. */
  readonly maxErrorsPerWeek?: number;
  /** How much may wait for its blame. */
  readonly maxWaiting?: WaitingLimits;
  readonly startWorker?: ThreadNeeds['startWorker'];
};

const MAX_SEEN_KEYS = 1_000_000;
// A storm of large requests fills the above within seconds, this in more than a minute, and senders try again within one.
const MAX_SEEN_BATCHES = 250_000;

// A row is a trace with what was reported around it, some 4 to 20 KB.
const MAX_WAITING: WaitingLimits = { rows: 100_000, bytes: 256 * 1024 * 1024 };

/**
 * The embedded store: one SQLite file in WAL mode, durable against power loss (`synchronous = FULL`). One thread writes,
 * one transaction for all that waits, and another reads for the pages. Rejects with what is wrong with the file.
 */
export async function openSqliteStore(needs: SqliteNeeds): Promise<Store> {
  const reader = createStoreThread<Reader['looks']>({
    ...needs,
    settings: () => ({ kind: 'reader', path: needs.path }),
  });
  // A damaged file may have been set aside, and whoever has it open reads it still.
  const writer = createWriterThread(needs, () => reader.renew());
  await writer.open();
  const ask: typeof writer.ask = (name, ...args) => writer.ask(name, ...args);
  const shown = createShownMemory();
  // Only one connection has what is in memory.
  const readForPages: Pick<typeof reader, 'ask'> = needs.path === ':memory:' ? writer : reader;

  async function record(entry: Entry, nowMs: number): Promise<Recorded> {
    return tryRecord(entry, nowMs, false).catch((error: unknown) => {
      if (!isDocumentMissing(error)) throw error;
      return tryRecord(entry, nowMs, true);
    });
  }

  async function tryRecord(entry: Entry, nowMs: number, withAll: boolean): Promise<Recorded> {
    const packed = packEntry(entry, (row) => withAll || shown.wantsDocument(row));
    const recorded = await ask('record', packed, nowMs);
    shown.learn(packed.rows, recorded.shown);
    return recorded;
  }

  return {
    record,
    settleWaiting: (stackKey, subject, nowMs) =>
      ask(
        'settleWaiting',
        stackKey,
        subject === null ? null : packRow({ subject, weekMs: 0, receivedAtMs: 0 }, true),
        nowMs,
      ),
    postponeWaiting: (stackKey, nextMs) => ask('postponeWaiting', stackKey, nextMs),
    hastenWaiting: () => ask('hastenWaiting'),
    dueWaiting: (nowMs, limit) => ask('dueWaiting', nowMs, limit),
    weeklyErrors: (weekMs, choice) => readForPages.ask('weeklyErrors', weekMs, choice),
    findErrorWeek: (query) => readForPages.ask('findErrorWeek', query),
    weekTotals: (fromMs, toMs) => readForPages.ask('weekTotals', fromMs, toMs),
    errorHistory: (errorId, fromMs) => readForPages.ask('errorHistory', errorId, fromMs),
    // Asked after every batch, most often in vain: then there is nothing to write.
    claimLetters: async (nowMs, leaseMs, limit) =>
      (await ask('hasDueLetters', nowMs)) ? ask('claimLetters', nowMs, leaseMs, limit) : [],
    settleLetter: (id, ending, notice) => ask('settleLetter', id, ending, notice),
    gatherDigests: (dueMs, nowMs) => ask('gatherDigests', dueMs, nowMs),
    readDigest: (id, limit) => ask('readDigest', id, limit),
    noteFullHour: (ms) => ask('noteFullHour', ms),
    addNotice: (notice) => ask('addNotice', notice),
    addWeekLetter: (weekMs, recipients, nowMs) => ask('addWeekLetter', weekMs, recipients, nowMs),
    readNotice: (id) => ask('readNotice', id),
    countLettersSent: (sinceMs, untilMs) => ask('countLettersSent', sinceMs, untilMs),
    stats: (failedSinceMs) => ask('stats', failedSinceMs),
    async forgetWeeks(weekMs) {
      while (await ask('forgetWeeks', weekMs));
    },
    findBlame: (key) => ask('findBlame', key),
    keepBlame: (key, document, nowMs) => ask('keepBlame', key, document, nowMs),
    async forgetBlames(most) {
      while (await ask('forgetBlames', most));
    },
    async forgetSeen(ms) {
      while (await ask('forgetSeen', ms));
    },
    async close() {
      await reader.close();
      await writer.close();
    },
  };
}

function createWriterThread(needs: SqliteNeeds, onReopened: () => void) {
  const { path, now, maxSeenKeys, maxErrorsPerWeek, maxWaiting } = needs;
  return createStoreThread<Writer['looks'] & Writer['works']>({
    ...needs,
    onReopened,
    settings: (openings) => ({
      kind: 'writer',
      path,
      openedAtMs: now(),
      maxSeenKeys: maxSeenKeys ?? MAX_SEEN_KEYS,
      maxSeenBatches: MAX_SEEN_BATCHES,
      maxErrors: maxErrorsPerWeek ?? Number.MAX_SAFE_INTEGER,
      maxWaiting: maxWaiting ?? MAX_WAITING,
      isReopened: openings > 0,
    }),
  });
}
