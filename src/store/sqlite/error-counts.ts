import type { DatabaseSync } from 'node:sqlite';
import type { Tally } from '../mail-terms.ts';
import { packDocument } from './document.ts';
import { createOrigins } from './origins.ts';
import type { PackedRow } from './pack-entry.ts';
import type { Step } from './steps.ts';
import type { WeekTotals } from './week-totals.ts';

// How often an error is seen in a week before a second-old occurrence of it will do to be shown.
export const FREQUENT = 100;
export const SHOWN_FOR_MS = 1_000;

/** An error whose document was not sent is not here any more: the same entry with all documents will be counted. */
export class DocumentMissing extends Error {
  override readonly name = 'DocumentMissing';
}

/** Where `DocumentMissing` has come from the thread, only its name is left. */
export function isDocumentMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'DocumentMissing';
}

/** An error's week after a step, and the time of its document. */
export type Shown = Tally & { readonly shownMs: number };

/** The counts of errors by week; every function runs inside the caller's transaction. */
export type ErrorCounts = {
  /** Null: the week has no place for another error. */
  add(step: Step): Shown | null;
};

export function createErrorCounts(database: DatabaseSync, weeks: Pick<WeekTotals, 'takePlace'>): ErrorCounts {
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

  function add({ row, count, firstMs, lastMs }: Step): Shown | null {
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

  return { add };
}

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

function toMs(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
