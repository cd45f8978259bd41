import { readOccurrence } from '../aggregate/occurrence.ts';
import { html, type Html } from '../html.ts';
import type { ErrorWeek } from '../store/store.ts';
import { formatDay, formatMoment } from '../week.ts';
import { cutMiddle } from './cut-middle.ts';
import type { PageLinks } from './page-links.ts';
import type { ShownWeek } from './report-facts.ts';
import { renderSparkline } from './sparkline.ts';

/** One error of the report: how often, what, where, since when. */
export function renderErrorCard(
  row: ErrorWeek,
  { timezone }: Pick<ShownWeek, 'timezone'>,
  links: PageLinks,
): Html {
  const { thrown, confidence } = readOccurrence(row.occurrence);
  const what = [thrown.type, thrown.message].filter((part) => part !== '').join(': ');
  return html`<article class="error">
    <p class="count"><b>${row.count.toLocaleString('en')}</b>×${renderSparkline(row.days)}</p>
    <div>
      <h3><a href="${links.traceback(row.errorId, row.weekMs)}">${cut(what) || 'An error without a name'}</a></h3>
      <p class="place"><code>${cutMiddle(row.path)}:${row.line}</code>${renderFunction(row.function)}</p>
      ${row.code !== null && html`<pre class="line"><code>${cut(row.code.trim())}</code></pre>`}
      <p class="quiet">${describeTimes(row, timezone)}</p>
      <p class="tags">
        <span class="tag ${confidence.level}" title="${confidence.because}">confidence: ${confidence.level}</span>
        <span class="tag">${row.known ? 'known error' : 'not a known error'}</span>
        <span class="tag">${describeMail(row, timezone)}</span>
      </p>
    </div>
  </article>`;
}

function renderFunction(name: string | null): Html | false {
  return name !== null && html` in <code>${cutMiddle(name)}</code>`;
}

function describeMail({ mailedAtMs }: ErrorWeek, timezone: string): string {
  return mailedAtMs === null ? 'not mailed' : `mailed ${formatMoment(mailedAtMs, timezone)}`;
}

function describeTimes({ firstSeenMs, lastSeenMs, codeChangedAtMs }: ErrorWeek, timezone: string): string {
  const first = formatMoment(firstSeenMs, timezone);
  const last = formatMoment(lastSeenMs, timezone);
  const seen = first === last ? `Seen ${first}` : `First seen ${first}, last ${last}`;
  const changed = codeChangedAtMs === null ? '' : ` Code from ${formatDay(codeChangedAtMs, timezone)}.`;
  return `${seen}.${changed}`;
}

const MAX_CHARACTERS = 240;

function cut(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
