import { hash } from 'node:crypto';
import type { BlamedException } from '../blame/blame-exception.ts';
import type { Config } from '../config/options.ts';
import type { Links } from '../links.ts';

type Attributes = Readonly<Record<string, string | number | boolean>>;

// A reason may name files, and a path may be long.
const MAX_REASON = 500;

/** Describes each verdict once, however often it is recalled: equal verdicts share one `blamed`, and get one object. */
export function createBlameDescriber(
  enrichAuthor: Config['enrich_author'],
  links: Links,
): (blamed: BlamedException) => Attributes {
  const described = new WeakMap<BlamedException['blamed'], Attributes>();
  return (blamed) => {
    const known = described.get(blamed.blamed);
    if (known !== undefined) return known;
    const attributes = describeBlame(blamed, enrichAuthor, links);
    described.set(blamed.blamed, attributes);
    return attributes;
  };
}

/** The `flawless.*` attributes of a blamed exception, for its event and its span. */
export function describeBlame(
  blamed: BlamedException,
  enrichAuthor: Config['enrich_author'],
  links: Links,
): Attributes {
  const { path, line, function: name } = blamed.blamed;
  const { author } = blamed;
  return {
    'flawless.error.id': blamed.errorId,
    'flawless.error.url': links.traceback(blamed.errorId),
    'flawless.error.known': blamed.known !== null,
    'flawless.blame.file': path,
    'flawless.blame.line': line,
    ...(name !== undefined && { 'flawless.blame.function': name }),
    ...(author !== null && {
      'flawless.blame.commit': author.commit,
      'flawless.blame.time': new Date(author.authoredAtMs).toISOString(),
    }),
    'flawless.blame.confidence': blamed.confidence.level,
    'flawless.blame.reason': blamed.confidence.because.slice(0, MAX_REASON).toWellFormed(),
    ...describePeople(blamed, enrichAuthor),
  };
}

function describePeople(
  { author, owner }: BlamedException,
  enrichAuthor: Config['enrich_author'],
): Attributes {
  if (enrichAuthor === 'none') return {};
  if (enrichAuthor === 'name')
    return author === null ? {} : { 'flawless.blame.author.name': author.authorName };
  const show = (email: string) => (enrichAuthor === 'hash' ? hash('sha256', email.toLowerCase()) : email);
  return {
    ...(author !== null && { 'flawless.blame.author.email': show(author.authorEmail) }),
    ...(owner.email !== null && { 'flawless.owner.email': show(owner.email) }),
  };
}
