import type { DatabaseSync } from 'node:sqlite';
import type { Decide, Decision, Entry, Recorded, Tally, WaitingException } from '../store.ts';
import { mapInTurns } from './map-in-turns.ts';
import type { SeenWindow } from './seen-window.ts';
import { type Step, toSteps } from './steps.ts';

// How often an error is seen in a week before a second-old occurrence of it will do to be shown.
const FREQUENT = 100;
const SHOWN_FOR_MS = 1_000;

/** The statements that count; every function runs inside the caller's transaction. */
export function createCounting(database: DatabaseSync, { isNew }: Pick<SeenWindow, 'isNew'>) {
  const readTally = database.prepare(
    `SELECT w.count, w.mailed_ms, e.last_mailed_ms FROM error e
     LEFT JOIN error_week w ON w.error_id = e.id AND w.week_ms = ? WHERE e.id = ?`,
  );
  const insertError = database.prepare('INSERT OR IGNORE INTO error (id) VALUES (?)');
  // Writing out an occurrence costs many times what counting it does, so of a frequent error it is done once a second.
  const addToShown = database.prepare(
    `UPDATE error_week SET count = count + ?, first_seen_ms = min(first_seen_ms, ?), last_seen_ms = max(last_seen_ms, ?)
     WHERE week_ms = ? AND error_id = ? AND ? < shown_ms + iif(count >= ${FREQUENT}, ${SHOWN_FOR_MS}, 0)
     RETURNING count, mailed_ms, (SELECT last_mailed_ms FROM error WHERE id = error_id) AS last_mailed_ms`,
  );
  const showWeek = database.prepare(
    `INSERT INTO error_week (error_id, week_ms, count, first_seen_ms, last_seen_ms, shown_ms, path, function, line,
       code, developer, code_changed_ms, known)
     VALUES (:error_id, :week_ms, :count, :first_ms, :last_ms, :last_ms, :path, :function, :line,
       :code, :developer, :code_changed_ms, :known)
     ON CONFLICT (week_ms, error_id) DO UPDATE SET
       count = count + excluded.count, first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
       last_seen_ms = max(last_seen_ms, excluded.last_seen_ms), shown_ms = excluded.shown_ms, path = excluded.path,
       function = excluded.function, line = excluded.line, code = excluded.code, developer = excluded.developer,
       code_changed_ms = excluded.code_changed_ms, known = excluded.known`,
  );
  const writeOccurrence = database.prepare(
    `INSERT INTO occurrence (week_ms, error_id, document) VALUES (?, ?, ?)
     ON CONFLICT (week_ms, error_id) DO UPDATE SET document = excluded.document`,
  );
  const markWeek = database.prepare('UPDATE error_week SET mailed_ms = ? WHERE week_ms = ? AND error_id = ?');
  const markError = database.prepare('UPDATE error SET last_mailed_ms = ? WHERE id = ?');
  const insertLetter = database.prepare(
    'INSERT INTO outbox (error_id, week_ms, created_ms, recipients, header, next_attempt_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const upsertWaiting = database.prepare(
    `INSERT INTO waiting (stack_key, week_ms, count, first_seen_ms, last_seen_ms, received_ms, reported)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (stack_key, week_ms) DO UPDATE SET
       count = count + excluded.count,
       first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
       last_seen_ms = max(last_seen_ms, excluded.last_seen_ms),
       received_ms = excluded.received_ms`,
  );

  function wait({ stackKey, weekMs, count, seenAtMs, receivedAtMs, reported }: WaitingException): void {
    upsertWaiting.run(stackKey, weekMs, count, seenAtMs, seenAtMs, receivedAtMs, reported);
  }

  /** Counts, and shows the latest occurrence unless the one that is shown will do. */
  function addToCounts(step: Step): Tally {
    const { latest, count, firstMs, lastMs } = step;
    const after = addToShown.get(count, firstMs, lastMs, latest.weekMs, latest.errorId, lastMs);
    if (after !== undefined) return toTally(after, Number(after['count']) - count, count);
    const before = readTally.get(latest.weekMs, latest.errorId);
    if (before === undefined) insertError.run(latest.errorId);
    showWeek.run(toRow(step));
    writeOccurrence.run(latest.weekMs, latest.errorId, latest.occurrence);
    return toTally(before ?? {}, Number(before?.['count'] ?? 0), count);
  }

  function writeLetter({ latest }: Step, decision: Extract<Decision, { notify: true }>, nowMs: number): void {
    const { errorId, weekMs } = latest;
    markWeek.run(nowMs, weekMs, errorId);
    markError.run(nowMs, errorId);
    const recipients = decision.recipients.join('\n');
    insertLetter.run(errorId, weekMs, nowMs, recipients, decision.header, nowMs);
  }

  /** Adds one error's new occurrences and does what the decision says. */
  function addUp(step: Step, decide: Decide, nowMs: number): Decision {
    const tally = addToCounts(step);
    const decision = decide(step.latest.errorId, tally);
    if (decision.notify) writeLetter(step, decision, nowMs);
    return decision;
  }

  /** Leaves duplicates out, adds the rest up by error and week, and counts it. */
  function* record({ sightings, waiting }: Entry, decide: Decide, nowMs: number): Generator<void, Recorded> {
    const fresh = yield* keepNew(sightings, nowMs);
    const freshWaiting = yield* keepNew(waiting, nowMs);
    yield* mapInTurns(freshWaiting, ROWS_A_TURN, wait);
    const decisions = yield* mapInTurns(toSteps(fresh), ROWS_A_TURN, (step) => addUp(step, decide, nowMs));
    const waits = sumCounts(freshWaiting);
    const counted = sumCounts(fresh);
    const duplicates = sumCounts(sightings) + sumCounts(waiting) - counted - waits;
    return { counted, duplicates, waiting: waits, decisions };
  }

  function* keepNew<T extends { readonly dedupeKey: string }>(items: readonly T[], nowMs: number) {
    const fresh: T[] = [];
    yield* mapInTurns(items, KEYS_A_TURN, (item) => {
      if (isNew(item.dedupeKey, nowMs)) fresh.push(item);
    });
    return fresh;
  }

  return { record, addUp };
}

// A few milliseconds of work each.
const KEYS_A_TURN = 2_000;
const ROWS_A_TURN = 100;

function toTally(row: Readonly<Record<string, unknown>>, before: number, more: number): Tally {
  const [mailedAtMs, lastMailedAtMs] = [toMs(row['mailed_ms']), toMs(row['last_mailed_ms'])];
  return { before, after: before + more, mailedAtMs, lastMailedAtMs };
}

function toRow({ latest, count, firstMs, lastMs }: Step) {
  return {
    error_id: latest.errorId,
    week_ms: latest.weekMs,
    count,
    first_ms: firstMs,
    last_ms: lastMs,
    path: latest.path,
    function: latest.function,
    line: latest.line,
    code: latest.code,
    developer: latest.developer,
    code_changed_ms: latest.codeChangedAtMs,
    known: latest.known ? 1 : 0,
  };
}

function sumCounts(items: readonly { readonly count: number }[]): number {
  return items.reduce((sum, item) => sum + item.count, 0);
}

function toMs(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
