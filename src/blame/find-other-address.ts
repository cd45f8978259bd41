import type { Person } from '../git/read-co-authors.ts';
import { isReachable } from '../mail-address.ts';
import { isRobot } from './is-robot.ts';

/** Whether a host gave this address to hide the real one: nobody reads what is sent there. */
export function isNoReply(email: string): boolean {
  const labels = domainOf(email).split('.');
  return labels.some((label) => label === 'noreply' || label === 'no-reply');
}

/**
 * The one other address of the same person among all authors of a repository: the same full name, or an address or
 * no-reply address of the same login. Null when there is none, or several and not exactly one of them in `ownDomain`.
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

/** Authors with one of the person's names, also of those that stand with the same no-reply login, or with the login. */
function listSame(person: Person, { byName, byLogin }: AuthorIndex): readonly Person[] {
  const login = readLogin(person.email);
  const named = isTelling(login) ? (byLogin.get(login) ?? []) : [];
  const aliases = named.filter(({ email }) => isNoReply(email));
  const names = new Set([person, ...aliases].map(({ name }) => toPlain(name)));
  // A given name alone is nobody's.
  const full = [...names].filter((name) => name.includes(' ') || (name === login && isTelling(login)));
  const sameName = full.flatMap((name) => byName.get(name) ?? []);
  return [...sameName, ...named.filter((author) => mayBeSame(person, author))];
}

// `12345+ann@users.noreply.github.com`, `12345-ann@users.noreply.gitlab.com`, `ann@noreply.codeberg.org`; `@ann`.
function readLogin(email: string): string {
  if (email.startsWith('@')) return email.slice(1).toLowerCase();
  return email
    .slice(0, Math.max(0, email.indexOf('@')))
    .replace(/^\d+[+-]/, '')
    .toLowerCase();
}

// `john@` may be another John: full names must have a family name in common.
function mayBeSame(person: Person, author: Person): boolean {
  const mine = toPlain(person.name).split(' ');
  const theirs = toPlain(author.name).split(' ');
  if (mine.length < 2 || theirs.length < 2) return true;
  return mine.includes(theirs.at(-1) ?? '') || theirs.includes(mine.at(-1) ?? '');
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
