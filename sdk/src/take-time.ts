import { shareState } from './share-state.ts';

/**
 * The time of a record, in milliseconds since 1970, later than that of any other record of this process: records that
 * stand for several errors, or have no trace, are told apart by their time alone. A burst runs at most a second ahead.
 */
export function takeTime(nowMs: number = Date.now()): number {
  const next = Math.max(nowMs, last.timeMs + 1);
  last.timeMs = next - nowMs > MAX_AHEAD_MS ? nowMs : next;
  return last.timeMs;
}

const MAX_AHEAD_MS = 1000;

const last = shareState('record time 1', () => ({ timeMs: 0 }));
