import type { Person } from '../git/read-co-authors.ts';
import { isReachable } from '../mail-address.ts';
import { isRobot } from './is-robot.ts';

/** Whether a host gave this address to hide the real one: nobody reads what is sent there. */
export function isNoReply(email: string): boolean {
  const labels = domainOf(email).split('.');
  return labels.some((label) => label === 'noreply' || label === 'no-reply');
}

/**
 * The one other address of the same person among all authors of a repository: the same full name, or the login before
 * the @ and a name that agrees. Null when there is none, or several and not exactly one of them in `ownDomain`.
 */
export function findOtherAddress(
  person: Person,
  authors: readonly Person[],
  ownDomain: string,
): string | null {
  const index = indexes.get(authors) ?? indexAuthors(authors);
  const found = listSame(person, index).filter(
    (author) => !isNoReply(author.email) && isReachable(author.email, ownDomain) && !isRobot(author),
  );
  const addresses = [...new Map(found.map(({ email }) => [email.toLowerCase(), email])).values()];
  const own = addresses.filter((email) => domainOf(email) === ownDomain.toLowerCase());
  return own.length === 1 ? (own[0] ?? null) : addresses.length === 1 ? (addresses[0] ?? null) : null;
}

type AuthorIndex = {
  readonly byName: ReadonlyMap<string, readonly Person[]>;
  readonly byLogin: ReadonlyMap<string, readonly Person[]>;
};

// A large repository has ten thousands of authors, who stay the same for many questions.
const indexes = new WeakMap<readonly Person[], AuthorIndex>();

function indexAuthors(authors: readonly Person[]): AuthorIndex {
  const byName = Map.groupBy(authors, ({ name }) => toPlain(name));
  const byLogin = Map.groupBy(authors, ({ email }) => readLogin(email));
  indexes.set(authors, { byName, byLogin });
  return { byName, byLogin };
}

/**
 * Authors with one of the person's full names, also of those that stand with the same login at the same host, or with
 * the login before the @ and a name that agrees.
 */
function listSame(person: Person, { byName, byLogin }: AuthorIndex): readonly Person[] {
  const login = readLogin(person.email);
  const named = isTelling(login) ? (byLogin.get(login) ?? []) : [];
  const aliases = named.filter(({ email }) => isSameAccount(person.email, email));
  const names = [...new Set([person, ...aliases].map(({ name }) => toPlain(name)))];
  const sameName = names.filter(isFullName).flatMap((name) => byName.get(name) ?? []);
  const sameLogin = named.filter((author) => names.some((name) => agree(name, toPlain(author.name))));
  return [...sameName, ...sameLogin];
}

// A login is one person's at one host; `@ann` in CODEOWNERS does not say at which.
function isSameAccount(mine: string, theirs: string): boolean {
  if (!isNoReply(theirs)) return false;
  return mine.startsWith('@') || (isNoReply(mine) && domainOf(mine) === domainOf(theirs));
}

// `12345+ann@users.noreply.github.com`, `12345-ann@users.noreply.gitlab.com`, `ann@noreply.codeberg.org`; `@ann`.
function readLogin(email: string): string {
  if (email.startsWith('@')) return email.slice(1).toLowerCase();
  return email
    .slice(0, Math.max(0, email.indexOf('@')))
    .replace(/^\d+[+-]/, '')
    .toLowerCase();
}

// A given name alone is nobody's, and `A. Lee` is Ann's and Adam's.
function isFullName(name: string): boolean {
  return name.split(' ').filter((word) => !isInitial(word)).length > 1;
}

// `Ann Lee`, `A. Lee` and `Ann B. Lee`; `john@` may be another John.
function agree(mine: string, theirs: string): boolean {
  const [first = '', ...rest] = mine.split(' ');
  const [theirFirst = '', ...theirRest] = theirs.split(' ');
  const family = rest.at(-1);
  if (family === undefined || isInitial(family) || family !== theirRest.at(-1)) return false;
  if (!isInitial(first) && !isInitial(theirFirst)) return first === theirFirst;
  return first[0] === theirFirst[0];
}

// One letter is a whole name in some scripts, which have no small letters.
function isInitial(word: string): boolean {
  return /^\p{Ll}\.?$/u.test(word);
}

// Accounts of machines and roles say nothing of the person.
function isTelling(login: string): boolean {
  return login.length > 2 && !GENERIC.has(login);
}

const GENERIC: ReadonlySet<string> = new Set(
  'admin administrator build ci deploy dev developer devops ec2-user email git github gitlab hello home info mail me ops root support team test ubuntu unknown user username vagrant www www-data you'.split(
    ' ',
  ),
);

function toPlain(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}

function domainOf(email: string): string {
  return email.slice(email.indexOf('@') + 1).toLowerCase();
}
