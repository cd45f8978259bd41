import type { Context } from 'koa';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { Store } from '../store/store.ts';
import { shiftWeek, startOfDay, startOfWeek } from '../week.ts';
import type { Layout } from './layout.ts';
import type { PageLinks } from './page-links.ts';
import { listReportFacts } from './report-facts.ts';
import { readReportQuery, type ReportQuery } from './report-query.ts';
import { renderReport } from './report-view.ts';
import { respond, wantsJson } from './respond.ts';
import type { SetupNotes } from './setup-notes.ts';
import { createWeekTotals } from './week-totals.ts';
import { buildWeeklyReport, type WeeklyReport } from './weekly-report.ts';

export type ReportPageNeeds = {
  readonly store: Pick<Store, 'weeklyErrors' | 'weekTotals'>;
  readonly config: Pick<Config, 'timezone' | 'report_only_after_minimum_date' | 'retention_weeks'>;
  readonly setupNotes: Pick<SetupNotes, 'list'>;
  readonly links: Links;
  readonly pageLinks: PageLinks;
  readonly layout: Layout;
  readonly now: () => number;
};

// A page of so many stays light whatever the errors say.
const ERRORS_A_PAGE = 20;
const ERRORS_A_DOCUMENT = 1_000;

/** `GET /get_weekly_error_report`: who can help with what broke this week. */
export function createReportPage(needs: ReportPageNeeds) {
  const { store, config, layout, links, pageLinks, now } = needs;
  const { timezone, retention_weeks: retentionWeeks } = config;
  const minimumDateMs = startOfDay(config.report_only_after_minimum_date, timezone);
  const readWeekTotals = createWeekTotals(needs);

  async function buildReport(query: ReportQuery, limit: number): Promise<WeeklyReport> {
    const { weekMs, includeKnown, includeOld, search, page } = query;
    const changedSinceMs = includeOld ? null : minimumDateMs;
    const offset = (page - 1) * limit;
    const wanted = { includeKnown, changedSinceMs, limit, offset, search };
    return buildWeeklyReport(await store.weeklyErrors(weekMs, wanted), offset);
  }

  return async (ctx: Context): Promise<void> => {
    const query = readReportQuery(new URLSearchParams(ctx.querystring), now(), timezone);
    const { weekMs } = query;
    const report = await buildReport(query, wantsJson(ctx) ? ERRORS_A_DOCUMENT : ERRORS_A_PAGE);
    const week = {
      weekMs,
      endMs: shiftWeek(weekMs, 1, timezone),
      thisWeekMs: startOfWeek(now(), timezone),
      timezone,
    };
    await respond(ctx, {
      page: async () => {
        const totals = await readWeekTotals(weekMs);
        const lacking = needs.setupNotes.list().filter(({ hints }) => hints.length > 0).length;
        const settings = { week, links: pageLinks, errorsAPage: ERRORS_A_PAGE, retentionWeeks, lacking };
        return layout(renderReport(report, totals, query, settings));
      },
      facts: () => listReportFacts(report, week, query, links),
    });
  };
}
