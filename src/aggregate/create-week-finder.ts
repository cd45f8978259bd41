import { shiftWeek, startOfWeek } from '../week.ts';

/** `startOfWeek` for moments of which most lie in the same week: only the first of these asks the calendar. */
export function createWeekFinder(timezone: string): (ms: number) => number {
  let weekMs = Number.POSITIVE_INFINITY;
  let nextMs = Number.NEGATIVE_INFINITY;
  return (ms) => {
    if (ms >= weekMs && ms < nextMs) return weekMs;
    weekMs = startOfWeek(ms, timezone);
    nextMs = shiftWeek(weekMs, 1, timezone);
    return weekMs;
  };
}
