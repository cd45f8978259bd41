import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import type { Log } from '../telemetry/log.ts';
import { cloneMirror, prepareMirrors } from './clone-mirror.ts';
import { readRemoteAddress, type RemoteAddress } from './remote-address.ts';
import { locateGit, requireGit } from './require-git.ts';
import { createRepository, type Repository } from './repository.ts';
import { createGitReader, createGitRemote, hideCredentials, type RunGit } from './run-git.ts';

export type RepositorySettings = {
  /** An existing checkout or bare repository, which is only read. */
  readonly dir: string | null;
  /** Where to mirror from when there is no `dir`. */
  readonly url: string | null;
  /** Where mirrors are kept. */
  readonly mirrorsDir: string;
  readonly binary: string;
  readonly maxProcesses: number;
  /** Search path for git, and the home directory with keys and credentials for fetching. */
  readonly path: string;
  readonly home: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Ends every running git at once. */
  readonly stop: AbortSignal;
};

export type OpenedRepository = {
  readonly repository: Repository;
  /** Brings a mirror up to date; does nothing for a checkout. Rejects with `GitFailure`. */
  readonly fetch: () => Promise<void>;
};

const READ_TIMEOUT_MS = 30_000;
const FETCH_TIMEOUT_MS = 60_000;
const CLONE_TIMEOUT_MS = 10 * 60_000;

/** Opens the checkout, or the mirror as it is, cloning it when it is not there yet. Rejects with `StartFailure`. */
export async function openRepository(settings: RepositorySettings): Promise<OpenedRepository> {
  if (settings.dir !== null) return openCheckout(settings, resolve(settings.dir));
  if (settings.url === null) throw new StartFailure('No repository: set `repo_dir` or `repo_url`.');
  return openMirror(settings, readRemoteAddress(settings.url));
}

async function openCheckout(settings: RepositorySettings, dir: string): Promise<OpenedRepository> {
  await requireDirectory(dir);
  await requireGit(createReader(settings, dir), settings.binary);
  const top = await findTop(settings, dir);
  const repository = createRepository(basename(top), createReader(settings, top));
  return { repository, fetch: async () => undefined };
}

async function requireDirectory(dir: string): Promise<void> {
  if (await isDirectory(dir)) return;
  throw new StartFailure(
    `The repository ${dir} does not exist: set \`repo_dir\` to a git checkout or a bare repository.`,
  );
}

/** git takes paths from the current directory on, so it is run at the top of the checkout that `dir` is in. */
async function findTop(settings: RepositorySettings, dir: string): Promise<string> {
  const { wayUp } = await locateGit(createReader(settings, dir), settings.binary, (reason) =>
    /not a git repository/.test(reason)
      ? `${dir} is not a git repository: set \`repo_dir\` to a git checkout or a bare repository.`
      : `The repository ${dir} cannot be read: ${reason}`,
  );
  return wayUp === '' ? dir : resolve(await realpath(dir), wayUp);
}

async function openMirror(settings: RepositorySettings, address: RemoteAddress): Promise<OpenedRepository> {
  const dir = resolve(settings.mirrorsDir, address.dirName);
  await makeMirrorsDirectory(settings.mirrorsDir);
  await requireGit(createReader(settings, settings.mirrorsDir), settings.binary);
  if (!(await isDirectory(dir))) await clone(settings, address, dir);
  await requireMirror(settings, dir);
  const repository = createRepository(address.name, createReader(settings, dir));
  const remote = createRemote(settings, address, dir, FETCH_TIMEOUT_MS);
  const fetch = async (): Promise<void> => {
    await remote(['fetch', '--prune', '--quiet', 'origin']);
    repository.forgetNames();
  };
  return { repository, fetch };
}

async function makeMirrorsDirectory(dir: string): Promise<void> {
  await prepareMirrors(dir).catch((error: unknown) => {
    throw new StartFailure(
      `The mirrors cannot be kept in ${dir}: ${readReason(error)}. Change \`data_dir_path\`.`,
    );
  });
}

async function clone(settings: RepositorySettings, address: RemoteAddress, dir: string): Promise<void> {
  const url = hideCredentials(address.url);
  settings.log.info({ url }, 'cloning the repository');
  const remote = createRemote(settings, address, settings.mirrorsDir, CLONE_TIMEOUT_MS);
  await cloneMirror(remote, address.url, dir).catch((error: unknown) => {
    throw new StartFailure(`Cannot clone ${url}: ${readReason(error)}. Check \`repo_url\` and its access.`);
  });
}

/** A mirror is bare: git's data is in the directory itself, not in a checkout that happens to be around it. */
async function requireMirror(settings: RepositorySettings, dir: string): Promise<void> {
  const explain = (reason: string): string =>
    `The mirror ${dir} of \`repo_url\` cannot be used: ${reason}. Remove this directory to clone it again.`;
  const { gitDir } = await locateGit(createReader(settings, dir), settings.binary, explain);
  if (gitDir !== '.') throw new StartFailure(explain('it is not a git repository'));
}

function createReader({ binary, maxProcesses, path, stop }: RepositorySettings, dir: string): RunGit {
  return createGitReader({ binary, dir, path, maxProcesses, timeoutMs: READ_TIMEOUT_MS, stop });
}

function createRemote(
  { binary, maxProcesses, path, stop, home }: RepositorySettings,
  { env }: RemoteAddress,
  dir: string,
  timeoutMs: number,
): RunGit {
  return createGitRemote({ binary, dir, path, maxProcesses, timeoutMs, stop }, { ...home, ...env });
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function readReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
