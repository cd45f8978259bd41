import type { DatabaseSync } from 'node:sqlite';
import type { ErrorHistory, PastLetter, WeekTotal } from '../store.ts';
import { createOrigins } from './origins.ts';

/** What pages tell of more than one week. */
export function createHistory(database: DatabaseSync) {
  const totals = database.prepare(
    `SELECT week_ms, count(*) AS errors, sum(count) AS occurrences FROM error_week
     WHERE week_ms BETWEEN ? AND ? GROUP BY week_ms ORDER BY week_ms`,
  );
  const weeks = database.prepare(
    'SELECT week_ms, count FROM error_week WHERE error_id = ? AND week_ms >= ? ORDER BY week_ms',
  );
  const letters = database.prepare(
    `SELECT created_ms, recipients, begun, sent_ms, digested_ms, failed, because FROM outbox
     WHERE error_id = ? AND kind = 'error' AND week_ms >= ? ORDER BY id DESC LIMIT 20`,
  );
  const origins = createOrigins(database);
  return {
    weekTotals: (fromMs: number, toMs: number): readonly WeekTotal[] =>
      totals.all(fromMs, toMs).map((row) => ({
        weekMs: Number(row['week_ms']),
        errorCount: Number(row['errors']),
        occurrences: Number(row['occurrences']),
      })),
    errorHistory: (errorId: string, fromMs: number): ErrorHistory => ({
      weeks: weeks
        .all(errorId, fromMs)
        .map((row) => ({ weekMs: Number(row['week_ms']), count: Number(row['count']) })),
      origins: origins.list(errorId),
      letters: letters.all(errorId, fromMs).map(readPastLetter),
    }),
  };
}

function readPastLetter(row: Readonly<Record<string, unknown>>): PastLetter {
  const endedMs = row['sent_ms'] ?? row['digested_ms'];
  return {
    createdAtMs: Number(row['created_ms']),
    recipients: String(row['recipients']).split('\n'),
    begun: row['begun'] === 1,
    state: readState(row),
    atMs: typeof endedMs === 'number' ? endedMs : null,
    because: typeof row['because'] === 'string' ? row['because'] : null,
  };
}

function readState(row: Readonly<Record<string, unknown>>): PastLetter['state'] {
  if (row['sent_ms'] !== null) return 'sent';
  if (row['digested_ms'] !== null) return 'digested';
  return row['failed'] === 1 ? 'failed' : 'waiting';
}
