import { html, type Html } from '../html.ts';
import { indentJson } from './indent-json.ts';

/** Names and values; what has no value is left out. */
export function renderFactList(
  facts: readonly (readonly [name: string, value: string | number | undefined])[],
): Html {
  const given = facts.filter(([, value]) => value !== undefined && value !== '');
  return html`<dl class="facts">
    ${given.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

const MAX_CHARACTERS = 50_000;

/** A section with text an application sent, indented when it is JSON; nothing when it sent none. */
export function renderText(title: string, text: string | undefined): Html | null {
  if (text === undefined || text === '') return null;
  return html`<section>
    <h2>${title}</h2>
    <pre>${indentJson(text.slice(0, MAX_CHARACTERS))}</pre>
  </section>`;
}
