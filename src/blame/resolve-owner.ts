import type { Config } from '../config/options.ts';
import type { Rules } from '../config/rules.ts';
import type { Person } from '../git/read-co-authors.ts';
import type { FoundOwners } from './find-code-owners.ts';
import { callPerson, reachPerson, type OwnerConfig, type Reached } from './reach-person.ts';

/** Who gets the mail about a line; null when nobody can be reached. */
export type Owner = {
  readonly email: string | null;
  readonly because: string;
  /** The name that goes with the address, where the history has it. */
  readonly name?: string;
  /** Co-authors of the commit, or further owners in CODEOWNERS, who can be reached too. */
  readonly others?: readonly Person[];
};

/** What the owner of a line is found from. Without a function its step of the chain is left out. */
export type OwnerNeeds = {
  readonly rules: () => Rules;
  readonly config: OwnerConfig;
  /** Every author of the repository, each name and address once. */
  readonly listAuthors?: () => Promise<readonly Person[]>;
  /** The people a commit names in `Co-authored-by`, as `revision` calls them. */
  readonly readCoAuthors?: (commit: string, revision: string) => Promise<readonly Person[]>;
  /** Authors of a file up to a commit, newest first; a bounded number of them. */
  readonly listFileAuthors?: (commit: string, path: string) => Promise<readonly Person[]>;
  readonly findCodeOwners?: (commit: string, path: string) => Promise<FoundOwners | null>;
};

/** A line that somebody last changed. `path` is the file's path in `revision`. */
export type AuthoredLine = {
  readonly author: Person;
  /** The commit that last changed the line. */
  readonly commit: string;
  readonly revision: string;
  readonly path: string;
};

type Reachable = { readonly person: Person; readonly found: Extract<Reached, { email: string }> };

// A vendored file may have thousands of authors, all of them bots.
const MAX_TRIED = 100;
const MAX_OTHERS = 10;

/**
 * The author of a line, else a co-author of its commit, else an owner in CODEOWNERS, else the file's most recent author,
 * else `default_contact`: the first who can be reached, after `email_remapping` and `file_disownership`.
 */
export function createOwnerResolver(needs: OwnerNeeds): (line: AuthoredLine) => Promise<Owner> {
  const { config, listAuthors = nobody, readCoAuthors = nobody, listFileAuthors = nobody } = needs;

  /** Those of the people who can be reached, in their order, until there are enough. */
  async function reach(
    people: readonly Person[],
    path: string,
    enough: number,
  ): Promise<readonly Reachable[]> {
    const reached: Reachable[] = [];
    for (const person of people.slice(0, MAX_TRIED)) {
      if (reached.length >= enough) break;
      const found = await reachPerson(person, path, { rules: needs.rules(), config, listAuthors });
      if (found.email !== null) reached.push({ person, found });
    }
    return reached;
  }

  async function fromCommit({ commit, revision, path }: AuthoredLine): Promise<readonly Reachable[]> {
    return reach(await readCoAuthors(commit, revision), path, MAX_OTHERS);
  }

  async function fromCodeOwners({ revision, path }: AuthoredLine, failure: string): Promise<Owner | null> {
    const found = await needs.findCodeOwners?.(revision, path);
    const people = await reach((found?.owners ?? []).map(toPerson), path, MAX_OTHERS);
    return nameFirst(people, (who) => `${failure}, and ${found?.file} says that ${who} owns the file`);
  }

  async function fromFile({ revision, path }: AuthoredLine, failure: string): Promise<Owner | null> {
    const people = await reach(await listFileAuthors(revision, path), path, 1);
    return nameFirst(people, (who) => `${failure}, and ${who} is the file's most recent author`);
  }

  return async function resolve(line: AuthoredLine): Promise<Owner> {
    const { author: person, path } = line;
    const found = await reachPerson(person, path, { rules: needs.rules(), config, listAuthors });
    const coAuthors = await fromCommit(line);
    if (found.email !== null)
      return nameOwner({ person, found }, coAuthors, (who) => `${who} last changed the line`);
    const failure = `the author of the line cannot be written to (${found.because})`;
    return (
      nameFirst(coAuthors, (who) => `${failure}, and ${who} is a co-author of the commit`) ??
      (await fromCodeOwners(line, failure)) ??
      (await fromFile(line, failure)) ??
      toDefaultContact(config, failure)
    );
  };
}

/** `default_contact` as the owner, with the reason why nobody else is. */
export function toDefaultContact(config: Pick<Config, 'default_contact'>, because: string): Owner {
  const email = config.default_contact;
  const what = email === null ? 'and there is no default contact to tell' : 'so the default contact is told';
  return { email, because: `${because}, ${what}` };
}

async function nobody(): Promise<readonly Person[]> {
  return [];
}

// An owner in CODEOWNERS is an address, or a login that `email_remapping` or the history knows.
function toPerson(owner: string): Person {
  return { name: '', email: owner };
}

function nameFirst(people: readonly Reachable[], explain: (who: string) => string): Owner | null {
  const [first, ...rest] = people;
  return first === undefined ? null : nameOwner(first, rest, explain);
}

function nameOwner(
  { person, found }: Reachable,
  rest: readonly Reachable[],
  explain: (who: string) => string,
): Owner {
  const others = rest.map((other) => ({ name: other.found.name ?? '', email: other.found.email }));
  const distinct = others.filter(({ email }) => email.toLowerCase() !== found.email.toLowerCase());
  return {
    email: found.email,
    because: [explain(callPerson(person)), ...found.notes].join('; '),
    ...(found.name !== undefined && { name: found.name }),
    ...(distinct.length > 0 && { others: distinct }),
  };
}
