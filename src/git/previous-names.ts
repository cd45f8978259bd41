import type { RunGit } from './run-git.ts';

/** A name that a file had, and the last commit that had it. */
export type PreviousName = { readonly path: string; readonly commit: string };

const MAX_RENAMES = 20;

/**
 * The names a file of a commit, a full hash, had before, newest first; copies are not followed. Rejects with `GitFailure`.
 * Format: `--name-status` in git-log(1).
 */
export async function readPreviousNames(
  run: RunGit,
  commit: string,
  path: string,
): Promise<readonly PreviousName[]> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
  const which = ['--follow', '--find-renames', '--diff-filter=R', `--max-count=${MAX_RENAMES}`];
  const how = ['--format=%x00%P', '--name-status', '-z', '--no-show-signature', '--no-ext-diff'];
  const output = await run(['log', ...which, ...how, commit, '--', path]);
  return toNames(output.split('\0'));
}

// After the parents come a line end, the status, and the names before and after.
function toNames(fields: readonly string[]): readonly PreviousName[] {
  return fields.flatMap((field, i) => {
    if (!/^\n*R\d{1,3}$/.test(field)) return [];
    const [commit = ''] = (fields[i - 1] ?? '').split(' ');
    const path = fields[i + 1];
    return path === undefined || !/^[0-9a-f]{40,64}$/.test(commit) ? [] : [{ path, commit }];
  });
}
