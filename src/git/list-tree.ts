import { canAsk } from './can-ask.ts';
import type { RunGit } from './run-git.ts';

/**
 * The paths of a commit. A submodule is none of them, being a commit of another repository, nor is a file that git cannot
 * be asked for.
 */
export type Tree = {
  readonly files: readonly string[];
  readonly links: readonly string[];
  readonly has: (path: string) => boolean;
};

type Blob = { readonly mode: string; readonly path: string };

const LINK_MODE = '120000';

/** Lists what a commit, a full hash, holds; rejects with `GitFailure`. Format: `-z` in git-ls-tree(1). */
export async function listTree(run: RunGit, commit: string): Promise<Tree> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return toTree([]);
  const output = await run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  const blobs = output.split('\0').flatMap(toBlob);
  return toTree(blobs.filter(({ path }) => canAsk(`${commit}:${path}`)));
}

function toBlob(entry: string): readonly Blob[] {
  const tab = entry.indexOf('\t');
  const [mode = '', type] = entry.slice(0, tab).split(' ');
  return type === 'blob' ? [{ mode, path: entry.slice(tab + 1) }] : [];
}

function toTree(blobs: readonly Blob[]): Tree {
  const files = blobs.filter(({ mode }) => mode !== LINK_MODE).map(toPath);
  const links = blobs.filter(({ mode }) => mode === LINK_MODE).map(toPath);
  // Asked of a damaged repository only, and often then.
  let all: ReadonlySet<string> | null = null;
  return { files, links, has: (path) => (all ??= new Set([...files, ...links])).has(path) };
}

function toPath({ path }: Blob): string {
  return path;
}
