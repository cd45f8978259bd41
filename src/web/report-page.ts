import type { Context } from 'koa';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { Store } from '../store/store.ts';
import { shiftWeek, startOfDay, startOfWeek } from '../week.ts';
import type { Layout } from './layout.ts';
import type { PageLinks } from './page-links.ts';
import { readFlag, readTimestamp } from './read-query.ts';
import { listReportFacts } from './report-facts.ts';
import { renderReport } from './report-view.ts';
import { respond } from './respond.ts';
import { buildWeeklyReport } from './weekly-report.ts';

export type ReportPageNeeds = {
  readonly store: Pick<Store, 'weeklyErrors'>;
  readonly config: Pick<Config, 'timezone' | 'report_only_after_minimum_date'>;
  readonly links: Links;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
  readonly now: () => number;
};

const MAX_ERRORS_SHOWN = 1_000;

/** `GET /get_weekly_error_report`: who can help with what broke this week. */
export function createReportPage(needs: ReportPageNeeds) {
  const { store, config, layout, links, pageLinks, now } = needs;
  const { timezone } = config;
  const minimumDateMs = startOfDay(config.report_only_after_minimum_date, timezone);
  return async (ctx: Context): Promise<void> => {
    const query = new URLSearchParams(ctx.querystring);
    const weekMs = startOfWeek(readTimestamp(query, now()), timezone);
    const includeKnown = readFlag(query, 'include_known_errors');
    const includeOld = readFlag(query, 'include_modified_before_min_date');
    const choice = { includeKnown, includeOld };
    const changedSinceMs = includeOld ? null : minimumDateMs;
    const wanted = { includeKnown, changedSinceMs, limit: MAX_ERRORS_SHOWN };
    const report = buildWeeklyReport(await store.weeklyErrors(weekMs, wanted));
    const week = { weekMs, endMs: shiftWeek(weekMs, 1, timezone), nowMs: now(), timezone };
    await respond(ctx, {
      page: () => layout(renderReport(report, week, choice, pageLinks)),
      facts: () => listReportFacts(report, week, choice, links),
    });
  };
}
