import { createRandom } from '../fuzz/random.ts';
import { FILES, LEAST_LINES, pathOf } from './blame-history.ts';

export type Line = { readonly path: string; readonly line: number };

// It has no divisor in common with the number of files.
const STEP = 97;

/** Lines by chance, each of another file as long as there are some. */
export function pickLines(count: number): readonly Line[] {
  const random = createRandom(count);
  return Array.from({ length: count }, (_, i) => ({
    path: pathOf((i * STEP) % FILES),
    line: 1 + random.below(LEAST_LINES - 1),
  }));
}

/** Lines that are all distinct, spread over all files. */
export function pickDistinctLines(count: number): readonly Line[] {
  return Array.from({ length: count }, (_, i) => ({
    path: pathOf((i * STEP) % FILES),
    line: 1 + Math.floor(i / FILES),
  }));
}
