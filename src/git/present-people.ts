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

/** Names people as they are called today. All reject with `GitFailure`. */
export type PresentPeople = {
  /** Of people as git names them by the `.mailmap` of a revision. */
  readonly ofPeople: (people: readonly Person[]) => Promise<readonly Person[]>;
  /** Of people as a commit names them, by the `.mailmap` of a revision first. */
  readonly ofTrailers: (people: readonly Person[], revision: string) => Promise<readonly Person[]>;
  readonly ofBlame: (found: LineBlame | null) => Promise<LineBlame | null>;
  readonly ofFate: (fate: LineFate | null) => Promise<LineFate | null>;
};

const MAX_BYTES = 1024 * 1024;

/**
 * Applies the `.mailmap` of `HEAD` to what the one of an older revision left. That is done to what git said, each time it is
 * asked for, because what is remembered of a blame has to stay true.
 */
export function createPresentPeople({ files, findHead, mailmap }: PresentPeopleNeeds): PresentPeople {
  const maps = new LRUCache<string, Promise<MapPerson>>({ max: 16 });

  async function readMap(commit: string | null): Promise<MapPerson> {
    if (!mailmap || commit === null) return (person) => person;
    return remember(maps, commit, async () =>
      parseMailmap((await files.readFile(commit, '.mailmap', MAX_BYTES)) ?? ''),
    );
  }

  const readPresent = async () => readMap(await findHead());

  return {
    ofPeople: async (people) => people.map(await readPresent()),
    async ofTrailers(people, revision) {
      const toThen = await readMap(revision);
      const toPresent = await readPresent();
      return people.map((person) => toPresent(toThen(person)));
    },
    ofBlame: async (found) => found && mapBlame(found, await readPresent()),
    async ofFate(fate) {
      if (fate === null || fate.kind === 'unchanged') return fate;
      return { ...fate, by: { ...fate.by, ...mapAuthor(fate.by, await readPresent()) } };
    },
  };
}

function mapBlame(found: LineBlame, map: MapPerson): LineBlame {
  const { committer } = found;
  return {
    ...found,
    ...mapAuthor(found, map),
    ...(committer && { committer: { ...committer, ...map(committer) } }),
  };
}

type Author = Pick<LineBlame, 'authorName' | 'authorEmail'>;

function mapAuthor({ authorName, authorEmail }: Author, map: MapPerson): Author {
  const { name, email } = map({ name: authorName, email: authorEmail });
  return { authorName: name, authorEmail: email };
}
