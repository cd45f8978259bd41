import type { DatabaseSync } from 'node:sqlite';
import { type Decision, decideMail, type Tally } from '../mail-terms.ts';
import { toBatchKey } from './batch-key.ts';
import { packDocument } from './document.ts';
import { createOrigins } from './origins.ts';
import type { PackedEntry, PackedRow } from './pack-entry.ts';
import type { SeenWindow } from './seen-window.ts';
import { type Step, toSteps } from './steps.ts';
import type { WaitingList } from './waiting-list.ts';
import type { WeekTotals } from './week-totals.ts';

// How often an error is seen in a week before a second-old occurrence of it will do to be shown.
export const FREQUENT = 100;
export const SHOWN_FOR_MS = 1_000;

/** What recording came to; `shown` has the count and the time of the document of each row, in turns, zeros if it had nothing new. */
export type PackedRecorded = {
  readonly counted: number;
  readonly duplicates: number;
  readonly waiting: number;
  readonly crowdedOut: number;
  readonly beyond: number;
  readonly decisions: readonly Decision[];
  readonly shown: Float64Array;
};

/** An error whose document was not sent is not here any more: the same entry with all documents will be counted. */
export class DocumentMissing extends Error {
  override readonly name = 'DocumentMissing';
}

export type CountingNeeds = {
  readonly seen: Pick<SeenWindow, 'isNew'>;
  readonly seenBatches: Pick<SeenWindow, 'isNew'>;
  readonly weeks: WeekTotals;
  readonly late: Pick<WaitingList, 'add'>;
};

