import { StartFailure } from '../start-failure.ts';
import type { RunGit } from './run-git.ts';
import { readReason } from '../read-reason.ts';

export type GitVersion = { readonly major: number; readonly minor: number };

/** Makes sure that `binary`, which `run` runs, is there and is git; gives its version. Rejects with `StartFailure`. */
export async function requireGit(run: RunGit, binary: string): Promise<GitVersion> {
  const output = await run(['--version']).catch((error: unknown) => {
    const reason = readReason(error);
    throw /\bspawn(?:ed)?\b/.test(reason)
      ? new StartFailure(`${binary} cannot be run: install git, or set \`git_cli_path\`.`)
      : notGit(binary, reason);
  });
  if (!output.startsWith('git version ')) throw notGit(binary, 'it does not tell a version of git');
  const [, major, minor] = /^git version (\d{1,4})\.(\d{1,4})/.exec(output) ?? [];
  return { major: Number(major ?? 0), minor: Number(minor ?? 0) };
}

/**
 * The directory of git's data as git prints it, and the relative way up to the top of the checkout, which is empty at
 * the top. Rejects with `StartFailure`, worded by `explain` when git has a reason.
 */
export async function locateGit(
  run: RunGit,
  binary: string,
  explain: (reason: string) => string,
): Promise<{ readonly gitDir: string; readonly wayUp: string }> {
  const output = await run(['rev-parse', '--git-dir', '--show-cdup']).catch((error: unknown) => {
    throw new StartFailure(explain(readReason(error)));
  });
  const [gitDir = '', wayUp = ''] = output.split('\n');
  if (gitDir === '') throw notGit(binary, 'it does not tell where the repository is');
  return { gitDir, wayUp };
}

function notGit(binary: string, reason: string): StartFailure {
  return new StartFailure(`${binary} is not git: ${reason}. Install git, or set \`git_cli_path\`.`);
}
