import { LRUCache } from 'lru-cache';
import type { Store, WeekTotal } from '../store/store.ts';
import { shiftWeek, startOfWeek } from '../week.ts';

export type WeekTotalsNeeds = {
  readonly store: Pick<Store, 'weekTotals'>;
  readonly config: { readonly timezone: string };
  readonly now: () => number;
};

const WEEKS = 12;
// Late blames may still count into a week that is over.
const REMEMBERED_MS = 10 * 60_000;

/** Twelve weeks, the asked one last, those without errors too. Weeks that are over are remembered: adding up takes time. */
export function createWeekTotals({ store, config: { timezone }, now }: WeekTotalsNeeds) {
  const past = new LRUCache<number, WeekTotal>({ max: 200, ttl: REMEMBERED_MS, perf: { now } });

  return async (lastWeekMs: number): Promise<readonly WeekTotal[]> => {
    const weeks = Array.from({ length: WEEKS }, (_, i) => shiftWeek(lastWeekMs, i + 1 - WEEKS, timezone));
    const known = new Map(weeks.flatMap((weekMs) => toEntry(past.get(weekMs))));
    const missing = weeks.filter((weekMs) => !known.has(weekMs));
    for (const total of await readMissing(missing)) known.set(total.weekMs, total);
    return weeks.map((weekMs) => known.get(weekMs) ?? { weekMs, errorCount: 0, occurrences: 0 });
  };

  async function readMissing(weeks: readonly number[]): Promise<readonly WeekTotal[]> {
    const [first, last] = [weeks[0], weeks.at(-1)];
    if (first === undefined || last === undefined) return [];
    const found = new Map((await store.weekTotals(first, last)).map((total) => [total.weekMs, total]));
    const totals = weeks.map((weekMs) => found.get(weekMs) ?? { weekMs, errorCount: 0, occurrences: 0 });
    const thisWeekMs = startOfWeek(now(), timezone);
    for (const total of totals) if (total.weekMs < thisWeekMs) past.set(total.weekMs, total);
    return totals;
  }
}

function toEntry(total: WeekTotal | undefined): readonly (readonly [number, WeekTotal])[] {
  return total === undefined ? [] : [[total.weekMs, total]];
}
