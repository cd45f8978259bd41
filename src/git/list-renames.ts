import type { RunGit } from './run-git.ts';

/** A name that a file had, and the one it got. */
export type Rename = { readonly from: string; readonly to: string };

const MAX_COMMITS = 2_000;

/**
 * What the last 2,000 commits up to one, a full hash, renamed, newest first. Rejects with `GitFailure`. Format: `-z` and
 * `--name-status` in git-log(1).
 */
export async function listRenames(run: RunGit, commit: string): Promise<readonly Rename[]> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
  const oldest = await run(['rev-list', `--skip=${MAX_COMMITS}`, '--max-count=1', commit, '--']);
  const range = oldest.trim() === '' ? [commit] : [commit, `^${oldest.trim()}`];
  const how = ['--find-renames', '--diff-filter=R', '--name-status', '-z', '--format=', '--no-ext-diff'];
  const output = await run(['log', ...how, '--no-show-signature', ...range, '--']);
  const fields = output.split('\0');
  return fields.flatMap((field, i) => {
    const [from, to] = fields.slice(i + 1, i + 3);
    return /^\n*R\d{1,3}$/.test(field) && from !== undefined && to !== undefined ? [{ from, to }] : [];
  });
}
