import type { Occurrence } from '../aggregate/occurrence.ts';
import { html, type Html } from '../html.ts';
import { placeLocals } from '../notify/place-locals.ts';
import { formatMoment } from '../week.ts';
import { renderBlame } from './blame-card.ts';
import type { ShownChain } from './choose-shown.ts';
import { renderExceptions } from './exception-view.ts';
import { renderFactList, renderText } from './fact-list.ts';
import { findShortfalls } from './find-shortfalls.ts';
import { renderHints } from './hint-list.ts';
import { renderHistory, type ShownHistory } from './history-view.ts';
import type { Excerpts } from './read-excerpts.ts';
import { adviseOn } from './setup-hints.ts';
import { renderActions, type ActionSettings } from './traceback-actions.ts';
import type { ShownError } from './traceback-facts.ts';

export type TracebackSettings = ActionSettings & { readonly timezone: string };

export type TracebackParts = {
  readonly chain: ShownChain;
  readonly excerpts: Excerpts;
  readonly history: ShownHistory;
  /** Where the trace can be had as it was sent. */
  readonly asSent: string;
};

const MAX_TITLE = 300;
const MAX_MESSAGE = 2_000;

/** The latest occurrence of an error as a page. */
export function renderTraceback(error: ShownError, parts: TracebackParts, settings: TracebackSettings) {
  const { row, occurrence } = error;
  const { thrown, reported } = occurrence;
  const locals = placeLocals(occurrence);
  const title = thrown.type.slice(0, MAX_TITLE) || 'An error without a name';
  const body = html`<h1>${title}</h1>
    ${thrown.message !== '' && html`<pre class="message" tabindex="0">${thrown.message.slice(0, MAX_MESSAGE)}</pre>`}
    ${renderNotices(error, parts.excerpts)} ${renderBlame(error, settings)}
    ${renderActions(row, occurrence, settings)} ${renderCircumstances(error, settings)}
    <section>
      <h2>Stack trace</h2>
      ${renderExceptions(parts.chain, occurrence, parts.excerpts, locals.byFrame, settings.timezone)}
      ${renderAsSent(reported.stacktrace, parts.asSent)}
    </section>
    ${renderText('Additional information', reported.additionalInfo)}
    ${renderText('Other local variables', locals.rest)} ${renderRequest(occurrence)}
    ${renderHistory(parts.history)} ${renderAdvice(occurrence)}`;
  return { title: `${title} in ${occurrence.blamed.path}`, body };
}

function renderNotices(
  { row, weekAskedMs }: ShownError,
  { incomplete }: Excerpts,
): readonly (Html | false)[] {
  return [
    row.weekMs !== weekAskedMs &&
      html`<p class="notice">It was not seen in the week asked for; this is the latest one before.</p>`,
    incomplete &&
      html`<p class="notice">The repository cannot be read just now, so some of the code around the lines is missing.</p>`,
  ];
}

function renderCircumstances({ row, occurrence }: ShownError, { timezone }: TracebackSettings): Html {
  const { reported, revision } = occurrence;
  return renderFactList([
    ['Occurrences this week', row.count.toLocaleString('en')],
    ['First seen', formatMoment(row.firstSeenMs, timezone)],
    ['Last seen', formatMoment(row.lastSeenMs, timezone)],
    ['Mailed', row.mailedAtMs === null ? 'not this week' : formatMoment(row.mailedAtMs, timezone)],
    ['Known error', row.known ? 'yes' : 'no'],
    ['Service', [reported.service, reported.serviceVersion].filter(Boolean).join(' ')],
    ['Environment', reported.environment],
    ['Host', reported.host],
    ['Operation', reported.spanName],
    ['Running commit', `${revision.commit.slice(0, 10)}: ${revision.because}`],
  ]);
}

const MAX_INLINE = 4_000;

/** A long trace is a document of its own, so that the page stays light. */
function renderAsSent(stacktrace: string, link: string): Html | null {
  if (stacktrace === '') return null;
  if (stacktrace.length > MAX_INLINE)
    return html`<p><a href="${link}">The stack trace as it was sent</a></p>`;
  return html`<details>
    <summary>The stack trace as it was sent</summary>
    <pre tabindex="0">${stacktrace}</pre>
  </details>`;
}

const MAX_ATTRIBUTES = 40;

function renderRequest({ reported }: Occurrence): Html | null {
  const attributes = Object.entries(reported.request);
  if (attributes.length === 0) return null;
  return html`<section>
    <h2>Request</h2>
    ${renderFactList(attributes.slice(0, MAX_ATTRIBUTES))}
  </section>`;
}

function renderAdvice(occurrence: Occurrence): Html | false {
  const { language } = occurrence.reported;
  const hints = findShortfalls(occurrence, occurrence).map((shortfall) => adviseOn(shortfall, language));
  return (
    hints.length > 0 &&
    html`<section>
      <h2>How the blame could be surer</h2>
      ${renderHints(hints)}
    </section>`
  );
}
