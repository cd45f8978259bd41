import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';
import type { DigestContents, DigestLetter, ErrorWeek } from '../store/store.ts';
import { formatMoment } from '../week.ts';
import { cleanPath } from './clean-text.ts';
import { composeList } from './compose-list.ts';
import type { ComposedMail } from './compose-mail.ts';
import { describeError, sayHowOften } from './describe-error.ts';
import { explainRedirection } from './explain-redirection.ts';
import type { ListContent } from './list-content.ts';
import { breakWords } from './mail-subject.ts';

/** What a digest is made from. */
export type DigestSources = {
  readonly letter: DigestLetter;
  readonly contents: DigestContents;
  /** How many more are not told, since their lines have been changed. */
  readonly fixed?: number;
  readonly links: Links;
  readonly config: Pick<Config, 'email_domain_name' | 'hostname' | 'timezone' | 'max_emails_per_hour'>;
};

const TO_WHOM =
  'You are the author of these lines, watch them, or get the mail of others who cannot be reached.';
const MAX_SUBJECT_PATH = 100;

/** The one mail instead of many: what broke where, how often, and where to read on. */
export function composeDigest(sources: DigestSources): ComposedMail {
  return composeList(sources.letter, (entries) => gatherContent(sources, entries), sources.config);
}

function gatherContent(
  { letter, contents, fixed = 0, links, config }: DigestSources,
  most: number,
): ListContent {
  const { errors, total } = contents;
  const shown = errors.slice(0, most);
  const left = total - shown.length;
  const what = total === 1 ? '1 more error' : `${total.toLocaleString('en')} more errors`;
  return {
    subject: `${what}, ${nameFirst(shown)}`,
    title: what,
    intro: `More mail was due than the ${config.max_emails_per_hour} an hour that Flawless may send here, so this one stands for those that were left. ${explainRedirection(letter) || TO_WHOM} The most frequent come first.`,
    entries: shown.map((error) => describeError(error, links, describeTimes(error, config.timezone))),
    more: sayWhatIsLeft(left, fixed),
    page: { text: 'All errors of the week', href: links.report(undefined, letter.weekMs) },
    about: links.about(),
  };
}

function sayWhatIsLeft(left: number, fixed: number): string | null {
  const rest = left === 0 ? '' : `And ${left.toLocaleString('en')} more, which the weekly report shows.`;
  const changed =
    fixed === 0 ? '' : `Left out: ${fixed} in lines that were changed after the revision that ran.`;
  return [rest, changed].filter((sentence) => sentence !== '').join(' ') || null;
}

function nameFirst([first, ...others]: readonly ErrorWeek[]): string {
  const file = breakWords(cleanPath(first?.path ?? '', MAX_SUBJECT_PATH)) || 'an unnamed file';
  return others.length === 0 ? `in ${file}` : `most often in ${file}`;
}

function describeTimes({ count, lastSeenMs }: ErrorWeek, timezone: string): string {
  return `${sayHowOften(count)}, last on ${formatMoment(lastSeenMs, timezone)}`;
}
