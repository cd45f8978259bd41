import { html, type Html } from '../html.ts';
import type { ErrorHistory, PastLetter } from '../store/store.ts';
import { formatMoment } from '../week.ts';
import { renderSparkline } from './sparkline.ts';
import { renderWeekChart } from './week-chart.ts';

/** An error's past, with the weeks to draw, those without occurrences too. */
export type ShownHistory = ErrorHistory & {
  readonly days: readonly number[];
  readonly timezone: string;
};

/** How often over time, where it was seen, and who was written to. */
export function renderHistory({
  weeks,
  origins,
  letters,
  days,
  timezone,
}: ShownHistory): readonly (Html | null)[] {
  const totals = weeks.map(({ weekMs, count }) => ({ weekMs, occurrences: count }));
  return [
    html`<section>
      <h2>How often</h2>
      ${renderWeekChart(totals, timezone)} ${renderDays(days)}
    </section>`,
    renderOrigins(origins, timezone),
    renderLetters(letters, timezone),
  ];
}

function renderDays(days: readonly number[]): Html | false {
  const chart = renderSparkline(days);
  return chart !== false && html`<p class="days">${chart}<span>This week by day, from Sunday on</span></p>`;
}

const MOST = 12;

function renderOrigins(origins: ErrorHistory['origins'], timezone: string): Html | null {
  if (origins.length === 0) return null;
  const table = (rows: ErrorHistory['origins']) =>
    html`<table class="plain">
      <thead>
        <tr>
          ${['Service', 'Version', 'Host', 'First seen', 'Last seen'].map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ service, version, host, firstMs, lastMs }) =>
            html`<tr>
              <th scope="row">${service}</th>
              <td>${version ?? '–'}</td>
              <td>${host ?? '–'}</td>
              <td>${formatMoment(firstMs, timezone)}</td>
              <td>${formatMoment(lastMs, timezone)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  const rest = origins.slice(MOST);
  return html`<section>
    <h2>Where it was seen</h2>
    <div class="wide" tabindex="0">${table(origins.slice(0, MOST))}</div>
    ${rest.length > 0 && html`<details><summary>Longer ago</summary><div class="wide" tabindex="0">${table(rest)}</div></details>`}
  </section>`;
}

function renderLetters(letters: readonly PastLetter[], timezone: string): Html {
  if (letters.length === 0)
    return html`<section>
      <h2>Mails</h2>
      <p>Nobody has been written to about it.</p>
    </section>`;
  return html`<section>
    <h2>Mails</h2>
    <ul class="mails">
      ${letters.map((letter) => html`<li>${describeLetter(letter, timezone)}</li>`)}
    </ul>
  </section>`;
}

function describeLetter(
  { recipients, begun, state, createdAtMs, atMs, because }: PastLetter,
  timezone: string,
): Html {
  const others = begun ? ' and others before' : '';
  const when = formatMoment(atMs ?? createdAtMs, timezone);
  const why = because !== null && html`: ${because.slice(0, MAX_REASON)}`;
  return html`${when}: ${STATES[state]} <b>${recipients.join(', ')}</b>${others}${why}`;
}

const MAX_REASON = 300;

const STATES: Readonly<Record<PastLetter['state'], string>> = {
  sent: 'sent to',
  waiting: 'waiting to be sent to',
  digested: 'listed in a digest for',
  failed: 'could not be sent to',
};
