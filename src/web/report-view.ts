import { html, type Html } from '../html.ts';
import type { BeyondErrors, WeekTotal } from '../store/store.ts';
import { formatDay, shiftWeek } from '../week.ts';
import { renderErrorCard } from './error-card.ts';
import { nameAnchor, renderLeaderboard } from './leaderboard.ts';
import type { PageLinks } from './page-links.ts';
import { plural } from './plural.ts';
import { renderPager } from './pager.ts';
import type { ShownWeek } from './report-facts.ts';
import { renderReportForm } from './report-form.ts';
import { isSearch, linkReport, type ReportQuery } from './report-query.ts';
import { renderWeekChart } from './week-chart.ts';
import type { DeveloperErrors, WeeklyReport } from './weekly-report.ts';

export type ReportSettings = {
  readonly week: ShownWeek;
  readonly links: PageLinks;
  readonly errorsAPage: number;
  readonly retentionWeeks: number;
  /** How many services could send more, so that blame gets better. */
  readonly lacking: number;
};

/** The weekly report as a page. */
export function renderReport(
  report: WeeklyReport,
  totals: readonly WeekTotal[],
  query: ReportQuery,
  settings: ReportSettings,
) {
  const { week, links } = settings;
  const title = `Week of ${formatDay(week.weekMs, week.timezone)}`;
  const body = html`<h1>${title}</h1>
    ${renderWeekLinks(query, settings)}
    <p class="lead">${summarise(report, query)}</p>
    ${renderToggles(report, query, links)} ${renderReportForm(query, settings)}
    ${renderLeaderboard(report, query, links)}
    ${report.developers.map((group) => renderDeveloper(group, query, settings))}
    ${renderPager(report, query, settings)} ${renderBeyond(report.beyond)}
    <section>
      <h2>The last ${totals.length} weeks</h2>
      <p class="quiet">All occurrences, known errors too.</p>
      ${renderWeekChart(totals, week.timezone)}
    </section>
    ${renderLacking(settings)}`;
  return { title, body };
}

function summarise({ errorCount, occurrences, hiddenKnown, hiddenOld }: WeeklyReport, query: ReportQuery) {
  if (errorCount > 0)
    return (
      `${plural(errorCount, 'error')}, ${plural(occurrences, 'occurrence')}. Each stands with the developer who ` +
      'last changed its line: the one most likely to see quickly what is going on, whoever mends it.'
    );
  if (hiddenKnown + hiddenOld > 0) return 'Nothing new this week: all there was is left out below.';
  if (isSearch(query)) return 'Nothing of this week is like that. A part of a name is enough to look for.';
  return 'Nothing broke this week, as far as Flawless was told. Enjoy it.';
}

function renderWeekLinks(query: ReportQuery, { week, links }: ReportSettings) {
  const { weekMs, thisWeekMs, endMs, timezone } = week;
  const earlier = linkReport(links, query, { weekMs: shiftWeek(weekMs, -1, timezone) });
  const later =
    endMs <= thisWeekMs &&
    html`<a rel="next" href="${linkReport(links, query, { weekMs: endMs })}">Next week →</a>`;
  const last = formatDay(endMs - 1, timezone);
  return html`<nav class="weeks" aria-label="Weeks">
    <a rel="prev" href="${earlier}">← Previous week</a>
    <span>${formatDay(weekMs, timezone)} to ${last}, ${timezone}</span>
    ${later}
  </nav>`;
}

function renderToggles(report: WeeklyReport, query: ReportQuery, links: PageLinks) {
  const { includeKnown, includeOld } = query;
  const known = includeKnown
    ? 'Leave known errors out'
    : `Show known errors too${countLeftOut(report.hiddenKnown)}`;
  const old = includeOld
    ? 'Leave code from before the minimum date out'
    : `Show code from before the minimum date too${countLeftOut(report.hiddenOld)}`;
  return html`<p class="toggles">
    <a href="${linkReport(links, query, { includeKnown: !includeKnown })}">${known}</a>
    <a href="${linkReport(links, query, { includeOld: !includeOld })}">${old}</a>
  </p>`;
}

function countLeftOut(count: number): string {
  return count === 0 ? '' : ` (${count.toLocaleString('en')} left out)`;
}

function renderDeveloper(group: DeveloperErrors, query: ReportQuery, { week, links }: ReportSettings) {
  const { developer, errorCount, occurrences, shown } = group;
  if (shown.length === 0) return false;
  return html`<section class="developer" id="${nameAnchor(developer)}">
    <h2>${developer ?? 'Nobody yet'}</h2>
    <p class="quiet">
      ${plural(errorCount, 'error')}, ${plural(occurrences, 'occurrence')}${developer === null && NOBODY}
    </p>
    ${shown.map((row) => renderErrorCard(row, week, links))} ${renderRest(group, query, links)}
  </section>`;
}

const NOBODY = '. No author could be found for these lines; anybody who knows the code can help.';

function renderRest({ developer, errorCount, shown }: DeveloperErrors, query: ReportQuery, links: PageLinks) {
  const left = errorCount - shown.length;
  if (left === 0) return false;
  const what = `${plural(left, 'more error')} of the week`;
  if (developer === null || query.search.developer === developer)
    return html`<p class="quiet">${what}, on other pages.</p>`;
  const search = { ...query.search, developer: developer.toWellFormed() };
  return html`<p class="quiet"><a href="${linkReport(links, query, { search })}">${what}</a></p>`;
}

function renderBeyond({ occurrences }: BeyondErrors): Html | false {
  return (
    occurrences > 0 &&
    html`<p class="notice">
      Everything else (${occurrences.toLocaleString('en')}): occurrences of errors that came when the week had
      as many different errors as <code>max_errors_per_week</code> keeps apart. They are not in the sums above.
    </p>`
  );
}

function renderLacking({ lacking, links }: ReportSettings) {
  if (lacking === 0) return false;
  return html`<p class="hint">
    ${plural(lacking, 'service')} could send more, so that the right line and person are found:
    <a href="${links.to('/services')}">see what is missing</a>.
  </p>`;
}
