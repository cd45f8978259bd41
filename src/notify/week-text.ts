import type { PersonRow, WeekContent } from './gather-week.ts';
import { entryLines } from './list-text.ts';
import { wrapText } from './wrap-text.ts';

const WIDTH = 78;

/** The plain text part of the mail about a week, made for 78 columns; only addresses of pages are wider. */
export function renderWeekText(content: WeekContent): string {
  const { good, moreGood, thanks, people, morePeople, errors, report } = content;
  const sections: readonly (readonly string[])[] = [
    wrapText(content.title, WIDTH),
    ...content.intro.map((sentence) => wrapText(sentence, WIDTH)),
    good.length === 0 ? [] : ['GONE QUIET'],
    ...good.map(entryLines),
    wrapText([moreGood, thanks].filter((sentence) => sentence !== '').join(' '), WIDTH),
    people.length === 0
      ? []
      : ['WHO MAY KNOW MORE', ...people.flatMap(personLines), ...wrapText(morePeople, WIDTH, '  ')],
    errors.length === 0 ? [] : ['MOST FREQUENT'],
    ...errors.map(entryLines),
    [report.text, `  ${report.href}`],
    ['What is Flawless?', `  ${content.about}`],
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function personLines({ name, errors, occurrences }: PersonRow): readonly string[] {
  const counts = `${errors} ${errors === '1' ? 'error' : 'errors'}, ${occurrences} ${occurrences === '1' ? 'time' : 'times'}`;
  if (name.length > NAME_WIDTH) return [...wrapText(name, WIDTH, '  '), `    ${counts}`];
  return [`  ${name.padEnd(NAME_WIDTH)}  ${counts}`];
}

const NAME_WIDTH = 40;
