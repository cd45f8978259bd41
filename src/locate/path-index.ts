/** Finds the repository file that a path from a stack trace means. */
export type PathIndex = {
  /** The one path with the longest common suffix, in whole segments; null when there is none or it is not unique. */
  find(tracePath: string): string | null;
};

/**
 * Indexes the paths of one tree by their last segment. A path that lies whole at the end of the trace's path wins
 * over one of equally many common segments that doesn't.
 */
export function createPathIndex(paths: readonly string[]): PathIndex {
  const byBasename = Map.groupBy(paths, (path) => path.slice(path.lastIndexOf('/') + 1));
  return {
    find(tracePath) {
      const segments = toSegments(tracePath);
      const candidates = byBasename.get(segments.at(-1) ?? '') ?? [];
      return pickLongest(candidates.map((path) => measure(path, segments)));
    },
  };
}

type Match = { readonly path: string; readonly common: number; readonly whole: boolean };

function measure(path: string, traceSegments: readonly string[]): Match {
  const own = path.split('/');
  let common = 0;
  while (
    common < own.length &&
    common < traceSegments.length &&
    own.at(-1 - common) === traceSegments.at(-1 - common)
  )
    common++;
  return { path, common, whole: common === own.length };
}

function pickLongest(matches: readonly Match[]): string | null {
  const longest = Math.max(0, ...matches.map((match) => match.common));
  const best = matches.filter((match) => match.common === longest);
  const whole = best.filter((match) => match.whole);
  const [only, ...others] = whole.length > 0 ? whole : best;
  return only !== undefined && others.length === 0 ? only.path : null;
}

function toSegments(tracePath: string): readonly string[] {
  return tracePath.split(/[/\\]+/).filter((segment) => segment !== '' && segment !== '.');
}
