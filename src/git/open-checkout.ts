import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { hideCredentials } from '../hide-credentials.ts';
import { StartFailure } from '../start-failure.ts';
import { findConfiguredIgnores } from './configured-ignores.ts';
import { createIgnoreRevs, IGNORE_REVS_PATH } from './ignore-revs.ts';
import { createObjects, createReader, type RepositorySettings } from './repository-runners.ts';
import { createRepository, type Repository } from './repository.ts';
import { locateGit, requireGit } from './require-git.ts';
import { readReason } from '../read-reason.ts';

/** Opens a checkout or a bare repository of somebody else's, which is only read. Rejects with `StartFailure`. */
export async function openCheckout(settings: RepositorySettings, dir: string): Promise<Repository> {
  await requireDirectory(dir);
  const version = await requireGit(createReader(settings, { dir }), settings.binary);
  const { top, gitDir } = await findTop(settings, dir);
  const place = { dir: gitDir, gitDir };
  const ignores = await findIgnores(settings, gitDir);
  return createRepository(basename(top), createReader(settings, place), {
    objects: createObjects(settings, place, version),
    mailmap: settings.mailmap,
    memory: settings.blameMemory,
    maxAtOnce: settings.maxProcesses,
    findIgnoreRevs: (found) =>
      createIgnoreRevs({
        ...found,
        dir: settings.mirrorsDir,
        operatorFile: settings.ignoreRevsFile ?? null,
        paths: [IGNORE_REVS_PATH, ...ignores],
      }),
  });
}

async function requireDirectory(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found?.isDirectory()) return;
  throw new StartFailure(
    `The repository ${hideCredentials(dir)} does not exist: set \`repo_dir\` to a git checkout or a bare repository.`,
  );
}

async function findTop(settings: RepositorySettings, dir: string) {
  const found = await locateGit(createReader(settings, { dir }), settings.binary, (reason) =>
    /not a git repository/.test(reason)
      ? `${dir} is not a git repository: set \`repo_dir\` to a git checkout or a bare repository.`
      : `The repository ${dir} cannot be read: ${reason}`,
  );
  const from = await realpath(dir);
  const top = found.wayUp === '' ? dir : resolve(from, found.wayUp);
  return { top, gitDir: resolve(from, found.gitDir) };
}

function findIgnores(settings: RepositorySettings, gitDir: string) {
  const run = createReader(settings, { dir: gitDir, gitDir });
  return findConfiguredIgnores(run).catch((error: unknown) => {
    const reason = readReason(error);
    throw new StartFailure(`The repository ${gitDir} cannot be read: ${reason}`);
  });
}
