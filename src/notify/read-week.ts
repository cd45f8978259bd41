import { readOccurrence } from '../aggregate/occurrence.ts';
import type { FollowToHead, HeadFate } from '../blame/follow-to-head.ts';
import type { Config } from '../config/options.ts';
import type { ErrorWeek, Store, WeeklyErrors } from '../store/store.ts';
import { shiftWeek, startOfDay } from '../week.ts';

/** What a week was like, beside the one before. */
export type Week = {
  readonly weekMs: number;
  readonly now: WeeklyErrors;
  readonly before: WeeklyErrors;
  /** Errors of the week before that did not occur in this one, of the most frequent. */
  readonly quiet: readonly QuietError[];
  /** Which of the errors shown never occurred in an earlier week that is remembered. */
  readonly fresh: ReadonlySet<string>;
};

export type QuietError = { readonly error: ErrorWeek; readonly since: HeadFate | null };

export type WeekNeeds = {
  readonly store: Pick<Store, 'findErrorWeek' | 'weeklyErrors'>;
  readonly followToHead: FollowToHead;
  readonly config: Pick<Config, 'report_only_after_minimum_date' | 'timezone'>;
};

/** The most errors that are looked at one by one. */
export const MOST_SHOWN = 5;
const MOST_QUIET = 20;

/** Reads what the report shows of a week by default: neither known errors nor code from before the minimum date. */
export async function readWeek({ store, followToHead, config }: WeekNeeds, weekMs: number): Promise<Week> {
  const { timezone } = config;
  const beforeMs = shiftWeek(weekMs, -1, timezone);
  const changedSinceMs = startOfDay(config.report_only_after_minimum_date, timezone);
  const choice = { includeKnown: false, changedSinceMs };
  const [now, before] = await Promise.all([
    store.weeklyErrors(weekMs, { ...choice, limit: MOST_SHOWN }),
    store.weeklyErrors(beforeMs, { ...choice, limit: MOST_QUIET }),
  ]);

  async function isIn(week: number, { errorId }: ErrorWeek): Promise<boolean> {
    return (await store.findErrorWeek({ errorId, weekMs: week }))?.weekMs === week;
  }
  const fell = await filter(before.errors, async (error) => !(await isIn(weekMs, error)));
  const fresh = await filter(
    now.errors,
    async ({ errorId }) => (await store.findErrorWeek({ errorId, weekMs: beforeMs })) === null,
  );
  const quiet = await Promise.all(
    fell.map(async (error) => ({ error, since: await followToHead(readOccurrence(error.occurrence)) })),
  );
  return { weekMs, now, before, quiet, fresh: new Set(fresh.map(({ errorId }) => errorId)) };
}

async function filter<T>(
  items: readonly T[],
  isWanted: (item: T) => Promise<boolean>,
): Promise<readonly T[]> {
  const wanted = await Promise.all(items.map(isWanted));
  return items.filter((_, i) => wanted[i] === true);
}
