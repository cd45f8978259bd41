import type { DatabaseSync } from 'node:sqlite';
import type { ErrorChoice, ErrorQuery, LetterEnding, Notice } from '../store.ts';
import { createBlameShelf } from './blame-shelf.ts';
import { createCounting } from './counting.ts';
import { createDigests } from './digests.ts';
import { createWeekForgetter } from './forget-weeks.ts';
import { joinParticipants } from './group-commit.ts';
import { createHistory } from './history.ts';
import { createNotices } from './notices.ts';
import { openDatabase } from './open-database.ts';
import { createOutbox, OPEN } from './outbox.ts';
import type { PackedEntry, PackedRow } from './pack-entry.ts';
import { createReading } from './reading.ts';
import { createSeenWindow } from './seen-window.ts';
import type { Room } from './room.ts';
import { createWaitingList, type WaitingLimits } from './waiting-list.ts';
import { createWaitingRoom } from './waiting-room.ts';
import { createWeekTotals } from './week-totals.ts';

export type WriterSettings = {
  readonly kind: 'writer';
  readonly path: string;
  readonly openedAtMs: number;
  readonly maxSeenKeys: number;
  readonly maxSeenBatches: number;
  readonly maxErrors: number;
  readonly maxWaiting: WaitingLimits;
  /** Whether this process has had the file before. */
  readonly isReopened: boolean;
};

export type Warn = (level: 'warn' | 'error', message: string) => void;

// Deleting more at once would hold up the requests in between.
const ROWS_AT_ONCE = 500;

export type Writer = ReturnType<typeof openWriter>;

/** The connection that writes, in a thread of its own: the works run in transactions, the looks without. */
export function openWriter(settings: WriterSettings, warn: Warn) {
  const { path, openedAtMs: nowMs } = settings;
  const say = (message: string) => warn('error', message);
  return openDatabase({ path, nowMs, say }, (database) => furnish(database, settings, warn));
}

function furnish(database: DatabaseSync, settings: WriterSettings, warn: Warn) {
  const { maxSeenKeys, maxSeenBatches, maxErrors, maxWaiting, isReopened } = settings;
  if (!isReopened) database.exec(FRESH_START);
  const say = (message: string) => warn('warn', message);
  const seen = createSeenWindow(database, { table: 'seen', limit: maxSeenKeys, warn: say });
  const seenBatches = createSeenWindow(database, {
    table: 'seen_batch',
    limit: maxSeenBatches,
    warn: ignore,
  });
  const weeks = createWeekTotals(database, { maxErrors });
  const late = createWaitingList(database, maxWaiting);
  const counting = createCounting(database, { seen, seenBatches, weeks, late });
  const waiting = createWaitingRoom(database, counting);
  const digests = createDigests(database);
  const notices = createNotices(database);
  const outbox = createOutbox(database, digests, notices);
  const reading = createReading(database);
  const blames = createBlameShelf(database);
  const history = createHistory(database);
  const forgetWeeks = createWeekForgetter(database);
  const looks = {
    dueWaiting: waiting.due,
    hasDueLetters: outbox.hasDue,
    weeklyErrors: (weekMs: number, choice: ErrorChoice) => reading.weeklyErrors(weekMs, choice),
    findErrorWeek: (query: ErrorQuery) => reading.findErrorWeek(query),
    weekTotals: history.weekTotals,
    errorHistory: history.errorHistory,
    readDigest: digests.read,
    readNotice: notices.read,
    countLettersSent: outbox.countSent,
    stats: (failedSinceMs?: number) => ({
      ...reading.stats(failedSinceMs),
      ...late.stats(),
      ...seen.stats(),
    }),
    findBlame: (key: string) => blames.find(key),
  };
  const works = {
    record: (entry: PackedEntry, nowMs: number) => counting.record(entry, nowMs),
    settleWaiting: (stackKey: string, row: PackedRow | null, nowMs: number) =>
      waiting.settle(stackKey, row, nowMs),
    postponeWaiting: waiting.postpone,
    hastenWaiting: waiting.hasten,
    claimLetters: outbox.claim,
    settleLetter: (id: number, ending: LetterEnding, notice?: Notice) => outbox.settle(id, ending, notice),
    gatherDigests: digests.gather,
    noteFullHour: digests.noteFullHour,
    addNotice: (notice: Notice) => notices.add(notice),
    addWeekLetter: outbox.addWeek,
    forgetWeeks: (weekMs: number) => forgetWeeks(weekMs, ROWS_AT_ONCE),
    keepBlame: blames.keep,
    forgetBlames: (most: number) => blames.forget(most, ROWS_AT_ONCE),
    forgetSeen: (ms: number) =>
      [seen, seenBatches].map((window) => window.forget(ms, ROWS_AT_ONCE)).includes(true),
  };
  const participant = joinParticipants([seen, seenBatches]);
  return { database, participant, looks, works } satisfies Room;
}

// Whoever is told of the occurrences need not be told of the batches too.
function ignore(): void {}

// One process has the file, so whoever leased a letter in an earlier one is gone; what was put off is worth a new try.
const FRESH_START = `
  UPDATE waiting SET next_attempt_ms = 0;
  UPDATE outbox SET next_attempt_ms = created_ms, handed = iif(handed = 0, 0, 2) WHERE ${OPEN};
`;
