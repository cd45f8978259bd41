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
          <dd>${typeof value === 'string' ? value.slice(0, MAX_VALUE) : value}</dd>
        </div>`,
    )}
  </dl>`;
}

// More than that is in the answer for programs.
const MAX_CHARACTERS = 4_000;
const MAX_VALUE = 1_000;

/** A section with text an application sent, indented when it is JSON; nothing when it sent none. */
export function renderText(title: string, text: string | undefined): Html | null {
  if (text === undefined || text === '') return null;
  return html`<section>
    <h2>${title}</h2>
    <pre tabindex="0">${cutEnd(indentJson(text))}</pre>
  </section>`;
}

function cutEnd(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const left = (text.length - MAX_CHARACTERS).toLocaleString('en');
  return `${text.slice(0, MAX_CHARACTERS)}\n… ${left} more characters`;
}
