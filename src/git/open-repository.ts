import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import type { Log } from '../telemetry/log.ts';
import { createRepository, type Repository } from './repository.ts';
import { createGitReader, createGitRemote, GitFailure, hideCredentials, type RunGit } from './run-git.ts';

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
};

export type OpenedRepository = {
  readonly repository: Repository;
  /** Brings a mirror up to date; does nothing for a checkout. Rejects with `GitFailure`. */
  readonly fetch: () => Promise<void>;
};

const READ_TIMEOUT_MS = 30_000;
const CLONE_TIMEOUT_MS = 10 * 60_000;

/** Opens the checkout, or clones the mirror when it is not there yet. Rejects with `StartFailure`. */
export async function openRepository(settings: RepositorySettings): Promise<OpenedRepository> {
  if (settings.dir !== null) return openCheckout(settings, resolve(settings.dir));
  if (settings.url === null) throw new StartFailure('No repository: set `repo_dir` or `repo_url`.');
  return openMirror(settings, settings.url);
}

async function openCheckout(settings: RepositorySettings, dir: string): Promise<OpenedRepository> {
  await requireDirectory(dir);
  const reader = createReader(settings, dir);
  await requireRepository(reader, dir, settings.binary);
  return { repository: createRepository(basename(dir), reader), fetch: async () => undefined };
}

async function openMirror(settings: RepositorySettings, url: string): Promise<OpenedRepository> {
  const name = basename(url.replace(/[/\\]+$/, ''), '.git');
  const dir = resolve(settings.mirrorsDir, `${name}.git`);
  const exists = await isDirectory(dir);
  if (!exists) await clone(settings, url, dir);
  const reader = createReader(settings, dir);
  await requireRepository(reader, dir, settings.binary);
  const repository = createRepository(name, reader);
  const remote = createRemote(settings, dir);
  const fetch = async (): Promise<void> => {
    await remote(['fetch', '--prune', '--quiet', 'origin']);
    repository.forgetNames();
  };
  if (exists) await fetch().catch((error: unknown) => warnStale(settings.log, error));
  return { repository, fetch };
}

async function clone(settings: RepositorySettings, url: string, dir: string): Promise<void> {
  await mkdir(dirname(dir), { recursive: true });
  settings.log.info({ url: hideCredentials(url) }, 'cloning the repository');
  try {
    await createRemote(settings, dirname(dir))(['clone', '--mirror', '--quiet', '--', url, dir]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(
      `Cannot clone ${hideCredentials(url)}: ${reason}. Check \`repo_url\` and its access.`,
    );
  }
}

function createReader({ binary, maxProcesses, path }: RepositorySettings, dir: string): RunGit {
  return createGitReader({ binary, dir, path, maxProcesses, timeoutMs: READ_TIMEOUT_MS });
}

function createRemote({ binary, maxProcesses, path, home }: RepositorySettings, dir: string): RunGit {
  return createGitRemote({ binary, dir, path, maxProcesses, timeoutMs: CLONE_TIMEOUT_MS }, home);
}

async function requireDirectory(dir: string): Promise<void> {
  if (await isDirectory(dir)) return;
  throw new StartFailure(
    `The repository ${dir} does not exist: set \`repo_dir\` to a git checkout or a bare repository.`,
  );
}

async function requireRepository(run: RunGit, dir: string, binary: string): Promise<void> {
  try {
    await run(['rev-parse', '--git-dir']);
  } catch (error) {
    throw new StartFailure(describe(error, dir, binary), { cause: error });
  }
}

function describe(error: unknown, dir: string, binary: string): string {
  const reason = error instanceof GitFailure ? error.message : String(error);
  if (/ENOENT/.test(reason)) return `${binary} cannot be run: install git, or set \`git_cli_path\`.`;
  if (/not a git repository/.test(reason))
    return `${dir} is not a git repository: set \`repo_dir\` to a git checkout or a bare repository.`;
  return `The repository ${dir} cannot be read: ${reason}`;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function warnStale(log: Log, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  log.warn({ reason }, 'the repository could not be fetched: blaming goes on with what is here');
}
