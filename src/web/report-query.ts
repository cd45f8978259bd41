import type { ErrorSearch } from '../store/store.ts';
import { startOfWeek } from '../week.ts';
import type { PageLinks } from './page-links.ts';
import { readFlag, readPage, readText, readTimestamp } from './read-query.ts';

/** What the report is asked for. */
export type ReportQuery = {
  readonly weekMs: number;
  readonly includeKnown: boolean;
  readonly includeOld: boolean;
  readonly search: ErrorSearch;
  /** Counted from 1. */
  readonly page: number;
};

/** Reads the parameters of an address; a `PageFailure` for those that cannot be used. */
export function readReportQuery(query: URLSearchParams, nowMs: number, timezone: string): ReportQuery {
  return {
    weekMs: startOfWeek(readTimestamp(query, nowMs), timezone),
    includeKnown: readFlag(query, 'include_known_errors'),
    includeOld: readFlag(query, 'include_modified_before_min_date'),
    search: {
      path: readText(query, 'filename'),
      developer: readText(query, 'developer'),
      type: readText(query, 'type'),
      service: readText(query, 'service'),
    },
    page: readPage(query),
  };
}

/** The address of a report, on its first page unless it says otherwise. */
export function linkReport(links: PageLinks, query: ReportQuery, change: Partial<ReportQuery>) {
  return links.to('/get_weekly_error_report', toParameters({ ...query, page: 1, ...change }));
}

/** The parameters that make an address ask for this. */
export function toParameters({ weekMs, includeKnown, includeOld, search, page }: ReportQuery) {
  return {
    timestamp: String(Math.floor(weekMs / 1000)),
    include_known_errors: includeKnown ? 'true' : undefined,
    include_modified_before_min_date: includeOld ? 'true' : undefined,
    filename: search.path,
    developer: search.developer,
    type: search.type,
    service: search.service,
    page: page === 1 ? undefined : String(page),
  };
}

/** Whether anything is looked for. */
export function isSearch({ search }: Pick<ReportQuery, 'search'>): boolean {
  return Object.values(search).some((text) => text !== undefined);
}
