import type { Occurrence } from '../aggregate/occurrence.ts';
import { html, type Html } from '../html.ts';
import { placeLocals } from '../notify/place-locals.ts';
import { formatMoment } from '../week.ts';
import { renderBlame } from './blame-card.ts';
import { renderExceptions } from './exception-view.ts';
import { renderFactList, renderText } from './fact-list.ts';
import type { PageLinks } from './page-links.ts';
import type { Excerpts } from './read-excerpts.ts';
import { linkTrace } from './trace-link.ts';
import type { ShownError } from './traceback-facts.ts';

export type TracebackSettings = {
  readonly timezone: string;
  readonly traceUrlTemplate: string | null;
  readonly links: PageLinks;
};

/** The latest occurrence of an error as a page. */
export function renderTraceback(error: ShownError, excerpts: Excerpts, settings: TracebackSettings) {
  const { occurrence } = error;
  const { thrown, reported } = occurrence;
  const locals = placeLocals(occurrence);
  const title = thrown.type || 'An error without a name';
  const body = html`<h1>${title}</h1>
    ${thrown.message !== '' && html`<pre class="message">${thrown.message}</pre>`}
    ${renderNotices(error, excerpts)} ${renderBlame(error, settings)} ${renderCircumstances(error, settings)}
    ${renderActions(error, settings)}
    <section>
      <h2>Stack trace</h2>
      ${renderExceptions(occurrence, excerpts, locals.byFrame, settings.timezone)}
    </section>
    ${renderText('Additional information', reported.additionalInfo)}
    ${renderText('Other local variables', locals.rest)} ${renderRequest(occurrence)}
    ${renderAsSent(reported.stacktrace)}`;
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

function renderActions({ row, occurrence }: ShownError, settings: TracebackSettings): Html {
  const { links } = settings;
  const trace = linkTrace(settings.traceUrlTemplate, occurrence.reported.traceId);
  return html`<p class="actions">
    <a href="${links.addKnownError(shorten(row))}">Add to the known errors</a>
    <a href="${links.report(row.developer?.toWellFormed(), row.weekMs)}">All errors of the week</a>
    ${trace !== null && html`<a href="${trace}" rel="noreferrer">The whole trace</a>`}
  </p>`;
}

// An address must stay short enough to be asked for; part of a line is enough for a rule.
const MAX_PARAMETER = 200;

function shorten({ path, function: name, code }: ShownError['row']) {
  const isShort = name !== null && name.length <= MAX_PARAMETER;
  return { path, function: isShort ? name : null, code: code?.trim().slice(0, MAX_PARAMETER) };
}

function renderRequest({ reported }: Occurrence): Html | null {
  const attributes = Object.entries(reported.request);
  if (attributes.length === 0) return null;
  return html`<section>
    <h2>Request</h2>
    ${renderFactList(attributes)}
  </section>`;
}

function renderAsSent(stacktrace: string): Html | null {
  if (stacktrace === '') return null;
  return html`<details>
    <summary>The stack trace as it was sent</summary>
    <pre>${stacktrace}</pre>
  </details>`;
}
