import { html, type Html } from '../html.ts';
import type { WeekTotal } from '../store/store.ts';
import { formatDay } from '../week.ts';

const [STEP, WIDTH, HEIGHT] = [20, 14, 60];

/** A bar for each week, the last one standing out, and the same as a table. */
export function renderWeekChart(weeks: readonly WeekTotal[], timezone: string): Html {
  const most = Math.max(1, ...weeks.map(({ occurrences }) => occurrences));
  return html`<section class="history">
    <h2>The last ${weeks.length} weeks</h2>
    <p class="quiet">All occurrences, known errors too; at most ${most.toLocaleString('en')} in a week.</p>
    <svg viewBox="0 0 ${weeks.length * STEP} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
      ${weeks.map(({ occurrences }, i) => renderBar(occurrences / most, i, i === weeks.length - 1))}
    </svg>
    <p class="axis" aria-hidden="true">
      ${[weeks[0], weeks.at(-1)].map((week) => week && html`<span>${formatDay(week.weekMs, timezone)}</span>`)}
    </p>
    <details>
      <summary>The same as a table</summary>
      ${renderTable(weeks, timezone)}
    </details>
  </section>`;
}

function renderBar(share: number, nth: number, isLast: boolean): Html {
  const height = share === 0 ? 1 : Math.max(2, Math.round(share * HEIGHT));
  const kind = isLast ? 'bar' : 'bar past';
  return html`<rect class="${kind}" x="${nth * STEP}" y="${HEIGHT - height}" width="${WIDTH}" height="${height}" />`;
}

function renderTable(weeks: readonly WeekTotal[], timezone: string): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Week of</th>
        <th scope="col" class="number">Errors</th>
        <th scope="col" class="number">Occurrences</th>
      </tr>
    </thead>
    <tbody>
      ${weeks.map(
        ({ weekMs, errorCount, occurrences }) =>
          html`<tr>
            <th scope="row">${formatDay(weekMs, timezone)}</th>
            <td class="number">${errorCount.toLocaleString('en')}</td>
            <td class="number">${occurrences.toLocaleString('en')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
