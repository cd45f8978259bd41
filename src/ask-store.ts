import { readReason } from './read-reason.ts';
import type { Store, StoreStats } from './store/store.ts';
import type { Health } from './web/health.ts';

/** What the store says of itself, or why it cannot be asked. */
export type StoreState = { readonly stats: StoreStats | null; readonly failure: string | null };

/** A store that cannot be asked is what the page is there to tell. Mails count as given up lately since `failedSinceMs`. */
export async function askStore(store: Pick<Store, 'stats'>, failedSinceMs: number): Promise<StoreState> {
  try {
    return { stats: await store.stats(failedSinceMs), failure: null };
  } catch (error) {
    return { stats: null, failure: readReason(error) };
  }
}

/** What is wrong with counting, a sentence each. */
export function describeStore({ stats, failure }: StoreState, nowMs: number): readonly string[] {
  return [
    ...describeUnreadable(failure),
    ...(stats === null ? [] : [...describeWaiting(stats, nowMs), ...describeMemory(stats, nowMs)]),
  ];
}

/** What `/check_health` tells of the store beside its problems. */
export function tellStore(stats: StoreStats | null): Health['facts'] {
  if (stats === null) return {};
  const { seenSinceMs, lastLetterFailure } = stats;
  return {
    'exceptions waiting for blame': stats.waitingExceptions,
    'occurrences remembered, to count copies once': `${stats.seenKeys} of at most ${stats.seenLimit}`,
    'remembered since': seenSinceMs === null ? 'nothing yet' : new Date(seenSinceMs).toISOString(),
    'forgotten early, for lack of room': stats.seenForgottenEarly,
    'mails waiting': stats.lettersQueued,
    'mails given up': stats.lettersFailed,
    ...(lastLetterFailure !== null && { 'last failure of a mail': lastLetterFailure }),
  };
}

function describeUnreadable(failure: string | null): readonly string[] {
  if (failure === null) return [];
  return [`Store: it cannot be read, so that nothing is counted and no mail is sent: ${failure}`];
}

// Blame that takes longer than this was tried several times.
const LATE_BLAME_MS = 5 * 60_000;

function describeWaiting(
  { waitingExceptions, waitingSinceMs, waitingIsFull }: StoreStats,
  nowMs: number,
): readonly string[] {
  if (waitingIsFull)
    return [
      `Blame: ${waitingExceptions} exceptions wait for it, and there is room for no new ones, which are counted as unblamed. See whether git answers.`,
    ];
  if (waitingSinceMs === null || nowMs - waitingSinceMs < LATE_BLAME_MS) return [];
  const since = new Date(waitingSinceMs).toISOString();
  return [
    `Blame: ${waitingExceptions} exceptions wait for it, the oldest since ${since}. See whether git answers.`,
  ];
}

// Within it copies of an occurrence are recognised.
const WINDOW_MS = 15 * 60_000;

function describeMemory({ seenLostMs }: StoreStats, nowMs: number): readonly string[] {
  if (seenLostMs === null || nowMs - seenLostMs >= WINDOW_MS) return [];
  const minutes = Math.max(0, Math.floor((nowMs - seenLostMs) / 60_000));
  return [
    `Counting: so many exceptions arrive that copies of one are recognised for ${minutes} minutes instead of 15; later ones count again. Whole requests that are sent again at once are still recognised.`,
  ];
}
