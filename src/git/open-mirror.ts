import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartFailure } from '../start-failure.ts';
import { cloneMirror, prepareMirrors } from './clone-mirror.ts';
import { clonePatiently } from './clone-patiently.ts';
import type { CloneProgress } from './clone-progress.ts';
import { findStaleness, noteFetch, readFetchTime } from './fetch-time.ts';
import { createIgnoreRevs, IGNORE_REVS_PATH } from './ignore-revs.ts';
import { createMirror, type Mirror } from './mirror.ts';
import type { RemoteAddress } from './remote-address.ts';
import { createObjects, createReader, createRemote, type RepositorySettings } from './repository-runners.ts';
import { createRepository, type Repository } from './repository.ts';
import { locateGit, requireGit } from './require-git.ts';
import { GitFailure } from './git-failure.ts';
import { scheduleQuietly } from './schedule-quietly.ts';
import { hideCredentials } from '../hide-credentials.ts';
import { readReason } from '../read-reason.ts';

const FETCH_TIMEOUT_MS = 10 * 60_000;
// A whole history over a slow line; a clone without a sign of life is given up long before.
const CLONE_TIMEOUT_MS = 4 * 60 * 60_000;

/** Opens the mirror as it is, cloning it when it is not there yet or is not a repository. Rejects with `StartFailure`. */
export async function openMirror(settings: RepositorySettings, address: RemoteAddress) {
  const { mirrorsDir, binary } = settings;
  const dir = resolve(mirrorsDir, address.dirName);
  await makeMirrorsDirectory(mirrorsDir);
  const version = await requireGit(createReader(settings, { dir: mirrorsDir }), binary);
  const isMissing = !(await isMirror(settings, dir));
  const place = { dir, gitDir: dir };
  const reader = createReader(settings, place);
  const objects = createObjects(settings, place, version);
  const mirror = createMirror({
    read: reader,
    remote: createRemote(settings, place, address.env, FETCH_TIMEOUT_MS),
    clone: createCloner(settings, address, dir),
    log: settings.log,
    now: settings.now ?? Date.now,
    schedule: settings.schedule,
    stop: settings.stop,
    isMissing,
    fetchedAtMs: isMissing ? null : await readFetchTime(dir),
    onFetched: () => {
      void noteFetch(dir);
      repository.forgetNames();
    },
    onReplaced: () => {
      objects.restart();
      repository.forgetNames();
    },
  });
  const repository: Repository = createRepository(address.name, watch(reader, mirror), {
    objects: { info: watch(objects.info, mirror), contents: watch(objects.contents, mirror) },
    mailmap: settings.mailmap,
    memory: settings.blameMemory,
    maxAtOnce: settings.maxProcesses,
    refresh: mirror.fetchSoon,
    findIgnoreRevs: (found) =>
      createIgnoreRevs({
        ...found,
        dir: mirrorsDir,
        operatorFile: settings.ignoreRevsFile ?? null,
        paths: [IGNORE_REVS_PATH],
      }),
  });
  const readLines = watch((commit: string, path: string) => repository.readLines(commit, path), mirror);
  if (isMissing) await cloneFirst(settings, address, mirror);
  // Whoever is patient has begun to clone what is missing, and others need not wait for it.
  const isWanted = () => !settings.patient || !mirror.state().isMissing;
  const fetch = async () => (isWanted() ? mirror.fetch() : undefined);
  const staleSinceMs = () => findStaleness(mirror.state().fetchedAtMs, settings);
  return { repository: { ...repository, readLines, staleSinceMs }, fetch, state: mirror.state };
}

async function makeMirrorsDirectory(dir: string): Promise<void> {
  await prepareMirrors(dir).catch((error: unknown) => {
    throw new StartFailure(
      `The mirrors cannot be kept in ${dir}: ${readReason(error)}. Change \`data_dir_path\`.`,
    );
  });
}

/** A mirror is bare: git's data is in the directory itself, not in a checkout that happens to be around it. */
async function isMirror(settings: RepositorySettings, dir: string): Promise<boolean> {
  const found = await stat(dir).catch(() => null);
  if (found === null) return false;
  try {
    const run = createReader(settings, { dir });
    const { gitDir } = await locateGit(run, settings.binary, (reason) => reason);
    if (gitDir === '.') return true;
    settings.log.warn({ dir }, 'the mirror is not a git repository and is cloned anew');
  } catch (error) {
    settings.log.warn({ dir, reason: readReason(error) }, 'the mirror cannot be used and is cloned anew');
  }
  return false;
}

async function cloneFirst(settings: RepositorySettings, address: RemoteAddress, mirror: Mirror) {
  const { log, schedule = scheduleQuietly, stop, onCloned = () => undefined } = settings;
  const url = hideCredentials(address.url);
  log.info({ url }, 'cloning the repository');
  if (settings.patient) return clonePatiently({ clone: mirror.fetch, url, log, schedule, stop, onCloned });
  return mirror.fetch().catch((error: unknown) => {
    throw new StartFailure(`Cannot clone ${url}: ${readReason(error)}. Check \`repo_url\` and its access.`);
  });
}

function createCloner(settings: RepositorySettings, { url, env }: RemoteAddress, dir: string) {
  const run = createRemote(settings, { dir: settings.mirrorsDir }, env, CLONE_TIMEOUT_MS);
  return (onProgress: (progress: CloneProgress) => void) => cloneMirror({ run, url, dir, onProgress });
}

/** Lets the mirror hear of every read that fails; of one that was never cloned, all do. */
function watch<A extends readonly unknown[], T>(read: (...args: A) => Promise<T>, mirror: Mirror) {
  return async (...args: A): Promise<T> => {
    if (mirror.state().isMissing) throw new GitFailure('the repository is not cloned yet');
    try {
      return await read(...args);
    } catch (error) {
      if (error instanceof GitFailure) mirror.suspect(error);
      throw error;
    }
  };
}
