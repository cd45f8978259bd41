import type { ListContent, ListEntry, ListLink } from './list-content.ts';
import { wrapText } from './wrap-text.ts';

const WIDTH = 78;

/** The plain text part of a mail that lists several things, made for 78 columns; only addresses of pages are wider. */
export function renderListText({ title, intro, entries, more, page, about }: ListContent): string {
  const sections: readonly (readonly string[])[] = [
    wrapText(title, WIDTH),
    wrapText(intro, WIDTH),
    ...entries.map(entryLines),
    more === null ? [] : wrapText(more, WIDTH),
    linkLines(page),
    ['What is Flawless?', `  ${about}`],
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** An entry under its title. */
export function entryLines({ title, place, text, link }: ListEntry): readonly string[] {
  return [
    ...wrapText(title, WIDTH),
    ...(place === null ? [] : wrapText(place, WIDTH, '  ')),
    ...wrapText(text, WIDTH, '  '),
    ...(link === null ? [] : [`  ${link.href}`]),
  ];
}

function linkLines(link: ListLink | null): readonly string[] {
  return link === null ? [] : [link.text, `  ${link.href}`];
}
