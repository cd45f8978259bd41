import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { RunGit } from './run-git.ts';

export type ConfiguredIgnores = {
  /** Paths in the repository of lists of commits to ignore. */
  readonly paths: readonly string[];
  /** Where git is to be run. */
  readonly dir: string;
};

/**
 * The lists that `blame.ignoreRevsFile` of a checkout's own configuration names by a path in the checkout. git looks for
 * them from where it is run, and gives up without them, so it is run in a directory below `scratchDir` where they are, and
 * empty: which commits to ignore, the lists of the blamed revision tell. Rejects with `GitFailure`, or when the directory
 * cannot be made.
 */
export async function findConfiguredIgnores(
  run: RunGit,
  gitDir: string,
  scratchDir: string,
): Promise<ConfiguredIgnores> {
  const args = ['config', '--null', '--type=path', '--get-all', 'blame.ignoreRevsFile'];
  const values = (await run(args, { mayFindNothing: true })).split('\0');
  const paths = values.filter(isBelow).map((path) => normalize(path));
  if (paths.length === 0) return { paths, dir: gitDir };
  const digest = createHash('sha256').update(gitDir).digest('hex').slice(0, 8);
  const dir = join(scratchDir, `checkout-${digest}`);
  for (const path of paths) await makeEmpty(join(dir, path));
  return { paths, dir };
}

function isBelow(path: string): boolean {
  return path !== '' && !isAbsolute(path) && !normalize(path).startsWith('..') && !path.endsWith('/');
}

async function makeEmpty(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
}
