import { html, type Html } from '../html.ts';

/**
 * Lines of what highlight.js gives, spans over several lines begun anew on each. Its markup is nothing but
 * `<span class="hljs-…">`, `</span>` and escaped text; what we make of it goes through `html` like everything else.
 */
export function splitHighlighted(markup: string): readonly Html[] {
  const lines: Html[][] = [[]];
  const kinds: string[] = [''];
  for (const [, scope, end, text] of markup.matchAll(/<span class="([^"]*)">|(<\/span>)|([^<]+)/g)) {
    if (scope !== undefined) kinds.push(toKind(scope) ?? kinds.at(-1) ?? '');
    else if (end !== undefined) kinds.pop();
    else if (text !== undefined) addText(lines, unescape(text), kinds.at(-1) ?? '');
  }
  return lines.map((parts) => html`${parts}`);
}

function addText(lines: Html[][], text: string, kind: string): void {
  for (const [i, part] of text.split('\n').entries()) {
    if (i > 0) lines.push([]);
    if (part !== '')
      lines.at(-1)?.push(kind === '' ? html`${part}` : html`<span class="${kind}">${part}</span>`);
  }
}

/** Our few classes for its many scopes; undefined: as what is around it. */
function toKind(scope: string): string | undefined {
  const [, name = ''] = /^hljs-([a-z]+)/.exec(scope) ?? [];
  return KINDS[name];
}

const KINDS: Readonly<Record<string, string>> = {
  keyword: 'k',
  literal: 'k',
  built: 'k',
  meta: 'k',
  string: 's',
  regexp: 's',
  char: 's',
  number: 'n',
  symbol: 'n',
  comment: 'c',
  title: 't',
  type: 't',
  tag: 't',
  subst: '',
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (escaped) => ESCAPES[escaped] ?? escaped);
}
