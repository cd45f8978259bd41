import { setImmediate as nextTurn } from 'node:timers/promises';

/** A clock that only moves when told to; timers go off as it passes them. */
export function createManualClock(startMs: number) {
  let nowMs = startMs;
  let timers: { readonly atMs: number; readonly run: () => void }[] = [];
  return {
    now: () => nowMs,
    schedule: (run: () => void, ms: number): (() => void) => {
      const timer = { atMs: nowMs + ms, run };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    /** Resolves once somebody has set a timer. */
    async waitForTimer(): Promise<void> {
      while (timers.length === 0) await nextTurn();
    },
    advance(ms: number): void {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs);
      timers = timers.filter(({ atMs }) => atMs > nowMs);
      for (const { run } of due) run();
    },
  };
}
