import { LRUCache } from 'lru-cache';
import { blameLines, blameWholeFile, type Blamed, type LineBlames, type LinesNeeds } from './blame-lines.ts';
import type { ObjectSource } from './object-source.ts';
import { rememberBySize } from './remember-by-size.ts';
import { GitFailure } from './run-git.ts';

export type OftenNeeds = LinesNeeds & { readonly objects: Pick<ObjectSource, 'info'> };

/** `key` stands for what is blamed and how. */
export type BlameOften = (key: string, blamed: Blamed, lines: readonly number[]) => Promise<LineBlames>;

// A blame of all lines of a file of some hundred takes about as long as of three of them.
const SINGLE_BLAMES = 3;
const MAX_FILE_BYTES = 64 * 1024;
const MAX_KEPT_LINES = 60_000;

/**
 * Blames lines of a file as they are asked for, and all of them at once when that goes on: what breaks in many places is
 * blamed in a few. Rejects with `GitFailure`.
 */
export function createOftenBlamer(needs: OftenNeeds): BlameOften {
  const counts = new LRUCache<string, number>({ max: 2_000 });
  const files = rememberBySize<LineBlames>(MAX_KEPT_LINES, ({ size }) => size);

  async function isWorthAll(key: string, { commit, path, findMoves }: Blamed): Promise<boolean> {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (findMoves || count <= SINGLE_BLAMES) return false;
    if (files.has(key)) return true;
    const info = await needs.objects.info(`${commit}:${path}`);
    return info !== null && info.size <= MAX_FILE_BYTES;
  }

  return async (key, blamed, lines) => {
    if (!(await isWorthAll(key, blamed))) return blameLines(needs, blamed, lines);
    try {
      return await files.get(key, () => blameWholeFile(needs, blamed));
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      // It may have taken too long; then it is not tried again soon.
      counts.set(key, -Infinity);
      return blameLines(needs, blamed, lines);
    }
  };
}
