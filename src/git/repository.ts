import { LRUCache } from 'lru-cache';
import { readBlamePorcelain, type LineBlame } from './blame-porcelain.ts';
import { GitFailure, type RunGit } from './run-git.ts';

/** A git repository, read only. Commits are full hashes made by `resolve`; paths are ones `listPaths` gave. */
export type Repository = {
  /** The name the repository goes by in error identities and on pages. */
  readonly name: string;
  /** The full hash of a hash, tag or branch, and which of these it was; null when the repository has no such thing. */
  resolve(revision: string): Promise<ResolvedCommit | null>;
  /** The branch with the naturally greatest name that matches a glob, as a commit. */
  newestBranch(glob: string): Promise<ResolvedCommit | null>;
  listPaths(commit: string): Promise<readonly string[]>;
  /** The lines of a file, without line ends; null when the file is too large to be source code. */
  readLines(commit: string, path: string): Promise<readonly string[] | null>;
  /** Null when the line does not exist. */
  blameLine(commit: string, path: string, line: number): Promise<LineBlame | null>;
  /** Forgets what names pointed to, because a fetch may have moved them. */
  forgetNames(): void;
};

export type ResolvedCommit = {
  readonly commit: string;
  readonly name: string;
  readonly kind: 'commit' | 'tag' | 'branch';
};

// Names git itself accepts for refs, less everything with a meaning in revision expressions (`..`, `^`, `~`, `:`, `@{`).
const REVISION_NAME = /^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9._/+@-]{0,199}$/;
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const NAMES_STAY_MS = 10_000;

export function createRepository(name: string, run: RunGit): Repository {
  const names = new LRUCache<string, Promise<ResolvedCommit | null>>({ max: 1_000, ttl: NAMES_STAY_MS });
  const trees = new LRUCache<string, Promise<readonly string[]>>({ max: 16 });
  const files = new LRUCache<string, Promise<readonly string[] | null>>({ max: 500 });
  const blames = new LRUCache<string, Promise<LineBlame | null>>({ max: 20_000 });
  return {
    name,
    resolve: async (revision) =>
      REVISION_NAME.test(revision) ? remember(names, revision, () => resolveName(run, revision)) : null,
    newestBranch: (glob) => remember(names, `branch ${glob}`, () => findNewestBranch(run, glob)),
    listPaths: (commit) => remember(trees, commit, () => listTree(run, commit)),
    readLines: (commit, path) => remember(files, `${commit}:${path}`, () => readBlob(run, commit, path)),
    blameLine: (commit, path, line) =>
      remember(blames, `${commit}:${line}:${path}`, () => blame(run, commit, path, line)),
    forgetNames: () => names.clear(),
  };
}

/** Single flight: the promise itself is kept, and taken out again when it fails. */
function remember<T>(cache: LRUCache<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  return made;
}

async function resolveName(run: RunGit, name: string): Promise<ResolvedCommit | null> {
  if (/^[0-9a-f]{7,64}$/i.test(name)) {
    const commit = await toCommit(run, name);
    if (commit?.startsWith(name.toLowerCase())) return { commit, name, kind: 'commit' };
  }
  const tag = await toCommit(run, `refs/tags/${name}`);
  if (tag !== null) return { commit: tag, name, kind: 'tag' };
  for (const ref of name === 'HEAD' ? ['HEAD'] : [`refs/heads/${name}`, `refs/remotes/origin/${name}`]) {
    const commit = await toCommit(run, ref);
    if (commit !== null) return { commit, name, kind: 'branch' };
  }
  return null;
}

async function toCommit(run: RunGit, revision: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const output = await run(args, { mayFindNothing: true });
  return output.trim() === '' ? null : output.trim();
}

async function findNewestBranch(run: RunGit, glob: string): Promise<ResolvedCommit | null> {
  const output = await run([
    'for-each-ref',
    '--sort=-version:refname',
    '--count=1',
    '--format=%(objectname) %(refname:short)',
    `refs/heads/${glob}`,
    `refs/remotes/origin/${glob}`,
  ]);
  const [commit = '', branch = ''] = output.trim().split(' ');
  return commit === '' ? null : { commit, name: branch, kind: 'branch' };
}

/** Files and links only: a submodule is a commit of another repository. */
async function listTree(run: RunGit, commit: string): Promise<readonly string[]> {
  const output = await run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  return output.split('\0').flatMap((entry) => {
    const [description = '', path = ''] = entry.split('\t', 2);
    return description.split(' ')[1] === 'blob' ? [path] : [];
  });
}

async function readBlob(run: RunGit, commit: string, path: string): Promise<readonly string[] | null> {
  const object = `${commit}:${path}`;
  const size = Number(await run(['cat-file', '-s', object]));
  if (size > MAX_FILE_BYTES) return null;
  const text = await run(['cat-file', 'blob', object]);
  return text.split(/\r\n|\n|\r/);
}

async function blame(run: RunGit, commit: string, path: string, line: number): Promise<LineBlame | null> {
  const range = `${line},${line}`;
  try {
    return readBlamePorcelain(
      await run(['blame', '--porcelain', '--no-textconv', '-w', '-M', '-L', range, commit, '--', path]),
    );
  } catch (error) {
    if (error instanceof GitFailure && /has only \d+ lines?/.test(error.message)) return null;
    throw error;
  }
}
