import type { BlamedException } from '../blame/blame-exception.ts';
import type { Owner } from '../blame/resolve-owner.ts';
import { wrap } from '../config/wrap.ts';
import type { KnownFate } from '../blame/follow-to-head.ts';
import type { LocatedException } from '../locate/locate-exception.ts';
import { cleanLine } from '../notify/clean-text.ts';
import { explainFate } from '../notify/explain-fate.ts';
import { formatDay } from '../week.ts';
import { COLUMNS, formatFrames } from './frame-lines.ts';
import { isCut, type FollowedTrace } from './judge-trace.ts';
import { takeFrames, type TakenException } from './take-frames.ts';

/**
 * What `flawless blame` prints: the chain, how each frame was taken, the verdict, and what has become of the line since.
 * Days are of `timezone`.
 */
export function formatBlameReport(judged: FollowedTrace, timezone: string): string {
  const chain = takeFrames(judged).map(formatException);
  const { located, verdict, since } = judged;
  const facts = [
    ...('errorId' in verdict ? listBlame(verdict) : [['Blamed', explainNobody(verdict)] as const]),
    ...(located === null ? [] : [['Revision', explainRevision(located)] as const]),
    ...('errorId' in verdict ? listPeople(verdict, since, timezone) : []),
    ...(isCut(judged) ? [['Read', 'only the first 1 MiB of the text'] as const] : []),
  ];
  return [...chain, facts.map(formatFact).join('\n')].filter((part) => part !== '').join('\n\n');
}

const RELATIONS = {
  root: '',
  cause: 'Caused by ',
  context: 'Raised while handling ',
  suppressed: 'Suppressed ',
  group: 'Member of the group ',
} as const;

const MAX_MESSAGE = 400;

function formatException({ type, message, relation, frames }: TakenException): string {
  const parts = [cleanLine(type, MAX_NAME), cleanLine(message, MAX_MESSAGE)].filter((part) => part !== '');
  if (parts.length === 0 && frames.length === 0) return '';
  const title = `${RELATIONS[relation]}${parts.join(': ') || 'an exception without a name'}`;
  return [...wrap(title, COLUMNS), ...formatFrames(frames)].join('\n');
}

type Fact = readonly [label: string, value: string];

const LABEL_COLUMNS = 12;
const MAX_NAME = 200;
const MAX_SENTENCE = 1000;

function formatFact([label, value]: Fact): string {
  const lines = wrap(cleanLine(value, MAX_SENTENCE), COLUMNS - LABEL_COLUMNS);
  return lines.map((line, i) => (i === 0 ? label : '').padEnd(LABEL_COLUMNS) + line).join('\n');
}

function explainRevision({ revision, reported }: LocatedException): string {
  const isTold = revision.known || reported.revision !== undefined || reported.serviceVersion !== undefined;
  const advice = isTold ? '' : '; --revision or --service-version tells what ran';
  return `${revision.commit.slice(0, 12)}, because ${revision.because}${advice}`;
}

const NOBODY: Readonly<Record<string, string>> = {
  'no line of ours': 'the trace has no line of the repository that may be blamed',
  'no stack trace': 'the text has no stack trace that could be read',
  'empty repository': 'the repository has no commit',
  third_party_whitelist: 'a frame is in `third_party_whitelist`, so the exception is ignored',
  ignored_exceptions: '`ignored_exceptions` names its type',
};

function explainNobody(verdict: { readonly ignored: string } | { readonly unblamed: string }): string {
  const reason = 'ignored' in verdict ? verdict.ignored : verdict.unblamed;
  return `nobody: ${NOBODY[reason] ?? reason}`;
}

function listBlame({ blamed, known }: BlamedException): readonly Fact[] {
  const name = blamed.function === undefined ? '' : ` in ${cleanLine(blamed.function, MAX_NAME)}`;
  const line: Fact = ['Blamed', `${blamed.path}:${blamed.line}${name}`];
  return known === null ? [line] : [line, ['', 'a known error, which is reported by its own thresholds']];
}

function listPeople(verdict: BlamedException, since: KnownFate | null, timezone: string): readonly Fact[] {
  const { author, owner, confidence, errorId } = verdict;
  return [
    ...(author === null ? [] : listAuthor(author, timezone)),
    ...(since === null ? [] : [['Since then', explainFate(since, timezone)] as const]),
    ['Owner', `${callPerson(owner)}, because ${owner.because}`],
    ...(owner.others ?? []).map((other): Fact => ['Also', callPerson(other)]),
    ['Confidence', `${confidence.level}, because ${confidence.because}`],
    ['Error id', errorId],
  ];
}

function callPerson({ name = '', email }: Pick<Owner, 'name' | 'email'>): string {
  if (email === null) return 'nobody';
  return name === '' ? email : `${name} <${email}>`;
}

function listAuthor(author: NonNullable<BlamedException['author']>, timezone: string): readonly Fact[] {
  return [
    ['Author', `${author.authorName} <${author.authorEmail}>`],
    ['Date', formatDay(author.authoredAtMs, timezone)],
    ['Commit', `${author.commit.slice(0, 12)} ${author.summary}`],
  ];
}
