import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const MARK = '.damaged';
const ASIDE = '.corrupt-';

/** Leaves a note for the next start that the file has to be checked; where even that cannot be written there is none. */
export function markDamaged(path: string): void {
  try {
    writeFileSync(path + MARK, '');
  } catch {
    // Whoever asked is told of the damage itself.
  }
}

export function isMarked(path: string): boolean {
  return existsSync(path + MARK);
}

export function unmark(path: string): void {
  rmSync(path + MARK, { force: true });
}

/** Renames a damaged file with all that belongs to it, and gives the new name. */
export function setAside(path: string, nowMs: number): string {
  const aside = `${path}${ASIDE}${nowMs}`;
  for (const suffix of ['', '-wal', '-shm']) renameIfPresent(path + suffix, aside + suffix);
  unmark(path);
  return aside;
}

/** The files that have been set aside and are still there. */
export function listSetAside(path: string): readonly string[] {
  const beginning = basename(path) + ASIDE;
  return readdirSync(dirname(path)).filter(
    (name) => name.startsWith(beginning) && !/-(?:wal|shm)$/.test(name),
  );
}

function renameIfPresent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
