import { isAbsolute, normalize } from 'node:path';
import type { RunGit } from './run-git.ts';

/** An option of `git blame`: it looks for configured lists from where it is run, and gives up without them. */
export const NO_CONFIGURED_IGNORES = '--no-ignore-revs-file';

/**
 * The lists that `blame.ignoreRevsFile` of a checkout's own configuration names by a path in the checkout: which commits
 * to ignore, they tell as they are in the blamed revision. Rejects with `GitFailure`.
 */
export async function findConfiguredIgnores(run: RunGit): Promise<readonly string[]> {
  const args = ['config', '--null', '--type=path', '--get-all', 'blame.ignoreRevsFile'];
  const values = (await run(args, { mayFindNothing: true })).split('\0');
  return values.filter(isBelow).map((path) => normalize(path));
}

function isBelow(path: string): boolean {
  return path !== '' && !isAbsolute(path) && !normalize(path).startsWith('..') && !path.endsWith('/');
}
