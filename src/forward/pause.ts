/** Runs `fn` once after `ms` milliseconds; gives back what calls it off. */
export type Schedule = (fn: () => void, ms: number) => () => void;

/** The time during which the upstream is left alone after a failure. */
export type Pause = {
  active(): boolean;
  /** Starts a pause of at least `atLeastMs`, longer after each one in a row; one that is active only becomes longer. */
  begin(atLeastMs: number): void;
  /** The upstream answers again: the next pause is a short one. */
  reset(): void;
  cancel(): void;
};

/** `random` gives 0 up to 1; `over` is called at the end of each pause. */
export function createPause(needs: {
  readonly now: () => number;
  readonly random: () => number;
  readonly schedule: Schedule;
  readonly over: () => void;
}): Pause {
  let inARow = 0;
  let endsAtMs = 0;
  let callOff: (() => void) | null = null;

  function start(ms: number): void {
    callOff?.();
    endsAtMs = needs.now() + ms;
    callOff = needs.schedule(() => {
      callOff = null;
      needs.over();
    }, ms);
  }

  return {
    active: () => callOff !== null,
    begin(atLeastMs) {
      if (callOff === null) {
        start(Math.max(atLeastMs, toBackoffMs(inARow, needs.random())));
        inARow += 1;
      } else if (needs.now() + atLeastMs > endsAtMs) start(atLeastMs);
    },
    reset() {
      inARow = 0;
    },
    cancel() {
      callOff?.();
      callOff = null;
    },
  };
}

const FIRST_MS = 1000;
const GROWTH = 1.5;
const LONGEST_MS = 30_000;
const JITTER = 0.2;

/** Milliseconds to wait after `failures` earlier failures, give or take a fifth so that senders do not come back all at once. */
export function toBackoffMs(failures: number, random: number): number {
  const ms = Math.min(FIRST_MS * GROWTH ** failures, LONGEST_MS);
  return Math.round(ms * (1 - JITTER + 2 * JITTER * random));
}
