/** How far a clone is in one of its phases, such as `Receiving objects`. */
export type CloneProgress = { readonly phase: string; readonly percent: number };

const STEP_PERCENT = 10;
const STEP_MS = 5_000;

/** Reads a line that git prints with `--progress`; null when it says nothing of the kind. */
export function readProgress(line: string): CloneProgress | null {
  const [, phase, percent] = /^(?:remote: )?([A-Z][a-z]+(?: [a-z]+)?): +(\d{1,3})%/.exec(line) ?? [];
  return phase === undefined ? null : { phase, percent: Number(percent) };
}

/** Tells whether progress is worth saying: a new phase, ten percent more, or five seconds since the last. */
export function createProgressFilter(now: () => number): (progress: CloneProgress) => boolean {
  let last: (CloneProgress & { readonly atMs: number }) | null = null;
  return (progress) => {
    const isStep =
      last === null ||
      progress.phase !== last.phase ||
      progress.percent - last.percent >= STEP_PERCENT ||
      now() - last.atMs >= STEP_MS;
    if (isStep) last = { ...progress, atMs: now() };
    return isStep;
  };
}
