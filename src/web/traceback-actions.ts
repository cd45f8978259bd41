import type { Occurrence } from '../aggregate/occurrence.ts';
import { html, type Html } from '../html.ts';
import type { ErrorWeek } from '../store/store.ts';
import type { PageLinks } from './page-links.ts';
import { linkTrace } from './trace-link.ts';

export type ActionSettings = {
  readonly traceUrlTemplate: string | null;
  readonly links: PageLinks;
};

/** What can be done about an error: the forms, filled in, and where to look further. */
export function renderActions(row: ErrorWeek, occurrence: Occurrence, settings: ActionSettings): Html {
  const { links, traceUrlTemplate } = settings;
  const trace = linkTrace(traceUrlTemplate, occurrence.reported.traceId);
  return html`<nav class="actions" aria-label="What to do about it">
    <a class="button" href="${links.addKnownError(shorten(row))}">Add to the known errors</a>
    ${listForms(row, occurrence).map(
      ({ path, parameters, text }) =>
        html`<a class="button" href="${links.to(path, parameters)}">${text}</a>`,
    )}
    ${trace !== null && html`<a href="${trace}" rel="noreferrer">The whole trace</a>`}
    <a href="${links.report(row.developer?.toWellFormed(), row.weekMs)}">${nameReport(row)}</a>
  </nav>`;
}

function listForms({ path, developer }: ErrorWeek, { owner }: Occurrence) {
  const filepath = path.toWellFormed().slice(0, MAX_PATH);
  const email = (owner.email ?? developer)?.toWellFormed().slice(0, MAX_PARAMETER);
  return [
    { path: '/add_watch', parameters: { filepath }, text: 'Watch this file' },
    { path: '/disown_file', parameters: { filepath, email }, text: 'Somebody else should get these mails' },
  ];
}

function nameReport({ developer }: ErrorWeek): string {
  return developer === null ? 'All errors of the week' : 'All errors of the week for this developer';
}

// An address must stay short enough to be asked for; part of a line is enough for a rule.
const MAX_PARAMETER = 200;
const MAX_PATH = 1_000;

function shorten({ path, function: name, code }: ErrorWeek) {
  const isShort = name !== null && name.length <= MAX_PARAMETER;
  return {
    path: path.slice(0, MAX_PATH),
    function: isShort ? name : null,
    code: code?.trim().slice(0, MAX_PARAMETER),
  };
}
