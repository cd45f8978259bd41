import type { Frame, Relation } from './stack.ts';

/** An error with the place where Node left out frames that its cause has too. */
export type PrintedError = {
  readonly relation: Relation;
  readonly parent?: PrintedError;
  readonly frames: Frame[];
  matching?: { readonly at: number; readonly count: number };
};

/** `... 5 lines matching cause stack trace ...` → 5. */
export function countMatchingLines(line: string): number | undefined {
  const match = /^\.\.\. (\d{1,6}) lines matching cause stack trace \.\.\.$/.exec(line.trim());
  return match ? Number(match[1]) : undefined;
}

/**
 * Puts back the frames that `util.inspect` left out. It prints the first and the last line of the run that both stacks
 * share, so the run is found in the cause between these two; a run that is not there stays left out.
 */
export function fillMatchingLines(errors: readonly PrintedError[]): void {
  for (const error of errors.toReversed()) {
    const cause = errors.find((other) => other.parent === error && other.relation === 'cause');
    if (error.matching && cause) fill(error.frames, error.matching, cause.frames);
  }
}

function fill(
  frames: Frame[],
  { at, count }: { readonly at: number; readonly count: number },
  shared: readonly Frame[],
): void {
  const start = shared.findIndex(
    (frame, index) => isSame(frame, frames[at - 1]) && isSame(shared[index + count + 1], frames[at]),
  );
  if (start >= 0) frames.splice(at, 0, ...shared.slice(start + 1, start + 1 + count));
}

function isSame(one: Frame | undefined, other: Frame | undefined): boolean {
  if (!one || !other) return false;
  const keys = ['function', 'file', 'line', 'column', 'async'] as const;
  return keys.every((key) => one[key] === other[key]);
}
