import { readOccurrence } from '../aggregate/occurrence.ts';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { DigestContents, DigestLetter, ErrorWeek } from '../store/store.ts';
import { formatMoment } from '../week.ts';
import { cleanLine, cleanPath } from './clean-text.ts';
import { composeList } from './compose-list.ts';
import type { ComposedMail } from './compose-mail.ts';
import type { ListContent, ListEntry } from './list-content.ts';
import { breakWords } from './mail-subject.ts';

/** What a digest is made from. */
export type DigestSources = {
  readonly letter: DigestLetter;
  readonly contents: DigestContents;
  readonly links: Links;
  readonly config: Pick<Config, 'email_domain_name' | 'hostname' | 'timezone' | 'max_emails_per_hour'>;
};

const MAX_TITLE = 200;
const MAX_PATH = 120;
const MAX_FUNCTION = 80;
const MAX_SUBJECT_PATH = 100;

/** The one mail instead of many: what broke where, how often, and where to read on. */
export function composeDigest(sources: DigestSources): ComposedMail {
  return composeList(sources.letter, (entries) => gatherContent(sources, entries), sources.config);
}

function gatherContent({ letter, contents, links, config }: DigestSources, most: number): ListContent {
  const { errors, total } = contents;
  const shown = errors.slice(0, most);
  const left = total - shown.length;
  const what = total === 1 ? '1 more error' : `${total.toLocaleString('en')} more errors`;
  return {
    subject: `${what}, ${nameFirst(shown)}`,
    title: what,
    intro: `More mail was due than the ${config.max_emails_per_hour} an hour that Flawless may send here, so this one stands for those that were left. You are the author of these lines, or watch them; the most frequent come first.`,
    entries: shown.map((error) => toEntry(error, links, config.timezone)),
    more: left === 0 ? null : `And ${left.toLocaleString('en')} more, which the weekly report shows.`,
    page: { text: 'All errors of the week', href: links.report(undefined, letter.weekMs) },
    about: links.about(),
  };
}

function nameFirst([first, ...others]: readonly ErrorWeek[]): string {
  const file = breakWords(cleanPath(first?.path ?? '', MAX_SUBJECT_PATH)) || 'an unnamed file';
  return others.length === 0 ? `in ${file}` : `most often in ${file}`;
}

function toEntry(error: ErrorWeek, links: Links, timezone: string): ListEntry {
  const { thrown } = readOccurrence(error.occurrence);
  const title = [thrown.type || 'Exception', thrown.message].filter((part) => part !== '').join(': ');
  const where = `${cleanPath(error.path, MAX_PATH)}:${error.line}`;
  const name = cleanLine(error.function ?? '', MAX_FUNCTION);
  return {
    title: cleanLine(title, MAX_TITLE) || 'Exception',
    place: name === '' ? where : `${where} in ${name}`,
    text: `${sayHowOften(error.count)}, last on ${formatMoment(error.lastSeenMs, timezone)}`,
    link: { text: 'View the traceback', href: links.traceback(error.errorId, error.weekMs) },
  };
}

function sayHowOften(count: number): string {
  return count === 1 ? 'Once' : `${count.toLocaleString('en')} times`;
}
