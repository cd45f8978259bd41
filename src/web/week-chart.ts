import { html, type Html } from '../html.ts';
import { formatDay } from '../week.ts';

/** A week of a chart; how many errors it had is not said of a single one. */
export type ChartedWeek = {
  readonly weekMs: number;
  readonly occurrences: number;
  readonly errorCount?: number;
};

const [STEP, WIDTH, HEIGHT] = [20, 14, 60];

/** A bar for each week, the last one standing out, and the same as a table. */
export function renderWeekChart(weeks: readonly ChartedWeek[], timezone: string): Html {
  const most = Math.max(0, ...weeks.map(({ occurrences }) => occurrences));
  const bars = weeks.map((week, i) => drawBar(week, i, most));
  return html`<div class="history">
    <svg viewBox="0 0 ${weeks.length * STEP - STEP + WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      <path class="bar past" d="${bars.slice(0, -1).join('')}" />
      <path class="bar" d="${bars.at(-1) ?? ''}" />
    </svg>
    <p class="axis">
      <span>${nameWeek(weeks[0], timezone)}</span>
      <span>${most === 0 ? 'none in these weeks' : `at most ${most.toLocaleString('en')} in a week`}</span>
      <span>${nameWeek(weeks.at(-1), timezone)}</span>
    </p>
    <details>
      <summary>The weeks as a table</summary>
      ${renderTable(weeks, timezone)}
    </details>
  </div>`;
}

function nameWeek(week: ChartedWeek | undefined, timezone: string): string {
  return week === undefined ? '' : formatDay(week.weekMs, timezone);
}

function drawBar({ occurrences }: ChartedWeek, nth: number, most: number): string {
  const height = occurrences === 0 ? 1 : Math.max(2, Math.round((occurrences / most) * HEIGHT));
  return `M${nth * STEP} ${HEIGHT}v-${height}h${WIDTH}v${height}z`;
}

function renderTable(weeks: readonly ChartedWeek[], timezone: string): Html {
  const hasErrors = weeks.some(({ errorCount }) => errorCount !== undefined);
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Week of</th>
        ${hasErrors && html`<th scope="col" class="number">Errors</th>`}
        <th scope="col" class="number">Occurrences</th>
      </tr>
    </thead>
    <tbody>
      ${weeks.map(
        ({ weekMs, errorCount, occurrences }) =>
          html`<tr>
            <th scope="row">${formatDay(weekMs, timezone)}</th>
            ${errorCount !== undefined && html`<td class="number">${errorCount.toLocaleString('en')}</td>`}
            <td class="number">${occurrences.toLocaleString('en')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
