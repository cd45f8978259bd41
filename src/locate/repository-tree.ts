import { posix } from 'node:path';
import type { Rename } from '../git/list-renames.ts';
import type { Repository } from '../git/repository.ts';
import { createPathIndex, type PathIndex } from './path-index.ts';

/** The files of one commit. */
export type RepositoryTree = {
  readonly index: PathIndex;
  /** Null when the file is too large to be source code. */
  readonly readLines: (path: string) => Promise<readonly string[] | null>;
  /** The file itself, or the one a link leads to; null when that is none of the commit. */
  readonly followLink: (path: string) => Promise<string | null>;
  /** What files are called now, by names they had before; only of late. */
  readonly renames: () => Promise<Renames>;
  /** The modules of Go the tree holds, the longest import path first. */
  readonly goModules: () => Promise<readonly GoModule[]>;
};

/** `importPath` is what its go.mod calls it; `dir` ends in `/`, or is empty at the top. */
export type GoModule = { readonly importPath: string; readonly dir: string };

/** Names that files had before: an index of them, and what each is called now. */
export type Renames = { readonly index: PathIndex; readonly newest: (path: string) => string | null };

/** Reads the tree of a commit; rejects with `GitFailure`. */
export async function readTree(repository: Repository, commit: string): Promise<RepositoryTree> {
  const [paths, links] = await Promise.all([repository.listPaths(commit), repository.listLinks(commit)]);
  const index = createPathIndex([...paths, ...links]);
  const readLines = (path: string) => repository.readLines(commit, path);
  return {
    index,
    readLines,
    followLink: createLinkFollower(new Set(links), index, (path) =>
      repository.readFile(commit, path, MAX_LINK),
    ),
    renames: once(async () => toRenames(await repository.listRenames(commit), index)),
    goModules: once(() => readGoModules(paths, readLines)),
  };
}

/** What could not be made is made again when it is asked for again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  const forget = () => void (made = null);
  return () => {
    if (made !== null) return made;
    made = make();
    made.catch(forget);
    return made;
  };
}

const MAX_LINK = 4_096;
const MAX_HOPS = 5;

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

// A repository with more is a collection of them, or of fixtures.
const MOST_MODULES = 200;

async function readGoModules(
  paths: readonly string[],
  readLines: RepositoryTree['readLines'],
): Promise<readonly GoModule[]> {
  const files = paths.filter((path) => /(?:^|\/)go\.mod$/.test(path)).slice(0, MOST_MODULES);
  const modules = await Promise.all(
    files.map(async (file) => ({
      importPath: readImportPath(await readLines(file)),
      dir: file.slice(0, -6),
    })),
  );
  return modules
    .filter(({ importPath }) => importPath !== '')
    .toSorted((a, b) => b.importPath.length - a.importPath.length);
}

function readImportPath(lines: readonly string[] | null): string {
  const line = lines?.find((text) => /^module\s/.test(text)) ?? '';
  return /^module\s+"?([^\s"]+)/.exec(line)?.[1] ?? '';
}
