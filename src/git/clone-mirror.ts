import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunGit } from './run-git.ts';

// What is between a mirror's name and the random end of the name it has while it is being cloned.
const UNFINISHED = '.git.tmp-';

/** Makes the directory of mirrors, readable by its owner only, and removes what interrupted clones left there. */
export async function prepareMirrors(mirrorsDir: string): Promise<void> {
  await mkdir(mirrorsDir, { recursive: true });
  await chmod(mirrorsDir, 0o700);
  const leftovers = (await readdir(mirrorsDir)).filter((name) => name.includes(UNFINISHED));
  for (const name of leftovers) await remove(join(mirrorsDir, name));
}

/** Clones into a sibling of `dir` first, so that `dir` is there only once it is complete; it must end in `.git`. */
export async function cloneMirror(run: RunGit, url: string, dir: string): Promise<void> {
  const unfinished = await mkdtemp(dir.replace(/\.git$/, UNFINISHED));
  try {
    await run(['clone', '--mirror', '--quiet', '--', url, unfinished]);
    await rename(unfinished, dir);
  } catch (error) {
    await remove(unfinished);
    throw error;
  }
}

async function remove(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}
