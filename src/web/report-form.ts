import { html, type Html } from '../html.ts';
import { formatDay, shiftWeek } from '../week.ts';
import type { PageLinks } from './page-links.ts';
import type { ShownWeek } from './report-facts.ts';
import { isSearch, linkReport, type ReportQuery } from './report-query.ts';

export type ReportFormSettings = {
  readonly week: ShownWeek;
  readonly links: PageLinks;
  readonly retentionWeeks: number;
};

/** Picks a week and looks for errors; folded away unless something is looked for. */
export function renderReportForm(query: ReportQuery, settings: ReportFormSettings): Html {
  const { links } = settings;
  const { path, developer, service, type } = query.search;
  const everything =
    isSearch(query) && html`<a href="${linkReport(links, query, { search: {} })}">Show everything</a>`;
  return html`<details class="find" ${isSearch(query) && OPEN}>
    <summary>Find an error, or pick a week</summary>
    <form role="search" method="get" action="${links.to('/get_weekly_error_report')}">
      <div class="fields">
        ${renderWeeks(settings)} ${renderField('filename', 'File', path)}
        ${renderField('developer', 'Developer', developer)} ${renderField('service', 'Service', service)}
        ${renderField('type', 'Type of exception', type)}
      </div>
      ${renderSwitch('include_known_errors', 'Known errors too', query.includeKnown)}
      ${renderSwitch('include_modified_before_min_date', 'Code from before the minimum date too', query.includeOld)}
      <p class="actions"><button>Find</button> ${everything}</p>
    </form>
  </details>`;
}

const OPEN = html`open`;
const CHECKED = html`checked`;
const SELECTED = html`selected`;

function renderField(name: string, label: string, value: string | undefined): Html {
  return html`<div>
    <label for="find-${name}">${label}</label>
    <input id="find-${name}" name="${name}" value="${value ?? ''}" autocomplete="off" spellcheck="false" />
  </div>`;
}

function renderSwitch(name: string, label: string, isOn: boolean): Html {
  return html`<label class="switch"
    ><input type="checkbox" name="${name}" value="true" ${isOn && CHECKED} /> ${label}</label
  >`;
}

/** The weeks that are kept, and the shown one. */
function renderWeeks({ week, retentionWeeks }: ReportFormSettings): Html {
  const { weekMs, thisWeekMs, timezone } = week;
  const kept = Array.from({ length: retentionWeeks + 1 }, (_, i) => shiftWeek(thisWeekMs, -i, timezone));
  const weeks = kept.includes(weekMs) ? kept : [weekMs, ...kept];
  return html`<div>
    <label for="find-week">Week of</label>
    <select id="find-week" name="timestamp">
      ${weeks.map(
        (ms) =>
          html`<option value="${Math.floor(ms / 1000)}" ${ms === weekMs && SELECTED}>${formatDay(ms, timezone)}</option>`,
      )}
    </select>
  </div>`;
}
