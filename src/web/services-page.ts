import type { Context } from 'koa';
import { html, type Html } from '../html.ts';
import { formatMoment } from '../week.ts';
import type { Layout } from './layout.ts';
import { plural } from './plural.ts';
import { respond } from './respond.ts';
import { renderHints } from './hint-list.ts';
import type { ServiceNotes, SetupNotes } from './setup-notes.ts';

export type ServicesPageNeeds = {
  readonly setupNotes: Pick<SetupNotes, 'list'>;
  readonly config: { readonly timezone: string };
  readonly layout: Layout;
};

/** `GET /services`: what each service could send so that blame gets better. */
export function createServicesPage({ setupNotes, config, layout }: ServicesPageNeeds) {
  return async (ctx: Context): Promise<void> => {
    const services = setupNotes.list();
    await respond(ctx, {
      page: () => layout({ title: 'Services', body: renderServices(services, config.timezone) }),
      facts: () => ({ services: services.map(listFacts) }),
    });
  };
}

const MOST = 50;

function renderServices(services: readonly ServiceNotes[], timezone: string): Html {
  const lacking = services.filter(({ hints }) => hints.length > 0);
  const well = services.filter(({ hints }) => hints.length === 0).map(({ service }) => service);
  return html`<h1>Services</h1>
    <p class="lead">${summarise(services.length, lacking.length)}</p>
    ${lacking.slice(0, MOST).map((notes) => renderService(notes, timezone))}
    ${lacking.length > MOST && html`<p>And ${plural(lacking.length - MOST, 'more service')}.</p>`}
    ${
      well.length > 0 &&
      html`<section>
        <h2>Nothing missing</h2>
        <p>${well.slice(0, 4 * MOST).join(', ')}</p>
      </section>`
    }`;
}

function summarise(all: number, lacking: number): string {
  if (all === 0)
    return 'No exception has come since Flawless was started. When some have, this page says what would make their blame better.';
  if (lacking === 0)
    return 'Every service sends all that is needed to find the right line and the right person.';
  return `${plural(lacking, 'service')} of ${all.toLocaleString('en')} could be blamed better, judging by the latest traces of each.`;
}

function renderService(
  { service, language, lastSeenMs, looked, hints }: ServiceNotes,
  timezone: string,
): Html {
  return html`<section class="service">
    <h2>${service || 'A service without a name'}</h2>
    <p class="quiet">
      ${language !== null && `${language}, `}last heard of ${formatMoment(lastSeenMs, timezone)}; of its latest
      ${looked === 1 ? 'trace' : plural(looked, 'trace')}:
    </p>
    ${renderHints(hints)}
  </section>`;
}

function listFacts({ service, language, lastSeenMs, looked, hints }: ServiceNotes) {
  return {
    service,
    language,
    last_seen: new Date(lastSeenMs).toISOString(),
    traces_looked_at: looked,
    missing: hints.map(({ shortfall, count, what, fix, line }) => ({
      missing: shortfall,
      traces: count,
      what,
      fix,
      line,
    })),
  };
}
