import { posix } from 'node:path';
import type { Rename } from '../git/list-renames.ts';
import type { Repository } from '../git/repository.ts';
import { listDeclaredNames } from './declared-names.ts';
import { readOwnPackages, type NamingManager, type OwnPackages } from './own-packages.ts';
import { createPathIndex, type PathIndex } from './path-index.ts';

/** The files of one commit. */
export type RepositoryTree = {
  readonly index: PathIndex;
  /** Null when the file is too large to be source code. */
  readonly readLines: (path: string) => Promise<readonly string[] | null>;
  /** A file's text; null when it is larger than 1 MiB, so that reading it would take long. */
  readonly readText: (path: string) => Promise<string | null>;
  /** The packages or namespaces a file says it declares. */
  readonly declaredNames: (path: string) => Promise<readonly string[]>;
  /** The file itself, or the one a link leads to; null when that is none of the commit. */
  readonly followLink: (path: string) => Promise<string | null>;
  /** What files are called now, by names they had before; only of late. */
  readonly renames: () => Promise<Renames>;
  readonly ownPackages: (manager: NamingManager) => Promise<OwnPackages>;
};

/** A tree, and for whom it is searched. */
export type SearchedTree = RepositoryTree & {
  readonly service: string;
  /** Nobody knows whether it is this tree that runs, so that files may have had other names there. */
  readonly isGuess: boolean;
};

/** Names that files had before: an index of them, and what each is called now. */
export type Renames = { readonly index: PathIndex; readonly newest: (path: string) => string | null };

const MAX_TEXT = 1024 * 1024;
const MAX_LINK = 4_096;
const MAX_HOPS = 5;

/** Reads the tree of a commit; rejects with `GitFailure`. */
export async function readTree(
  repository: Repository,
  commit: string,
  packageDirectories: ReadonlySet<string>,
): Promise<RepositoryTree> {
  const [paths, links] = await Promise.all([repository.listPaths(commit), repository.listLinks(commit)]);
  const index = createPathIndex([...paths, ...links]);
  const readText = (path: string) => repository.readFile(commit, path, MAX_TEXT);
  const readLink = (path: string) => repository.readFile(commit, path, MAX_LINK);
  const renamesOf = rememberEach(async (at: string) => toRenames(await repository.listRenames(at), index));
  return {
    index,
    readText,
    readLines: (path) => repository.readLines(commit, path),
    declaredNames: rememberEach(async (path) => listDeclaredNames(path, (await readText(path)) ?? '')),
    followLink: createLinkFollower(new Set(links), index, readLink),
    renames: () => renamesOf(commit),
    ownPackages: rememberEach((manager) => readOwnPackages(manager, { paths, readText, packageDirectories })),
  };
}

/** What could not be made is made again when it is asked for again. */
function rememberEach<K, T>(make: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const made = new Map<K, Promise<T>>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const making = make(key);
    made.set(key, making);
    making.catch(() => made.delete(key));
    return making;
  };
}

function createLinkFollower(
  links: ReadonlySet<string>,
  index: PathIndex,
  read: (path: string) => Promise<string | null>,
): RepositoryTree['followLink'] {
  return async (path) => {
    let at = path;
    for (let hop = 0; hop < MAX_HOPS && links.has(at); hop++)
      at = posix.join(posix.dirname(at), (await read(at)) ?? '');
    return index.has(at) && !links.has(at) ? at : null;
  };
}

function toRenames(renames: readonly Rename[], tree: PathIndex): Renames {
  const next = new Map(renames.toReversed().map(({ from, to }) => [from, to]));
  return {
    index: createPathIndex([...next.keys()]),
    newest(path) {
      let at = path;
      for (let hop = 0; hop < MAX_HOPS && !tree.has(at); hop++) at = next.get(at) ?? '';
      return tree.has(at) ? at : null;
    },
  };
}
