/** A problem as it was last seen, and since when there is one like it. */
export type StandingProblem = { readonly problem: string; readonly sinceMs: number };

/**
 * Remembers which problems there are since when. The place of a mistake in its file does not make it another one, so
 * that it is told once although lines above it come and go.
 */
export function createStandingProblems(now: () => number) {
  let standing: ReadonlyMap<string, StandingProblem> = new Map();
  const told = new Set<string>();

  return {
    list: (): readonly StandingProblem[] => [...standing.values()],
    /** Takes what is wrong by now; gives the problems that nobody was told of since all was well, and whether it is again. */
    replace(problems: readonly string[]): { readonly untold: readonly string[]; readonly mended: boolean } {
      const wasWrong = standing.size > 0;
      const sinceMs = (key: string) => standing.get(key)?.sinceMs ?? now();
      standing = new Map(
        nameProblems(problems).map(([key, problem]) => [key, { problem, sinceMs: sinceMs(key) }]),
      );
      if (standing.size === 0) told.clear();
      const untold = [...standing].filter(([key]) => !told.has(key));
      for (const [key] of untold) told.add(key);
      return { untold: untold.map(([, { problem }]) => problem), mended: wasWrong && standing.size === 0 };
    },
  };
}

/** The same mistake may have been made several times in a file. */
function nameProblems(problems: readonly string[]): readonly (readonly [key: string, problem: string])[] {
  const seen = new Map<string, number>();
  return problems.map((problem) => {
    const name = problem.replace(/:\d+:\d+: /, ': ');
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [`${times} ${name}`, problem];
  });
}
