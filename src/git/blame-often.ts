import { LRUCache } from 'lru-cache';
import { blameLines, type Blamed, type LineBlames, type LinesNeeds } from './blame-lines.ts';
import type { LineBlame } from './blame-porcelain.ts';
import { countLines } from './count-lines.ts';
import { rememberBySize } from './remember-by-size.ts';
import { GitFailure } from './git-failure.ts';

/** `key` tells all of it. */
export type BlamedFile = Blamed & { readonly key: string };

export type BlameOften = (file: BlamedFile, lines: readonly number[]) => Promise<LineBlames>;

// A blame of every other line of a file of some hundred takes about as long as of two of them.
const SINGLE_BLAMES = 3;
const MAX_FILE_BYTES = 64 * 1024;
const MAX_FILE_LINES = 4_000;
const MAX_KEPT_LINES = 60_000;

/**
 * Blames lines of a file as they are asked for, and every other of them at once when that goes on: what breaks in many
 * places is blamed in a few. What is said of a line is the same either way. Rejects with `GitFailure`.
 */
export function createOftenBlamer(needs: LinesNeeds): BlameOften {
  const counts = new LRUCache<string, number>({ max: 2_000 });
  const halves = rememberBySize<LineBlames>(MAX_KEPT_LINES, ({ size }) => size);

  function isOften({ key, findMoves }: BlamedFile): boolean {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return !findMoves && count > SINGLE_BLAMES;
  }

  function getHalf(file: BlamedFile, first: 1 | 2): Promise<LineBlames> {
    return halves.get(`${first} ${file.key}`, async () =>
      blameLines(needs, file, listHalf(first, await countFewLines(needs, file))),
    );
  }

  return async (file, lines) => {
    if (!isOften(file)) return blameLines(needs, file, lines);
    try {
      return await collectHalves(lines, (first) => getHalf(file, first));
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      // It may have taken too long; then it is not tried again soon.
      counts.set(file.key, -Infinity);
      return blameLines(needs, file, lines);
    }
  };
}

async function collectHalves(lines: readonly number[], getHalf: (first: 1 | 2) => Promise<LineBlames>) {
  const found: [number, LineBlame][] = [];
  for (const line of lines) {
    const blame = (await getHalf(line % 2 === 1 ? 1 : 2)).get(line);
    if (blame !== undefined) found.push([line, blame]);
  }
  return new Map(found);
}

function listHalf(first: number, lines: number): readonly number[] {
  return Array.from({ length: Math.ceil((lines - first + 1) / 2) }, (_, i) => first + 2 * i);
}

async function countFewLines({ objects }: LinesNeeds, file: Blamed): Promise<number> {
  const lines = (await countLines(objects, file, MAX_FILE_BYTES)) ?? Infinity;
  if (lines > MAX_FILE_LINES) throw new GitFailure('the file is too large to be blamed at once');
  return lines;
}
