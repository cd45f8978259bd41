import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findStaleness, readFetchTime } from '../git/fetch-time.ts';
import { openRepository, type RepositorySettings } from '../git/open-repository.ts';
import { readRemoteAddress } from '../git/remote-address.ts';
import type { Repository } from '../git/repository.ts';
import { StartFailure } from '../start-failure.ts';

/**
 * Opens the repository of a service that may be running, for as long as `use` takes. A mirror that is there is neither
 * fetched nor mended; one that is not is cloned. What git needs written goes to a temporary directory. Rejects with
 * `StartFailure`.
 */
export async function readRepository<T>(
  settings: Omit<RepositorySettings, 'stop'>,
  use: (repository: Repository) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const scratch = await mkdtemp(join(tmpdir(), 'flawless-blame-'));
  try {
    return await use(await open({ ...settings, stop: stop.signal }, scratch));
  } finally {
    stop.abort();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function open(settings: RepositorySettings, scratch: string): Promise<Repository> {
  const { dir, url, mirrorsDir } = settings;
  if (dir !== null || url === null)
    return (await openRepository({ ...settings, mirrorsDir: scratch })).repository;
  const { name, dirName } = readRemoteAddress(url);
  const mirror = join(mirrorsDir, dirName);
  if (!(await isMirror(mirror))) {
    await refuseWhileCloning(mirrorsDir, dirName);
    return (await openRepository(settings)).repository;
  }
  const opened = await openRepository({ ...settings, dir: mirror, url: null, mirrorsDir: scratch });
  const fetchedAtMs = await readFetchTime(mirror);
  return { ...opened.repository, name, staleSinceMs: () => findStaleness(fetchedAtMs, settings) };
}

/** Without these git would look for a repository further up. */
async function isMirror(dir: string): Promise<boolean> {
  const parts = ['HEAD', 'objects', 'refs'].map((part) => stat(join(dir, part)).then(Boolean, () => false));
  return (await Promise.all(parts)).every(Boolean);
}

/** A clone begins by removing what looks like the rest of an interrupted one. */
async function refuseWhileCloning(mirrorsDir: string, dirName: string): Promise<void> {
  const unfinished = `${basename(dirName, '.git')}.git.tmp-`;
  const names = await readdir(mirrorsDir).catch(() => []);
  const found = names.find((name) => name.startsWith(unfinished));
  if (found === undefined) return;
  throw new StartFailure(
    `The repository is being cloned, or a clone was interrupted: try again when it is done, or remove ${join(mirrorsDir, found)}.`,
  );
}
