import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readProgress, type CloneProgress } from './clone-progress.ts';
import { WRITE_COMMIT_GRAPH } from './mirror-upkeep.ts';
import type { RunRemote } from './run-remote.ts';

export type CloneNeeds = {
  /** Runs git beside the mirror. */
  readonly run: RunRemote;
  readonly url: string;
  /** The mirror's directory, which ends in `.git`. */
  readonly dir: string;
  readonly onProgress: (progress: CloneProgress) => void;
};

// What is between a mirror's name and the random end of the name it has while it is being cloned or removed.
const UNFINISHED = '.git.tmp-';

/** Makes the directory of mirrors, readable by its owner only, and removes what interrupted clones left there. */
export async function prepareMirrors(mirrorsDir: string): Promise<void> {
  await mkdir(mirrorsDir, { recursive: true });
  await chmod(mirrorsDir, 0o700);
  const leftovers = (await readdir(mirrorsDir)).filter((name) => name.includes(UNFINISHED));
  for (const name of leftovers) await remove(join(mirrorsDir, name));
}

/**
 * Clones into a sibling of `dir` first, so that `dir` is there only once it is complete; what was there before stays until
 * then. Rejects with `GitFailure`.
 */
export async function cloneMirror({ run, url, dir, onProgress }: CloneNeeds): Promise<void> {
  const unfinished = await mkdtemp(dir.replace(/\.git$/, UNFINISHED));
  const tell = (line: string) => {
    const progress = readProgress(line);
    if (progress !== null) onProgress(progress);
  };
  try {
    await run(['clone', '--mirror', '--progress', '--', url, unfinished], { onProgress: tell });
    await writeCommitGraph(run, unfinished);
    await swap(unfinished, dir);
  } catch (error) {
    await remove(unfinished);
    throw error;
  }
}

// Only speed depends on it, and it is tried again after the next fetch.
async function writeCommitGraph(run: RunRemote, dir: string): Promise<void> {
  await run(['--git-dir', dir, ...WRITE_COMMIT_GRAPH], { mayBeQuiet: true }).catch(() => undefined);
}

async function swap(made: string, dir: string): Promise<void> {
  const aside = await mkdtemp(dir.replace(/\.git$/, UNFINISHED));
  await rename(dir, join(aside, 'replaced')).catch(ignoreMissing);
  await rename(made, dir);
  await remove(aside);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

async function remove(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}
