import { html, type Html } from '../html.ts';
import type { PageLinks } from './page-links.ts';
import { plural } from './plural.ts';
import { linkReport, type ReportQuery } from './report-query.ts';
import type { DeveloperErrors, WeeklyReport } from './weekly-report.ts';

/** The id of a developer's errors, which `#` and the encoded e-mail address lead to. */
export function nameAnchor(developer: string | null): string {
  return developer ?? 'nobody';
}

const MOST = 20;

/** Developers at a glance, each with a bar for their share of the week; nothing when there is nobody. */
export function renderLeaderboard(report: WeeklyReport, query: ReportQuery, links: PageLinks): Html | null {
  const { developers, occurrences } = report;
  if (developers.length === 0) return null;
  const left = developers.slice(MOST);
  return html`<table class="leaderboard">
      <caption>
        Where to begin: the score is how often lines that somebody last changed broke this week. It says who may know
        most, not who is to blame.
      </caption>
      <thead>
        <tr>
          <th scope="col">Last changed by</th>
          <th scope="col" class="number">Errors</th>
          <th scope="col" class="number">Score</th>
          <td class="share"></td>
        </tr>
      </thead>
      <tbody>
        ${developers.slice(0, MOST).map((group) => renderRow(group, occurrences, query, links))}
      </tbody>
    </table>
    ${left.length > 0 && html`<p class="quiet">And ${plural(left.length, 'more developer')} with lower scores.</p>`}`;
}

function renderRow(group: DeveloperErrors, all: number, query: ReportQuery, links: PageLinks): Html {
  const { developer, errorCount, occurrences, shown } = group;
  const id = shown.length === 0 && html`id="${nameAnchor(developer)}"`;
  return html`<tr ${id}>
    <th scope="row">${renderName(group, query, links)}</th>
    <td class="number">${errorCount.toLocaleString('en')}</td>
    <td class="number">${occurrences.toLocaleString('en')}</td>
    <td class="share">${renderShare(occurrences / all)}</td>
  </tr>`;
}

/** Leads to the errors on this page, else to a page with them. */
function renderName(
  { developer, shown }: DeveloperErrors,
  query: ReportQuery,
  links: PageLinks,
): Html | string {
  const anchor = `#${encodeURIComponent(nameAnchor(developer).toWellFormed())}`;
  if (shown.length > 0) return html`<a href="${anchor}">${developer ?? 'Nobody yet'}</a>`;
  if (developer === null) return 'Nobody yet';
  const search = { ...query.search, developer: developer.toWellFormed() };
  return html`<a href="${linkReport(links, query, { search })}${anchor}">${developer}</a>`;
}

function renderShare(share: number): Html {
  const percent = Math.round(share * 100);
  return html`<svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="${percent} % of all">
    <rect width="100" height="8" class="track" />
    <rect width="${Math.max(1, percent)}" height="8" class="bar" />
  </svg>`;
}
