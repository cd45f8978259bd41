import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Links } from '../links.ts';
import type { ErrorWeek } from '../store/store.ts';
import { toParameters, type ReportQuery } from './report-query.ts';
import type { WeeklyReport } from './weekly-report.ts';

/** Start and end of the week shown, and the start of the present one, in Unix milliseconds. */
export type ShownWeek = {
  readonly weekMs: number;
  readonly endMs: number;
  readonly thisWeekMs: number;
  readonly timezone: string;
};

/** The report for programs; times are ISO 8601 in UTC. */
export function listReportFacts(report: WeeklyReport, week: ShownWeek, query: ReportQuery, links: Links) {
  return {
    week: { from: toIso(week.weekMs), to: toIso(week.endMs), timezone: week.timezone },
    include_known_errors: query.includeKnown,
    include_modified_before_min_date: query.includeOld,
    search: listSearch(query),
    page: query.page,
    error_count: report.errorCount,
    occurrences: report.occurrences,
    errors_not_shown: report.errorCount - report.shownCount,
    hidden_known_errors: report.hiddenKnown,
    hidden_modified_before_min_date: report.hiddenOld,
    everything_else: {
      occurrences: report.beyond.occurrences,
      first_seen: toIso(report.beyond.firstSeenMs),
      last_seen: toIso(report.beyond.lastSeenMs),
    },
    developers: report.developers.map(({ developer, errorCount, occurrences, shown }) => ({
      developer,
      error_count: errorCount,
      occurrences,
      errors: shown.map((row) => listErrorFacts(row, links)),
    })),
  };
}

function listSearch(query: ReportQuery) {
  const { filename, developer, type, service } = toParameters(query);
  return { filename, developer, type, service };
}

/** One error's week for programs. */
export function listErrorFacts(row: ErrorWeek, links: Links) {
  const { thrown, confidence, owner } = readOccurrence(row.occurrence);
  return {
    error_id: row.errorId,
    type: thrown.type,
    message: thrown.message,
    count: row.count,
    count_by_day: row.days,
    first_seen: toIso(row.firstSeenMs),
    last_seen: toIso(row.lastSeenMs),
    filename: row.path,
    line_number: row.line,
    function_name: row.function,
    text: row.code,
    developer: row.developer,
    code_changed: toIso(row.codeChangedAtMs),
    confidence,
    owner,
    known: row.known,
    mailed: toIso(row.mailedAtMs),
    traceback_url: links.traceback(row.errorId, row.weekMs),
  };
}

/** A moment as ISO 8601, null for none and for what no calendar holds. */
export function toIso(ms: number | null): string | null {
  const date = new Date(ms ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
