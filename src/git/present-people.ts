import { LRUCache } from 'lru-cache';
import type { LineBlame } from './blame-porcelain.ts';
import type { LineFate } from './follow-line.ts';
import { parseMailmap, type MapPerson } from './parse-mailmap.ts';
import type { Person } from './read-co-authors.ts';
import type { FileReader } from './read-files.ts';
import { remember } from './remember.ts';

export type PresentPeopleNeeds = {
  readonly files: Pick<FileReader, 'readFile'>;
  /** The newest commit, whose `.mailmap` has the addresses that people have today. */
  readonly findHead: () => Promise<string | null>;
  /** Whether `.mailmap` counts at all. */
  readonly mailmap: boolean;
};

/**
 * Names people, whom commits name, as they are called today, or were in a revision if nothing is said of them today. All
 * reject with `GitFailure`.
 */
export type PresentPeople = {
  /** Each of them once. */
  readonly ofPeople: (people: readonly Person[], revision: string) => Promise<readonly Person[]>;
  readonly ofBlame: (found: LineBlame | null, revision: string) => Promise<LineBlame | null>;
  readonly ofFate: (fate: LineFate | null) => Promise<LineFate | null>;
};

const MAX_BYTES = 1024 * 1024;

/**
 * Applies the `.mailmap` of `HEAD`, where what was wrong in an older one is put right, and that of the revision to those
 * it does not have; only one to each person. That is done each time somebody is asked for, because what is remembered of
 * a blame has to stay true.
 */
export function createPresentPeople({ files, findHead, mailmap }: PresentPeopleNeeds): PresentPeople {
  const maps = new LRUCache<string, Promise<MapPerson>>({ max: 16 });

  async function readMap(commit: string | null): Promise<MapPerson> {
    if (!mailmap || commit === null) return () => null;
    return remember(maps, commit, async () =>
      parseMailmap((await files.readFile(commit, '.mailmap', MAX_BYTES)) ?? ''),
    );
  }

  async function readMaps(revision: string): Promise<NamePerson> {
    const toPresent = await readMap(await findHead());
    const toThen = await readMap(revision);
    return (person) => toPresent(person) ?? toThen(person) ?? person;
  }

  return {
    ofPeople: async (people, revision) => dropTwins(people.map(await readMaps(revision))),
    ofBlame: async (found, revision) => found && nameInBlame(found, await readMaps(revision)),
    async ofFate(fate) {
      if (fate === null || fate.kind === 'unchanged') return fate;
      return { ...fate, by: { ...fate.by, ...nameAuthor(fate.by, await readMaps(fate.by.commit)) } };
    },
  };
}

type NamePerson = (person: Person) => Person;

function dropTwins(people: readonly Person[]): readonly Person[] {
  return [...new Map(people.map((person) => [`${person.name} <${person.email}>`, person])).values()];
}

function nameInBlame(found: LineBlame, name: NamePerson): LineBlame {
  const { committer } = found;
  return {
    ...found,
    ...nameAuthor(found, name),
    ...(committer && { committer: { ...committer, ...name(committer) } }),
  };
}

type Author = Pick<LineBlame, 'authorName' | 'authorEmail'>;

function nameAuthor({ authorName, authorEmail }: Author, name: NamePerson): Author {
  const named = name({ name: authorName, email: authorEmail });
  return { authorName: named.name, authorEmail: named.email };
}
