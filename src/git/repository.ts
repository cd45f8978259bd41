import { LRUCache } from 'lru-cache';
import { createLineBlamer, type BlameOptions } from './blame-line.ts';
import type { LineBlame } from './blame-porcelain.ts';
import type { FetchSoon } from './fetch-soon.ts';
import { findNewestBranch } from './find-newest-branch.ts';
import { followLine, type LineFate } from './follow-line.ts';
import { createTakenOutFinder, type FindTakenOut } from './find-taken-out.ts';
import type { FindIgnoreRevs } from './ignore-revs.ts';
import { listAuthors, listFileAuthors } from './list-authors.ts';
import { createObjectSource, type ObjectSource } from './object-source.ts';
import { listTree, type Tree } from './list-tree.ts';
import { listRenames, type Rename } from './list-renames.ts';
import { readCoAuthors, type Person } from './read-co-authors.ts';
import { createPresentPeople } from './present-people.ts';
import { createFileReader, type FileReader } from './read-files.ts';
import type { BlameMemory } from './remember-blame.ts';
import { remember } from './remember.ts';
import { createResolver } from './resolve-fresh.ts';
import type { ResolvedCommit } from './resolve-name.ts';
import type { RunGit } from './run-git.ts';

export type { ResolvedCommit } from './resolve-name.ts';

/** A git repository, read only. Commits are full hashes made by `resolve`; paths are ones `listPaths` gave. */
export type Repository = {
  /** The name the repository goes by in error identities and on pages. */
  readonly name: string;
  /** The full hash of a hash, tag or branch, and which of these it was; null when the repository has no such thing. */
  resolve(revision: string): Promise<ResolvedCommit | null>;
  /** The branch with the naturally greatest name that matches a glob, as a commit. */
  newestBranch(glob: string): Promise<ResolvedCommit | null>;
  listPaths(commit: string): Promise<readonly string[]>;
  /** The symbolic links, whose text is what they point to. */
  listLinks(commit: string): Promise<readonly string[]>;
  /** The lines of a file, without line ends; null when the file is too large to be source code. */
  readLines(commit: string, path: string): Promise<readonly string[] | null>;
  /** A file's text; null when there is no such file or it is larger than `maxBytes`. */
  readFile(commit: string, path: string, maxBytes: number): Promise<string | null>;
  /** Null when the line does not exist. */
  blameLine(commit: string, path: string, line: number, options?: BlameOptions): Promise<LineBlame | null>;
  /** The files that a commit takes a line out of, white space aside; null when it changes too much to tell. */
  readonly findTakenOut: FindTakenOut;
  /** The people that the commit's message names as its other authors, as people are called today, or in `revision`. */
  readCoAuthors(commit: string, revision: string): Promise<readonly Person[]>;
  /** Every author, each name and address once; as they were up to ten minutes ago. */
  listAuthors(): Promise<readonly Person[]>;
  /** Who changed a file up to a commit, newest first, each once; of its last changes only. */
  listFileAuthors(commit: string, path: string): Promise<readonly Person[]>;
  /** What became of a line between `commit` and `head`; null when `head` never had it. */
  followLine(commit: string, path: string, line: number, head: string): Promise<LineFate | null>;
  /** What lately got other names, newest first. */
  listRenames(commit: string): Promise<readonly Rename[]>;
  /** When the origin was last reached, if that is longer ago than it should be; else null. */
  staleSinceMs(): number | null;
  /** Forgets what names pointed to, because a fetch may have moved them. */
  forgetNames(): void;
};

export type RepositoryParts = {
  /** Without it, a git is started for every object. */
  readonly objects?: ObjectSource;
  /** Lists of commits that blames look through, made from files of the repository. */
  readonly findIgnoreRevs?: (found: RepositoryFiles) => FindIgnoreRevs;
  /** Whether `.mailmap`, of today and else of a revision, gives people their names and addresses. */
  readonly mailmap?: boolean;
  readonly memory?: BlameMemory;
  /** How many blames git works on at a time. */
  readonly maxAtOnce?: number;
  /** Asked when a revision is unknown. */
  readonly refresh?: FetchSoon;
};

export type RepositoryFiles = {
  readonly files: FileReader;
  readonly findHead: () => Promise<string | null>;
};

const AUTHORS_STAY_MS = 600_000;

export function createRepository(name: string, run: RunGit, parts: RepositoryParts = {}): Repository {
  const { objects = createObjectSource(run), mailmap = true, maxAtOnce = 4 } = parts;
  const trees = new LRUCache<string, Promise<Tree>>({ max: 16 });
  const coAuthors = new LRUCache<string, Promise<readonly Person[]>>({ max: 5_000 });
  const authors = new LRUCache<string, Promise<readonly Person[]>>({ max: 1, ttl: AUTHORS_STAY_MS });
  const fileAuthors = new LRUCache<string, Promise<readonly Person[]>>({ max: 1_000 });
  const fates = new LRUCache<string, Promise<LineFate | null>>({ max: 20_000 });
  const renames = new LRUCache<string, Promise<readonly Rename[]>>({ max: 4 });
  const names = createResolver(objects, parts.refresh);
  const treeOf = (commit: string) => remember(trees, commit, () => listTree(run, commit));
  const files = createFileReader(objects, async (commit, path) => (await treeOf(commit)).has(path));
  const findHead = async () => (await names.resolve('HEAD'))?.commit ?? null;
  const people = createPresentPeople({ files, findHead, mailmap });
  const findIgnoreRevs = parts.findIgnoreRevs?.({ files, findHead }) ?? (async () => null);
  const blameLine = createLineBlamer({ ...parts, run, objects, findIgnoreRevs, maxAtOnce });
  return {
    name,
    resolve: names.resolve,
    newestBranch: (glob) => names.newest(glob, () => findNewestBranch(run, glob)),
    listPaths: async (commit) => (await treeOf(commit)).files,
    listLinks: async (commit) => (await treeOf(commit)).links,
    readLines: files.readLines,
    readFile: files.readFile,
    blameLine: async (commit, ...asked) => people.ofBlame(await blameLine(commit, ...asked), commit),
    findTakenOut: createTakenOutFinder(objects),
    readCoAuthors: async (commit, revision) => {
      const named = await remember(coAuthors, commit, () => readCoAuthors(objects, commit));
      return people.ofPeople(named, revision);
    },
    listAuthors: () => remember(authors, 'all', () => listAuthors({ run, mailmap })),
    listFileAuthors: async (commit, path) => {
      const ask = () => listFileAuthors(run, commit, path);
      return people.ofPeople(await remember(fileAuthors, `${commit}:${path}`, ask), commit);
    },
    followLine: async (commit, path, line, head) => {
      const ask = () => followLine({ run, objects }, { commit, path, line }, head);
      return people.ofFate(await remember(fates, `${commit}:${head}:${line}:${path}`, ask));
    },
    listRenames: (commit) => remember(renames, commit, () => listRenames(run, commit)),
    staleSinceMs: () => null,
    forgetNames: names.forget,
  };
}
