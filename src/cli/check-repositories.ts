import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listRepositories, type ServedRepository } from '../choose-repository.ts';
import type { Config } from '../config/options.ts';
import { GitFailure } from '../git/git-failure.ts';
import { listRemoteBranches } from '../git/list-remote-branches.ts';
import { openRepository, type RepositorySettings } from '../git/open-repository.ts';
import { readRemoteAddress } from '../git/remote-address.ts';
import { hideCredentials } from '../hide-credentials.ts';
import { matchesGlob } from '../matches-glob.ts';
import { toRepositorySettings, type GitWorld } from '../room-settings.ts';
import { StartFailure } from '../start-failure.ts';
import { find, type Finding } from './finding.ts';

const TIMEOUT_MS = 30_000;

/** Whether each repository can be read and has the branches of `repo_branch_pattern`; clones and fetches nothing. */
export async function checkRepositories(config: Config, world: GitWorld): Promise<readonly Finding[]> {
  const stop = new AbortController();
  const scratch = await mkdtemp(join(tmpdir(), 'flawless-check-'));
  const check = (served: ServedRepository) => {
    const settings = {
      ...toRepositorySettings(config, served, world),
      mirrorsDir: scratch,
      stop: stop.signal,
    };
    return find(`repository ${nameOf(served)}`, () => checkOne(served, settings));
  };
  try {
    return await Promise.all(listRepositories(config).map(check));
  } finally {
    stop.abort();
    await rm(scratch, { recursive: true, force: true });
  }
}

function nameOf({ name, repo_dir, repo_url }: ServedRepository): string {
  return name ?? repo_dir ?? readRemoteAddress(repo_url ?? '').name;
}

function checkOne(served: ServedRepository, settings: RepositorySettings): Promise<string> {
  const { url, dir } = settings;
  if (dir !== null || url === null) return checkCheckout(served, settings);
  return checkRemote(served, { ...settings, url });
}

async function checkCheckout(
  { repo_branch_pattern: pattern }: ServedRepository,
  settings: RepositorySettings,
): Promise<string> {
  const { repository } = await openRepository(settings);
  const head = await repository.resolve('HEAD');
  if (head === null) throw new StartFailure('it has no commit yet');
  if (pattern !== null && (await repository.newestBranch(pattern)) === null) throw noBranch(pattern);
  return `can be read; HEAD is ${head.commit.slice(0, 12)}`;
}

async function checkRemote(
  { repo_branch_pattern: pattern }: ServedRepository,
  settings: RepositorySettings & { readonly url: string },
): Promise<string> {
  const url = hideCredentials(readRemoteAddress(settings.url).url);
  const branches = await listBranches(settings).catch((error: unknown) => {
    if (!(error instanceof GitFailure)) throw error;
    throw new StartFailure(`${url} cannot be reached: ${error.message}. Check \`repo_url\` and its access.`);
  });
  if (branches.length === 0) throw new StartFailure('it has no branch yet');
  if (pattern !== null && !branches.some((branch) => matchesGlob(pattern, branch))) throw noBranch(pattern);
  return `${url} answers; branches: ${branches.length}`;
}

function listBranches(settings: RepositorySettings & { readonly url: string }) {
  return listRemoteBranches(settings, { dir: settings.mirrorsDir, timeoutMs: TIMEOUT_MS });
}

function noBranch(pattern: string): StartFailure {
  return new StartFailure(`no branch matches the repo_branch_pattern ${pattern}`);
}
