import type { Occurrence } from '../aggregate/occurrence.ts';
import type { Config } from '../config/options.ts';
import type { Excerpt } from '../git/excerpt.ts';
import type { KnownFate } from '../blame/follow-to-head.ts';
import type { Links } from '../links.ts';
import type { ErrorLetter, ErrorWeek } from '../store/store.ts';
import { formatMoment } from '../week.ts';
import { cleanLine, cleanLines } from './clean-text.ts';
import {
  explainBlame,
  explainChange,
  explainDoubt,
  explainWhy,
  keepFacts,
  nameOthers,
  type Fact,
} from './explain-blame.ts';
import { namePlace } from './fold-frames.ts';
import { foldTrace, nameException, type FoldedTrace } from './fold-trace.ts';
import { formatJson } from './format-json.ts';
import { keepEnds } from './keep-ends.ts';
import type { Limits } from './limits.ts';
import { makeMailLinks, type MailLinks } from './mail-links.ts';
import { nameSubject } from './mail-subject.ts';
import { placeLocals } from './place-locals.ts';
import { showCode, type CodeRow } from './show-code.ts';

/** What a mail is made from. */
export type MailSources = {
  readonly letter: ErrorLetter;
  readonly error: ErrorWeek;
  readonly occurrence: Occurrence;
  /** The code around the blamed line as deployed; null where git has nothing to show. */
  readonly excerpt: Excerpt | null;
  /** What became of the line between the revision that ran and the head; null where that is not known. */
  readonly since: KnownFate | null;
  readonly links: Links;
  readonly config: Pick<Config, 'email_domain_name' | 'hostname' | 'timezone' | 'trace_url_template'>;
};

/** All that both parts of a mail tell: plain text, bounded, and free of control characters. */
export type MailContent = {
  readonly subject: string;
  /** The known error's `email_header`. */
  readonly banner: readonly string[];
  readonly type: string;
  readonly message: readonly string[];
  /** The exception that reached the handler, where it is another one; empty where it is not. */
  readonly surfacedAs: string;
  /** How often, as a clause: `12 times this week`. */
  readonly often: string;
  readonly facts: readonly Fact[];
  readonly place: string;
  readonly function: string | null;
  readonly code: readonly CodeRow[];
  /** That the line is a guess, and why; empty when it is more than that. */
  readonly doubt: string;
  readonly blame: readonly Fact[];
  readonly why: string;
  /** Who else may know; empty where nobody is known. */
  readonly others: string;
  /** What has become of the line since; empty while it stands. */
  readonly since: string;
  readonly links: MailLinks;
  /** What `links.assigned` leads to. */
  readonly assigned: string;
  readonly trace: FoldedTrace;
  readonly request: readonly Fact[];
  /** Local variables of no frame that the trace has. */
  readonly locals: readonly string[];
  readonly information: readonly string[];
};

/** Collects what a mail says and cleans all foreign text, so that nothing in it can act on a terminal or a layout. */
export function gatherContent(sources: MailSources, limits: Limits): MailContent {
  const { letter, error, occurrence, excerpt, since, config } = sources;
  const { reported, blamed, thrown } = occurrence;
  const locals = placeLocals(occurrence);
  return {
    subject: nameSubject(reported.host ?? reported.service, blamed.path),
    banner: keepLines(cleanLines(letter.header?.trim() ?? '', limits.message), limits),
    type: cleanLine(thrown.type, limits.name) || 'Exception',
    message: keepLines(cleanLines(thrown.message.trim(), limits.message), limits),
    surfacedAs: nameSurface(occurrence, limits),
    often: sayHowOften(error.count),
    facts: describeService(sources, limits),
    place: namePlace(blamed, limits),
    function: cleanLine(blamed.function ?? '', limits.name) || null,
    code: showCode(blamed, excerpt, limits),
    doubt: explainDoubt(occurrence, limits),
    blame: explainBlame(occurrence, config.timezone, limits),
    why: explainWhy(occurrence, letter, limits),
    others: nameOthers(occurrence.owner.others, limits),
    since: explainChange(since, config.timezone, limits),
    links: makeMailLinks(error, occurrence, sources.links, config.trace_url_template),
    assigned: nameAssigned(error.developer, letter.recipients),
    trace: foldTrace(occurrence, limits, locals.byFrame),
    request: describeRequest(reported.request, limits),
    locals: keepLines(formatJson(locals.rest, limits.document), limits),
    information: keepLines(formatJson(reported.additionalInfo ?? '', limits.document), limits),
  };
}

function keepLines(lines: readonly string[], limits: Limits): readonly string[] {
  return keepEnds(lines, limits.lines, (n) => `… ${n} more lines`);
}

function nameSurface({ exceptions, thrown }: Occurrence, limits: Limits): string {
  const [root] = exceptions;
  const isOther = root !== undefined && (root.type !== thrown.type || root.message !== thrown.message);
  return isOther ? nameException(root, limits) : '';
}

function sayHowOften(count: number): string {
  return count === 1 ? 'once this week' : `${count.toLocaleString('en')} times this week`;
}

function describeService({ error, occurrence, config }: MailSources, limits: Limits): readonly Fact[] {
  const { service, serviceVersion, environment, host, spanName } = occurrence.reported;
  const fact = (label: string, value: string | undefined): Fact => ({
    label,
    value: cleanLine(value ?? '', limits.name),
  });
  return keepFacts([
    fact('Service', service),
    fact('Version', serviceVersion),
    fact('Environment', environment),
    fact('Host', host),
    fact('Operation', spanName),
    fact('First seen', formatMoment(error.firstSeenMs, config.timezone)),
    fact('Last seen', formatMoment(error.lastSeenMs, config.timezone)),
  ]);
}

function nameAssigned(developer: string | null, recipients: readonly string[]): string {
  if (developer === null) return 'All errors of this week';
  const [reader, ...others] = recipients;
  const isReader = others.length === 0 && reader?.toLowerCase() === developer.toLowerCase();
  return `All errors assigned to ${isReader ? 'you' : cleanLine(developer, MAX_ADDRESS)}`;
}

const MAX_ADDRESS = 100;

function describeRequest(request: Readonly<Record<string, string>>, limits: Limits): readonly Fact[] {
  const facts = Object.entries(request).map(([name, value]) => ({
    label: cleanLine(name, 60),
    value: cleanLine(value, limits.codeLine),
  }));
  return keepEnds(keepFacts(facts), limits.requestRows, (n) => ({ label: '…', value: `${n} more` }));
}
