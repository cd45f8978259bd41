/**
 * Text that is safe to put into HTML element content and into quoted attributes. Only `html` makes one, so whatever
 * did not go through it is escaped. There is no way to insert raw text.
 */
export class Html {
  readonly #text: string;
  constructor(strings: readonly string[], values: readonly HtmlValue[]) {
    this.#text = strings.map((part, i) => part + (i < values.length ? render(values[i]) : '')).join('');
  }
  toString(): string {
    return this.#text;
  }
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

/** Tagged template: values are escaped, `Html` and arrays of it are kept, `null`, `undefined` and `false` vanish. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings, values);
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(render).join('');
  return escape(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
