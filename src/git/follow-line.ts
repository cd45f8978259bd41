import { readBlamePorcelain } from './blame-porcelain.ts';
import { toMilliseconds } from './commit-time.ts';
import { countLines } from './count-lines.ts';
import { NO_CONFIGURED_IGNORES } from './configured-ignores.ts';
import { findHunk } from './find-hunk.ts';
import { toMailmapConfiguration } from './mailmap.ts';
import { GitFailure, LimitFailure } from './git-failure.ts';
import type { ObjectSource } from './object-source.ts';
import type { RunGit } from './run-git.ts';

/** What became of a line between a commit and the head of a branch. */
export type LineFate =
  | { readonly kind: 'unchanged'; readonly at: string }
  | { readonly kind: 'changed'; readonly by: LineChange }
  | { readonly kind: 'deleted'; readonly by: LineChange };

/** The commit that changed the line, and its author as it names them. */
export type LineChange = {
  readonly commit: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAtMs: number;
  readonly summary: string;
};

export type FollowNeeds = { readonly run: RunGit; readonly objects: ObjectSource };

type Line = { readonly commit: string; readonly path: string; readonly line: number };

const FULL_HASH = /^[0-9a-f]{40,64}$/;
const MAX_LINE = 2 ** 31 - 1;
// A merge of a merge of a merge: whoever merged is named then.
const MAX_MERGES = 4;

/**
 * Whether a line as it is in `commit` still stands at `head`, both full hashes, apart from white space; else by which
 * commit not. Null when there is no such line, or `head` never had it because its history parted before. Rejects with
 * `GitFailure`.
 */
export async function followLine(needs: FollowNeeds, start: Line, head: string): Promise<LineFate | null> {
  const { commit, line } = start;
  if (!FULL_HASH.test(commit) || !FULL_HASH.test(head) || !Number.isInteger(line)) return null;
  if (line < 1 || line > MAX_LINE) return null;
  return followFromFork(needs, start, head, 0);
}

/** Follows the line from where it last was in the history of both. */
async function followFromFork(needs: FollowNeeds, start: Line, head: string, merges: number) {
  const base = (await needs.run(['merge-base', start.commit, head], { mayFindNothing: true })).trim();
  if (base === '') return null;
  const from = base === start.commit ? start : await findInBase(needs, start, base);
  return from === null ? null : follow(needs, from, head, merges);
}

/** Where an older commit has the line; null when the line is newer. */
async function findInBase(needs: FollowNeeds, start: Line, base: string): Promise<Line | null> {
  const found = await findLine(needs, start, [`${base}..${start.commit}`]);
  return found?.commit === base ? found : null;
}

async function follow(
  needs: FollowNeeds,
  start: Line,
  head: string,
  merges: number,
): Promise<LineFate | null> {
  const last = start.commit === head ? start : await findLast(needs, start, head);
  if (last === null) return null;
  if (last.commit === head) return { kind: 'unchanged', at: head };
  const next = await findNext(needs.run, last, head);
  if (next === null) return null;
  const [, ...others] = next.parents.toSorted((one) => (one === last.commit ? -1 : 1));
  for (const other of merges < MAX_MERGES ? others : []) {
    const fate = await followAside(needs, start, other, merges);
    if (fate !== null) return fate;
  }
  const kind = await tellKind(needs.run, last, next.commit);
  return { kind, by: await readChange(needs.run, next.commit) };
}

/** A merge took over what the other side had done to the line: there it was somebody's own commit. */
async function followAside(needs: FollowNeeds, start: Line, side: string, merges: number) {
  const fate = await followFromFork(needs, start, side, merges + 1);
  return fate?.kind === 'unchanged' ? null : fate;
}

/** The last commit up to `head` that has the line, and where. Format: `--reverse` in git-blame(1). */
function findLast(needs: FollowNeeds, start: Line, head: string): Promise<Line | null> {
  return findLine(needs, start, ['--reverse', `${start.commit}..${head}`]);
}

const PLAIN = ['--line-porcelain', '--no-textconv', NO_CONFIGURED_IGNORES, '-w'];

/** Null too when the commit has no such line, which git fails over. */
async function findLine({ run, objects }: FollowNeeds, asked: Line, range: readonly string[]) {
  const { path, line } = asked;
  try {
    const args = ['-L', `${line},${line}`, ...range, '--', path];
    const [found] = readBlamePorcelain(await run(['blame', ...PLAIN, ...args])).values();
    return found ?? null;
  } catch (error) {
    if (!(error instanceof GitFailure) || error instanceof LimitFailure) throw error;
    if (((await countLines(objects, asked)) ?? 0) < line) return null;
    throw error;
  }
}

/** The first commit on the way from `last` to `head` that is a child of `last` and has another version of the file. */
async function findNext(run: RunGit, last: Line, head: string) {
  const range = ['--ancestry-path', '--topo-order', '--reverse', '--parents', `${last.commit}..${head}`];
  const output = await run(['rev-list', ...range, '--']);
  for (const row of output.split('\n')) {
    const [commit = '', ...parents] = row.split(' ');
    if (parents.includes(last.commit) && (await differs(run, last, commit))) return { commit, parents };
  }
  return null;
}

async function differs(run: RunGit, { commit, path }: Line, child: string): Promise<boolean> {
  return (await run(['diff-tree', '--no-commit-id', '--name-only', commit, child, '--', path])) !== '';
}

async function tellKind(run: RunGit, { commit, path, line }: Line, next: string) {
  const plain = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '-w'];
  const hunk = findHunk(await run(['diff-tree', '-p', ...plain, commit, next, '--', path]), line);
  return hunk === null || hunk.added > 0 ? 'changed' : 'deleted';
}

async function readChange(run: RunGit, commit: string): Promise<LineChange> {
  const format = '--format=%an%x00%ae%x00%at%x00%s';
  const args = ['show', '-s', '--no-show-signature', '--no-notes', format, commit, '--'];
  const [authorName = '', authorEmail = '', time = '', summary = ''] = (
    await run([...toMailmapConfiguration(null), ...args])
  )
    .replace(/\n$/, '')
    .split('\0');
  return { commit, authorName, authorEmail, authoredAtMs: toMilliseconds(time), summary };
}
