import type { Occurrence } from '../aggregate/occurrence.ts';
import type { Owner } from '../blame/resolve-owner.ts';
import type { KnownFate } from '../blame/follow-to-head.ts';
import type { ErrorLetter } from '../store/store.ts';
import { formatDay } from '../week.ts';
import { cleanLine } from './clean-text.ts';
import { explainFate } from './explain-fate.ts';
import { explainRedirection } from './explain-redirection.ts';
import type { Limits } from './limits.ts';

/** A label and what it says. */
export type Fact = { readonly label: string; readonly value: string };

/** Who last changed the line, in which commit, and how sure that is. */
export function explainBlame(
  { author, confidence }: Occurrence,
  timezone: string,
  limits: Limits,
): readonly Fact[] {
  const because = shortenHashes(confidence.because);
  const level = cleanLine(`${confidence.level}, because ${because}`, 4 * limits.name);
  const sure = { label: 'Confidence', value: level };
  if (author === null) return [sure];
  return keepFacts([
    { label: 'Author', value: cleanLine(`${author.authorName} <${author.authorEmail}>`, limits.name) },
    { label: 'Date', value: formatDay(author.authoredAtMs, timezone) },
    { label: 'Commit', value: cleanLine(author.commit.slice(0, 12), 12) },
    { label: 'Subject', value: cleanLine(author.summary, limits.name) },
    sure,
  ]);
}

/** That the line is a guess, as a sentence; empty when it is more than that. */
export function explainDoubt({ confidence }: Occurrence, limits: Limits): string {
  if (confidence.level !== 'weak') return '';
  // All of it stands beside the author.
  const [foremost = ''] = confidence.because.split('; ');
  const because = cleanLine(shortenHashes(foremost), 2 * limits.name);
  return `This is a guess, because ${because}.`;
}

function shortenHashes(text: string): string {
  return text.replace(/\b[0-9a-f]{40}\b/g, (hash) => hash.slice(0, 10));
}

/** What has become of the line, as a sentence; empty while it stands as of now, or when nothing is known. */
export function explainChange(since: KnownFate | null, timezone: string, limits: Limits): string {
  if (since === null || (since.kind === 'unchanged' && since.asOfMs === undefined)) return '';
  return `Since then: ${explainFate(since, timezone, limits.name)}.`;
}

/** Co-authors and further owners as a sentence; empty when there are none. */
export function nameOthers(others: Owner['others'] = [], limits: Limits): string {
  const names = others.map(({ name, email }) => (name === '' ? email : `${name} <${email}>`));
  return names.length === 0 ? '' : `Others who may know: ${cleanLine(names.join(', '), 3 * limits.name)}.`;
}

/** The sentence that tells the readers why the mail came to them. */
export function explainWhy({ owner }: Occurrence, letter: ErrorLetter, limits: Limits): string {
  const because = cleanLine(owner.because, 2 * limits.name);
  const redirection = explainRedirection(letter);
  if (redirection !== '') return `${redirection} It was for them because ${because}.`;
  const { recipients } = letter;
  const isForOwner = recipients.some((email) => email.toLowerCase() === owner.email?.toLowerCase());
  if (!isForOwner) return `You get this mail because you watch this file or this known error; ${because}.`;
  const email = cleanLine(owner.email ?? '', 254);
  const isAction = because.startsWith(`${email} last changed `);
  if (recipients.length > 1)
    return `${email} gets this mail because ${isAction ? `they${because.slice(email.length)}` : because}. The others watch this file or this known error.`;
  return `You get this mail because ${isAction ? `you${because.slice(email.length)}` : because}.`;
}

/** Facts that say something. */
export function keepFacts(facts: readonly Fact[]): readonly Fact[] {
  return facts.filter(({ value }) => value !== '');
}
