import { html, type Html } from '../html.ts';
import type { BeyondErrors } from '../store/store.ts';
import { formatDay, shiftWeek } from '../week.ts';
import { renderErrorCard } from './error-card.ts';
import type { PageLinks } from './page-links.ts';
import { plural } from './plural.ts';
import { renderLeaderboard, nameAnchor } from './leaderboard.ts';
import type { ShownWeek } from './report-facts.ts';
import type { DeveloperErrors, ReportChoice, WeeklyReport } from './weekly-report.ts';

/** The weekly report as a page. */
export function renderReport(report: WeeklyReport, week: ShownWeek, choice: ReportChoice, links: PageLinks) {
  const title = `Week of ${formatDay(week.weekMs, week.timezone)}`;
  const body = html`<h1>${title}</h1>
    ${renderWeekLinks(week, choice, links)}
    <p class="lead">${summarise(report)}</p>
    ${renderToggles(report, week, choice, links)} ${renderLeaderboard(report)}
    ${report.developers.map((group) => renderDeveloper(group, week, links))} ${renderNotShown(report.notShown)}
    ${renderBeyond(report.beyond)}`;
  return { title, body };
}

function summarise({ errorCount, occurrences, hiddenKnown, hiddenOld }: WeeklyReport): string {
  if (errorCount > 0)
    return (
      `${plural(errorCount, 'error')}, ${plural(occurrences, 'occurrence')}. Each stands with the developer who ` +
      'last changed its line: the one most likely to see quickly what is going on, whoever mends it.'
    );
  if (hiddenKnown + hiddenOld > 0) return 'Nothing new this week: all there was is left out below.';
  return 'Nothing broke this week, as far as Flawless was told. Enjoy it.';
}

function renderWeekLinks(
  { weekMs, nowMs, endMs, timezone }: ShownWeek,
  choice: ReportChoice,
  links: PageLinks,
) {
  const earlier = linkReport(shiftWeek(weekMs, -1, timezone), choice, links);
  const later =
    endMs <= nowMs && html`<a rel="next" href="${linkReport(endMs, choice, links)}">Next week →</a>`;
  const last = formatDay(endMs - 1, timezone);
  return html`<p class="weeks">
    <a rel="prev" href="${earlier}">← Previous week</a>
    <span>${formatDay(weekMs, timezone)} to ${last}, ${timezone}</span>
    ${later}
  </p>`;
}

function renderToggles(report: WeeklyReport, { weekMs }: ShownWeek, choice: ReportChoice, links: PageLinks) {
  const { includeKnown, includeOld } = choice;
  const known = includeKnown
    ? 'Leave known errors out'
    : `Show known errors too${countLeftOut(report.hiddenKnown)}`;
  const old = includeOld
    ? 'Leave code from before the minimum date out'
    : `Show code from before the minimum date too${countLeftOut(report.hiddenOld)}`;
  return html`<p class="toggles">
    <a href="${linkReport(weekMs, { ...choice, includeKnown: !includeKnown }, links)}">${known}</a>
    <a href="${linkReport(weekMs, { ...choice, includeOld: !includeOld }, links)}">${old}</a>
  </p>`;
}

function countLeftOut(count: number): string {
  return count === 0 ? '' : ` (${count.toLocaleString('en')} left out)`;
}

function linkReport(weekMs: number, { includeKnown, includeOld }: ReportChoice, links: PageLinks): string {
  return links.to('/get_weekly_error_report', {
    timestamp: String(Math.floor(weekMs / 1000)),
    include_known_errors: includeKnown ? 'true' : undefined,
    include_modified_before_min_date: includeOld ? 'true' : undefined,
  });
}

function renderDeveloper(group: DeveloperErrors, week: ShownWeek, links: PageLinks): Html {
  const { developer, errorCount, occurrences, shown } = group;
  const left = errorCount - shown.length;
  return html`<section class="developer" id="${nameAnchor(developer)}">
    <h2>${developer ?? 'Nobody yet'}</h2>
    <p class="quiet">
      ${plural(errorCount, 'error')}, ${plural(occurrences, 'occurrence')}${developer === null && NOBODY}
    </p>
    ${shown.map((row) => renderErrorCard(row, week.timezone, links))}
    ${left > 0 && html`<p class="quiet">And ${plural(left, 'rarer error')} not shown.</p>`}
  </section>`;
}

const NOBODY = '. No author could be found for these lines; anybody who knows the code can help.';

function renderBeyond({ occurrences }: BeyondErrors): Html | false {
  return (
    occurrences > 0 &&
    html`<p class="notice">
      Everything else (${occurrences.toLocaleString('en')}): occurrences of errors that came when the week had
      as many different errors as <code>max_errors_per_week</code> keeps apart. They are not in the sums above.
    </p>`
  );
}

function renderNotShown(notShown: number): Html | false {
  return (
    notShown > 0 &&
    html`<p class="notice">
      ${plural(notShown, 'error')} more, all of them rarer than those above. The counts include them.
    </p>`
  );
}
