import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Links } from '../links.ts';
import type { ErrorWeek } from '../store/store.ts';
import { cleanLine, cleanPath } from './clean-text.ts';
import type { ListEntry } from './list-content.ts';

const MAX_TITLE = 200;
const MAX_PATH = 120;
const MAX_FUNCTION = 80;

/** An error as an entry of a list, with `text` beneath. */
export function describeError(error: ErrorWeek, links: Links, text: string): ListEntry {
  const { thrown } = readOccurrence(error.occurrence);
  const title = [thrown.type || 'Exception', thrown.message].filter((part) => part !== '').join(': ');
  const where = `${cleanPath(error.path, MAX_PATH)}:${error.line}`;
  const name = cleanLine(error.function ?? '', MAX_FUNCTION);
  return {
    title: cleanLine(title, MAX_TITLE) || 'Exception',
    place: name === '' ? where : `${where} in ${name}`,
    text,
    link: { text: 'View the traceback', href: links.traceback(error.errorId, error.weekMs) },
  };
}

/** `Once`, or `1,234 times`. */
export function sayHowOften(count: number): string {
  return count === 1 ? 'Once' : `${count.toLocaleString('en')} times`;
}
