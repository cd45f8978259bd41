import { html, type Html } from '../html.ts';
import { linkReport, type ReportQuery } from './report-query.ts';
import type { PageLinks } from './page-links.ts';
import type { WeeklyReport } from './weekly-report.ts';

export type PagerSettings = { readonly links: PageLinks; readonly errorsAPage: number };

/** Which errors are shown, and the way to the others; nothing when there are no others. */
export function renderPager(report: WeeklyReport, query: ReportQuery, settings: PagerSettings): Html | null {
  const { errorCount, offset, shownCount } = report;
  if (shownCount === errorCount) return null;
  const last = Math.ceil(errorCount / settings.errorsAPage);
  const [first, end] = [offset + 1, offset + shownCount].map((number) => number.toLocaleString('en'));
  const shown = shownCount === 0 ? 'No errors on this page' : `Errors ${first} to ${end}`;
  const to = (page: number, text: string) =>
    html`<a href="${linkReport(settings.links, query, { page })}">${text}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    ${query.page > 1 && to(Math.min(query.page - 1, last), '← More frequent')}
    <span>${shown} of ${errorCount.toLocaleString('en')}, the most frequent first</span>
    ${query.page < last && to(query.page + 1, 'Rarer →')}
  </nav>`;
}
