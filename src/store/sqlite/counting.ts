import type { DatabaseSync } from 'node:sqlite';
import type { Decide, Decision, Entry, Recorded, Sighting, Tally, WaitingException } from '../store.ts';
import { mapInTurns } from './map-in-turns.ts';
import type { SeenWindow } from './seen-window.ts';

/** What one error's new occurrences add up to in one week. */
type Step = {
  readonly latest: Sighting;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
};

/** The statements that count; every function runs inside the caller's transaction. */
export function createCounting(database: DatabaseSync, { isNew }: Pick<SeenWindow, 'isNew'>) {
  const readTally = database.prepare(
    `SELECT w.count, w.mailed_ms, e.last_mailed_ms FROM error e
     LEFT JOIN error_week w ON w.error_id = e.id AND w.week_ms = ? WHERE e.id = ?`,
  );
  const insertError = database.prepare('INSERT OR IGNORE INTO error (id) VALUES (?)');
  const upsertWeek = database.prepare(
    `INSERT INTO error_week (error_id, week_ms, count, first_seen_ms, last_seen_ms, path, function, line, code,
       developer, code_changed_ms, known, occurrence)
     VALUES (:error_id, :week_ms, :count, :first_ms, :last_ms, :path, :function, :line, :code,
       :developer, :code_changed_ms, :known, :occurrence)
     ON CONFLICT (week_ms, error_id) DO UPDATE SET
       count = count + excluded.count,
       first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
       last_seen_ms = max(last_seen_ms, excluded.last_seen_ms),
       path = iif(excluded.last_seen_ms >= last_seen_ms, excluded.path, path),
       function = iif(excluded.last_seen_ms >= last_seen_ms, excluded.function, function),
       line = iif(excluded.last_seen_ms >= last_seen_ms, excluded.line, line),
       code = iif(excluded.last_seen_ms >= last_seen_ms, excluded.code, code),
       developer = iif(excluded.last_seen_ms >= last_seen_ms, excluded.developer, developer),
       code_changed_ms = iif(excluded.last_seen_ms >= last_seen_ms, excluded.code_changed_ms, code_changed_ms),
       known = iif(excluded.last_seen_ms >= last_seen_ms, excluded.known, known),
       occurrence = iif(excluded.last_seen_ms >= last_seen_ms, excluded.occurrence, occurrence)`,
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

  function takeTally(step: Step): Tally {
    const { errorId, weekMs } = step.latest;
    const found = readTally.get(weekMs, errorId);
    if (found === undefined) insertError.run(errorId);
    const row = found ?? {};
    const before = Number(row['count'] ?? 0);
    const tally = { mailedAtMs: toMs(row['mailed_ms']), lastMailedAtMs: toMs(row['last_mailed_ms']) };
    return { before, after: before + step.count, ...tally };
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
    const tally = takeTally(step);
    upsertWeek.run(toRow(step));
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
    const fresh = yield* mapInTurns(items, KEYS_A_TURN, (item) =>
      isNew(item.dedupeKey, nowMs) ? [item] : [],
    );
    return fresh.flat();
  }

  return { record, addUp };
}

// A few milliseconds of work each.
const KEYS_A_TURN = 2_000;
const ROWS_A_TURN = 200;

function toSteps(sightings: readonly Sighting[]): readonly Step[] {
  const groups = Map.groupBy(sightings, ({ errorId, weekMs }) => `${errorId} ${weekMs}`);
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    const latest = others.reduce((a, b) => (b.seenAtMs >= a.seenAtMs ? b : a), first);
    const times = group.map((sighting) => sighting.seenAtMs);
    const [firstMs, lastMs] = [
      times.reduce((a, b) => Math.min(a, b)),
      times.reduce((a, b) => Math.max(a, b)),
    ];
    return [{ latest, count: sumCounts(group), firstMs, lastMs }];
  });
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
    occurrence: latest.occurrence,
  };
}

function sumCounts(items: readonly { readonly count: number }[]): number {
  return items.reduce((sum, item) => sum + item.count, 0);
}

function toMs(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
