import type { DatabaseSync } from 'node:sqlite';
import { type Decision, decideMail } from '../mail-terms.ts';
import { toBatchKey } from './batch-key.ts';
import { createErrorCounts } from './error-counts.ts';
import type { PackedEntry } from './pack-entry.ts';
import type { SeenWindow } from './seen-window.ts';
import { type Step, toSteps } from './steps.ts';
import type { WaitingList } from './waiting-list.ts';
import type { WeekTotals } from './week-totals.ts';

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

export type CountingNeeds = {
  readonly seen: Pick<SeenWindow, 'isNew'>;
  readonly seenBatches: Pick<SeenWindow, 'isNew'>;
  readonly weeks: WeekTotals;
  readonly late: Pick<WaitingList, 'add'>;
};

/** The statements that count; every function runs inside the caller's transaction. */
export function createCounting(database: DatabaseSync, { seen, seenBatches, weeks, late }: CountingNeeds) {
  const counts = createErrorCounts(database, weeks);
  const markWeek = database.prepare('UPDATE error_week SET mailed_ms = ? WHERE week_ms = ? AND error_id = ?');
  const markError = database.prepare('UPDATE error SET last_mailed_ms = ? WHERE id = ?');
  const insertLetter = database.prepare(
    'INSERT INTO outbox (error_id, week_ms, created_ms, recipients, header, next_attempt_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );

  function writeLetter({ row }: Step, decision: Extract<Decision, { notify: true }>, nowMs: number): void {
    const { errorId, weekMs } = row;
    markWeek.run(nowMs, weekMs, errorId);
    markError.run(nowMs, errorId);
    const recipients = decision.recipients.join('\n');
    insertLetter.run(errorId, weekMs, nowMs, recipients, decision.header, nowMs);
  }

  /** Adds one error's new occurrences and does what its terms say. */
  function addUp(step: Step, nowMs: number): AddedUp {
    const tally = counts.add(step);
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

type AddedUp = {
  readonly decision: Decision;
  readonly beyond: number;
  readonly after: number;
  readonly shownMs: number;
};

function countSent({ counts, waiting }: PackedEntry): number {
  const late = waiting.reduce((sum, { occurrences }) => sum + sumCounts(occurrences), 0);
  return counts.reduce((sum, count) => sum + count, late);
}

function sumCounts(items: readonly { readonly count: number }[]): number {
  return items.reduce((sum, item) => sum + item.count, 0);
}
