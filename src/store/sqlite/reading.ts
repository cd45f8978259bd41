import type { DatabaseSync } from 'node:sqlite';
import type {
  DeveloperTally,
  ErrorChoice,
  ErrorQuery,
  ErrorWeek,
  StoreStats,
  WeeklyErrors,
} from '../store.ts';
import { unpackDocument } from './document.ts';
import type { SeenStats } from './seen-window.ts';
import type { WaitingStats } from './waiting-list.ts';
import { createBeyondReader } from './week-totals.ts';

const WAITS = 'sent_ms IS NULL AND failed = 0 AND digested_ms IS NULL';
// A letter that a digest listed has failed with it, and is not another one.
const FAILED_LATELY = 'failed = 1 AND gathered = 0 AND failed_ms >= :since';
const KNOWN_ENOUGH = '(:known = 1 OR known = 0)';
const YOUNG_ENOUGH = '(:since IS NULL OR code_changed_ms IS NULL OR code_changed_ms >= :since)';
const LOOKED_FOR = `instr(lower(path), :path) > 0 AND instr(lower(coalesce(developer, '')), :developer) > 0
  AND instr(lower(type), :type) > 0 AND instr(lower(service), :service) > 0`;
const SHOWN = 'error_week JOIN occurrence USING (week_ms, error_id)';

/** What pages and mails read. */
export function createReading(database: DatabaseSync) {
  // The few that are wanted are found first, since reading documents costs many times what finding errors does.
  const most = database.prepare(
    `SELECT * FROM (SELECT * FROM error_week WHERE week_ms = :week AND ${KNOWN_ENOUGH} AND ${YOUNG_ENOUGH} AND ${LOOKED_FOR}
       ORDER BY count DESC, error_id LIMIT :limit OFFSET :offset)
     JOIN occurrence USING (week_ms, error_id) ORDER BY count DESC, error_id`,
  );
  const developers = database.prepare(
    `SELECT developer, count(*) AS errors, sum(count) AS occurrences FROM error_week
     WHERE week_ms = :week AND ${KNOWN_ENOUGH} AND ${YOUNG_ENOUGH} AND ${LOOKED_FOR} GROUP BY developer`,
  );
  const hidden = database.prepare(
    `SELECT count(*) FILTER (WHERE NOT ${KNOWN_ENOUGH}) AS known,
       count(*) FILTER (WHERE ${KNOWN_ENOUGH} AND NOT ${YOUNG_ENOUGH}) AS old
     FROM error_week WHERE week_ms = :week AND ${LOOKED_FOR}`,
  );
  // The week asked for first, then the nearest one before it.
  const find = database.prepare(
    `SELECT * FROM ${SHOWN} WHERE week_ms <= :week
       AND (:id IS NULL OR error_id = :id) AND (:path IS NULL OR path = :path)
       AND (:function IS NULL OR function = :function) AND (:line IS NULL OR line = :line)
       AND (:code IS NULL OR trim(code) = trim(:code))
     ORDER BY week_ms DESC, last_seen_ms DESC LIMIT 1`,
  );
  const stats = database.prepare(
    `SELECT count(*) FILTER (WHERE ${WAITS}) AS queued,
       count(*) FILTER (WHERE ${WAITS} AND because IS NOT NULL) AS deferred,
       count(*) FILTER (WHERE failed = 1) AS failed,
       count(*) FILTER (WHERE ${FAILED_LATELY}) AS failed_lately,
       (SELECT because FROM outbox WHERE ${FAILED_LATELY} ORDER BY failed_ms DESC, id DESC LIMIT 1) AS failed_because,
       min(created_ms) FILTER (WHERE ${WAITS}) AS oldest,
       (SELECT at_ms FROM full_hour) AS full_ms,
       (SELECT because FROM outbox WHERE because IS NOT NULL ORDER BY id DESC LIMIT 1) AS because
     FROM outbox`,
  );
  const readBeyond = createBeyondReader(database);
  return {
    weeklyErrors(weekMs: number, wanted: ErrorChoice): WeeklyErrors {
      const { limit, offset = 0 } = wanted;
      const choice = { week: weekMs, ...readChoice(wanted) };
      const left = hidden.get(choice) ?? {};
      return {
        developers: developers.all(choice).map(readTally),
        errors: most.all({ ...choice, limit, offset }).map(readErrorWeek),
        hiddenKnown: Number(left['known']),
        hiddenOld: Number(left['old']),
        beyond: readBeyond(weekMs),
      };
    },
    findErrorWeek(query: ErrorQuery): ErrorWeek | null {
      const row = find.get({
        week: query.weekMs,
        id: query.errorId ?? null,
        path: query.path ?? null,
        function: query.function ?? null,
        line: query.line ?? null,
        code: query.code ?? null,
      });
      return row === undefined ? null : readErrorWeek(row);
    },
    stats(failedSinceMs = Number.MAX_SAFE_INTEGER): Omit<StoreStats, keyof SeenStats | keyof WaitingStats> {
      const row = stats.get({ since: failedSinceMs }) ?? {};
      return {
        lettersQueued: Number(row['queued']),
        lettersFailed: Number(row['failed']),
        failedLately: { letters: Number(row['failed_lately']), because: toText(row['failed_because']) },
        lettersDeferred: Number(row['deferred']),
        oldestLetterMs: toNumber(row['oldest']),
        hourFullMs: toNumber(row['full_ms']),
        lastLetterFailure: toText(row['because']),
      };
    },
  };
}

function readChoice({ includeKnown, changedSinceMs, search = {} }: ErrorChoice) {
  const { path = '', developer = '', type = '', service = '' } = search;
  return {
    known: includeKnown ? 1 : 0,
    since: changedSinceMs,
    path: lowerAscii(path),
    developer: lowerAscii(developer),
    type: lowerAscii(type),
    service: lowerAscii(service),
  };
}

/** As SQLite's `lower` does it. */
function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function readTally(row: Readonly<Record<string, unknown>>): DeveloperTally {
  return {
    developer: toText(row['developer']),
    errorCount: Number(row['errors']),
    occurrences: Number(row['occurrences']),
  };
}

/** One row of `error_week` with its document. */
export function readErrorWeek(row: Readonly<Record<string, unknown>>): ErrorWeek {
  return {
    errorId: String(row['error_id']),
    weekMs: Number(row['week_ms']),
    count: Number(row['count']),
    firstSeenMs: Number(row['first_seen_ms']),
    lastSeenMs: Number(row['last_seen_ms']),
    mailedAtMs: toNumber(row['mailed_ms']),
    path: String(row['path']),
    function: toText(row['function']),
    line: Number(row['line']),
    code: toText(row['code']),
    developer: toText(row['developer']),
    codeChangedAtMs: toNumber(row['code_changed_ms']),
    known: row['known'] === 1,
    type: String(row['type']),
    days: [0, 1, 2, 3, 4, 5, 6].map((day) => Number(row[`day_${day}`])),
    occurrence: unpackDocument(row['document']),
  };
}

function toNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
