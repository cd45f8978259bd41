import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { basename, posix } from 'node:path';
import { promisify } from 'node:util';
import { READ_ENVIRONMENT, SAFE_CONFIGURATION, toEnvironment } from '../git/git-environment.ts';

/** What the paths in a folder begin with when they are told elsewhere. */
export type FolderPlace = {
  /** The folder's name and a slash; empty at the top of a checkout, whose name says nothing, and of the disk. */
  readonly prefix: string;
  /** The folder of the repository that the prefix stands in, `.` for its top; null outside of a git checkout, or without git. */
  readonly root: string | null;
};

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

/** Finds out where a folder lies. Rejects as the file system does. */
export async function locateFolder(dir: string, searchPath: string): Promise<FolderPlace> {
  const real = await realpath(dir);
  const below = await readPrefix(real, searchPath);
  if (below === '') return { prefix: '', root: '.' };
  const name = basename(real);
  return { prefix: name === '' ? '' : `${name}/`, root: below === null ? null : posix.dirname(below) };
}

/** The folder's path in the checkout, which git ends with a slash. */
async function readPrefix(dir: string, searchPath: string): Promise<string | null> {
  const configuration = SAFE_CONFIGURATION.flatMap((setting) => ['-c', setting]);
  const args = [...configuration, 'rev-parse', '--is-inside-work-tree', '--show-prefix'];
  const env = toEnvironment(searchPath, undefined, READ_ENVIRONMENT);
  try {
    const { stdout } = await run('git', args, { cwd: dir, env, timeout: TIMEOUT_MS });
    return /^true\n(.*)\n$/s.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