/** The statements that count; every function runs inside the caller's transaction. */
export function createCounting(database: DatabaseSync, { seen, seenBatches, weeks, late }: CountingNeeds) {
  const readTally = database.prepare(
    `SELECT w.count, w.mailed_ms, e.last_mailed_ms FROM error e
     LEFT JOIN error_week w ON w.error_id = e.id AND w.week_ms = ? WHERE e.id = ?`,
  );
  const insertError = database.prepare('INSERT OR IGNORE INTO error (id) VALUES (?)');
  // Writing out an occurrence costs many times what counting it does, so of a frequent error it is done once a second.
  const addToShown = DAYS.map((day) =>
    database.prepare(
      `UPDATE error_week SET count = count + ?1, day_${day} = day_${day} + ?1,
         first_seen_ms = min(first_seen_ms, ?2), last_seen_ms = max(last_seen_ms, ?3)
       WHERE week_ms = ?4 AND error_id = ?5 AND ?3 < shown_ms + iif(count >= ${FREQUENT}, ${SHOWN_FOR_MS}, 0)
       RETURNING count, shown_ms, mailed_ms, (SELECT last_mailed_ms FROM error WHERE id = error_id) AS last_mailed_ms`,
    ),
  );
  const showWeek = DAYS.map((day) =>
    database.prepare(
      `INSERT INTO error_week (error_id, week_ms, count, day_${day}, first_seen_ms, last_seen_ms, shown_ms, path, function,
       line, code, developer, code_changed_ms, known, type, service)
     VALUES (:error_id, :week_ms, :count, :count, :first_ms, :last_ms, :last_ms, :path, :function,
       :line, :code, :developer, :code_changed_ms, :known, :type, :service)
     ON CONFLICT (week_ms, error_id) DO UPDATE SET
       count = count + excluded.count, day_${day} = day_${day} + excluded.count, type = excluded.type,
       service = excluded.service, first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
       last_seen_ms = max(last_seen_ms, excluded.last_seen_ms), shown_ms = excluded.shown_ms, path = excluded.path,
       function = excluded.function, line = excluded.line, code = excluded.code, developer = excluded.developer,
       code_changed_ms = excluded.code_changed_ms, known = excluded.known`,
    ),
  );
  const origins = createOrigins(database);
  const writeOccurrence = database.prepare(
    `INSERT INTO occurrence (week_ms, error_id, document) VALUES (?, ?, ?)
     ON CONFLICT (week_ms, error_id) DO UPDATE SET document = excluded.document`,
  );
  const markWeek = database.prepare('UPDATE error_week SET mailed_ms = ? WHERE week_ms = ? AND error_id = ?');
  const markError = database.prepare('UPDATE error SET last_mailed_ms = ? WHERE id = ?');
  const insertLetter = database.prepare(
    'INSERT INTO outbox (error_id, week_ms, created_ms, recipients, header, next_attempt_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  /** Null: the week has no place for another error. */
  function addToCounts({ row, count, firstMs, lastMs }: Step): Shown | null {
    const day = findDay(row);
    const after = addToShown[day]?.get(count, firstMs, lastMs, row.weekMs, row.errorId);
    if (after !== undefined)
      return { ...toTally(after, Number(after['count']) - count, count), shownMs: Number(after['shown_ms']) };
    if (row.occurrence === null) throw new DocumentMissing(`error ${row.errorId} is not there any more`);
    const before = readTally.get(row.weekMs, row.errorId);
    if (typeof before?.['count'] !== 'number' && !weeks.takePlace(row.weekMs)) return null;
    if (before === undefined) insertError.run(row.errorId);
    showWeek[day]?.run(toBindings({ row, count, firstMs, lastMs }));
    origins.see(row.errorId, row.origin, row.receivedAtMs);
    writeOccurrence.run(row.weekMs, row.errorId, packDocument(row.occurrence));
    return { ...toTally(before ?? {}, Number(before?.['count'] ?? 0), count), shownMs: lastMs };
  }

  function writeLetter({ row }: Step, decision: Extract<Decision, { notify: true }>, nowMs: number): void {
    const { errorId, weekMs } = row;
    markWeek.run(nowMs, weekMs, errorId);
    markError.run(nowMs, errorId);
    const recipients = decision.recipients.join('\n');
    insertLetter.run(errorId, weekMs, nowMs, recipients, decision.header, nowMs);
  }

  /** Adds one error's new occurrences and does what its terms say. */
  function addUp(step: Step, nowMs: number): AddedUp {
    const tally = addToCounts(step);
    if (tally === null) {
      weeks.addBeyond(step);
      return { decision: BEYOND, beyond: step.count, after: 0, shownMs: 0 };
    }
    const decision = decideMail(step.row.terms, tally, nowMs);
    if (decision.notify) writeLetter(step, decision, nowMs);
    return { decision, beyond: 0, after: tally.after, shownMs: tally.shownMs };
  }

  /** Keeps what is new of what waits; how many wait now, and for how many there was no room. */
  function wait(waiting: PackedEntry['waiting'], nowMs: number) {
    const sum = { waiting: 0, crowdedOut: 0 };
    for (const one of waiting) {
      const fresh = one.occurrences.filter(({ key: [high, low] }) => seen.isNew(high, low, nowMs));
      if (fresh.length > 0) sum[late.add(one, fresh) ? 'waiting' : 'crowdedOut'] += sumCounts(fresh);
    }
    return sum;
  }

  function isSentAgain(entry: PackedEntry, nowMs: number): boolean {
    const key = toBatchKey(entry);
    return key !== null && !seenBatches.isNew(...key, nowMs);
  }

  /** Leaves duplicates out, adds the rest up by error and week, and counts it. */
  function record(entry: PackedEntry, nowMs: number): PackedRecorded {
    if (isSentAgain(entry, nowMs)) return { ...NOTHING, duplicates: countSent(entry) };
    const steps = toSteps(entry, (high, low) => seen.isNew(high, low, nowMs));
    const { waiting, crowdedOut } = wait(entry.waiting, nowMs);
    const shown = new Float64Array(entry.rows.length * 2);
    const added = steps.map((step) => addUp(step, nowMs));
    for (const [i, { after, shownMs }] of added.entries())
      for (const row of steps[i]?.rows ?? []) shown.set([after, shownMs], row * 2);
    const counted = sumCounts(steps);
    const duplicates = countSent(entry) - counted - waiting - crowdedOut;
    const beyond = added.reduce((sum, one) => sum + one.beyond, 0);
    const decisions = added.map(({ decision }) => decision);
    return { counted, duplicates, waiting, crowdedOut, beyond, decisions, shown };
  }

  return { record, addUp };
}

const BEYOND: Decision = { notify: false, reason: 'beyond max_errors_per_week' };

const NOTHING: PackedRecorded = {
  counted: 0,
  duplicates: 0,
  waiting: 0,
  crowdedOut: 0,
  beyond: 0,
  decisions: [],
  shown: new Float64Array(),
};

type Shown = Tally & { readonly shownMs: number };

type AddedUp = {
  readonly decision: Decision;
  readonly beyond: number;
  readonly after: number;
  readonly shownMs: number;
};

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const DAY_MS = 86_400_000;

/** A week with a change of clocks has an hour more or less; clocks may go wrong as well. */
function findDay({ receivedAtMs, weekMs }: PackedRow): number {
  return Math.min(6, Math.max(0, Math.floor((receivedAtMs - weekMs) / DAY_MS)));
}

function toTally(row: Readonly<Record<string, unknown>>, before: number, more: number): Tally {
  const [mailedAtMs, lastMailedAtMs] = [toMs(row['mailed_ms']), toMs(row['last_mailed_ms'])];
  return { before, after: before + more, mailedAtMs, lastMailedAtMs };
}

function toBindings({ row, count, firstMs, lastMs }: Omit<Step, 'rows'>) {
  return {
    error_id: row.errorId,
    week_ms: row.weekMs,
    count,
    first_ms: firstMs,
    last_ms: lastMs,
    path: row.path,
    function: row.function,
    line: row.line,
    code: row.code,
    developer: row.developer,
    code_changed_ms: row.codeChangedAtMs,
    known: row.known ? 1 : 0,
    type: row.type,
    service: row.origin.service,
  };
}

function countSent({ counts, waiting }: PackedEntry): number {
  const late = waiting.reduce((sum, { occurrences }) => sum + sumCounts(occurrences), 0);
  return counts.reduce((sum, count) => sum + count, late);
}

function sumCounts(items: readonly { readonly count: number }[]): number {
  return items.reduce((sum, item) => sum + item.count, 0);
}

function toMs(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
