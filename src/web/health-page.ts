import type { Context } from 'koa';
import type { Config } from '../config/options.ts';
import { showConfig } from '../config/show.ts';
import { html, type Html } from '../html.ts';
import type { Health } from './health.ts';
import type { Layout } from './layout.ts';
import { respond } from './respond.ts';

export type HealthPageNeeds = {
  readonly health: () => Promise<Health>;
  readonly config: Config;
  readonly layout: Layout;
};

/**
 * `GET /check_health`: how the service is doing and how it is configured. Always 200, because what is wrong here (mail,
 * git, the upstream) is no reason to restart Flawless or to send it nothing; `/readyz` is for that.
 */
export function createHealthPage({ health, config, layout }: HealthPageNeeds) {
  return async (ctx: Context): Promise<void> => {
    const state = await health();
    const options = showConfig(config);
    await respond(ctx, {
      page: () => layout({ title: 'Health', body: renderHealth(state, options) }),
      facts: () => ({ ...state, options }),
    });
  };
}

function renderHealth(
  { ok, problems, facts, outcomes }: Health,
  options: Readonly<Record<string, string>>,
): Html {
  return html`<h1>Health</h1>
    <p class="${ok ? 'state good' : 'state bad'}">${ok ? 'OK' : 'Something is wrong'}</p>
    ${
      problems.length > 0 &&
      html`<ul class="problems">
      ${problems.map((problem) => html`<li>${problem}</li>`)}
    </ul>`
    }
    ${renderTable('Now', 'What', facts)} ${renderTable('Outcomes since the start', 'Outcome', outcomes)}
    ${renderTable('Options', 'Option', options)}`;
}

function renderTable(
  title: string,
  heading: string,
  values: Readonly<Record<string, string | number>>,
): Html | null {
  const rows = Object.entries(values);
  if (rows.length === 0) return null;
  return html`<section>
    <h2>${title}</h2>
    <table class="values">
      <thead>
        <tr>
          <th scope="col">${heading}</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(([name, value]) => renderRow(name, value))}
      </tbody>
    </table>
  </section>`;
}

function renderRow(name: string, value: string | number): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${typeof value === 'number' ? value.toLocaleString('en') : value}</td>
  </tr>`;
}
