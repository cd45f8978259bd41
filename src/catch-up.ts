import { readReported } from './aggregate/aggregate.ts';
import type { BlamedException } from './blame/blame-exception.ts';
import type { Verdict, Verdicts } from './blame/remember-verdicts.ts';
import type { ReportedException } from './extract/reported-exception.ts';
import type { Outcomes } from './outcome.ts';
import type { ParsedException } from './parse/parse-exception.ts';
import { isBlamed, settleUnblamed } from './pipeline.ts';
import type { Store, WaitingException } from './store/store.ts';
import type { Log } from './telemetry/log.ts';

export type CatchUpNeeds = {
  readonly store: Pick<Store, 'dueWaiting' | 'postponeWaiting'>;
  readonly parse: (reported: ReportedException) => ParsedException;
  readonly verdicts: Pick<Verdicts, 'of'>;
  /** Whether git answers about other exceptions of the same repository. */
  readonly answersLately: (parsed: ParsedException) => boolean;
  /** The verdict on an exception that git gives no answer about. */
  readonly giveUp: (parsed: ParsedException) => Promise<Verdict>;
  /** Gives waiting exceptions their verdict, null dropping them, and resolves with how many were dropped. */
  readonly settleWaiting: (stackKey: string, blamed: BlamedException | null) => Promise<number>;
  readonly notify: () => void;
  readonly outcomes: Outcomes;
  readonly log: Log;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
};

export type CatchUp = { wake(): void; close(): Promise<void> };

const AT_ONCE = 20;
// One look for several, because what is looked at are whole traces.
const LOOK_WHEN_FREE = 5;
const LOOK_AGAIN_MS = 15_000;
const LONGEST_WAIT_MS = 60 * 60_000;
// With the pauses between them, about a day and about a week.
const TRIES_OF_A_DAY = 33;
const TRIES_OF_A_WEEK = 177;

/**
 * Takes late exceptions on, also those an earlier run left behind, so many at once however long one takes. What git
 * fails on for a day, while it answers others, is given up; so is, after a week, what waits for a git that is down.
 */
export function createCatchUp(needs: CatchUpNeeds): CatchUp {
  const { store, verdicts, log, now } = needs;
  const working = new Map<string, Promise<void>>();
  let closed = false;
  let isAsked = false;
  let looking: Promise<void> | null = null;
  let cancelTimer = needs.schedule(() => wake(), 0);

  function wake(): void {
    if (closed) return;
    isAsked = true;
    looking ??= look();
  }

  async function look(): Promise<void> {
    cancelTimer();
    try {
      while (isAsked) {
        isAsked = false;
        for (const waiting of await findNext()) begin(waiting);
      }
    } catch (error) {
      log.warn({ reason: String(error) }, 'late exceptions must wait longer');
    }
    looking = null;
    if (!closed) cancelTimer = needs.schedule(wake, LOOK_AGAIN_MS);
  }

  async function findNext(): Promise<readonly WaitingException[]> {
    const free = AT_ONCE - working.size;
    if (free < LOOK_WHEN_FREE) return [];
    const due = await store.dueWaiting(now(), 2 * AT_ONCE);
    const others = due.filter(({ stackKey }) => !closed && !working.has(stackKey));
    return [...new Map(others.map((waiting) => [waiting.stackKey, waiting])).values()].slice(0, free);
  }

  function begin(waiting: WaitingException): void {
    const { stackKey } = waiting;
    const work = takeOn(waiting).then(
      () => end(stackKey, wake),
      (error: unknown) =>
        end(stackKey, () => log.warn({ reason: String(error) }, 'late exceptions must wait longer')),
    );
    working.set(stackKey, work);
  }

  function end(stackKey: string, next: () => void): void {
    working.delete(stackKey);
    next();
  }

  async function takeOn(waiting: WaitingException): Promise<void> {
    const { stackKey, attempts } = waiting;
    const parsed = needs.parse(readReported(waiting));
    const verdict = await verdicts.of(parsed).catch(() => giveUpAtLast(waiting, parsed));
    if (verdict === null) return store.postponeWaiting(stackKey, now() + toWait(attempts));
    const n = await needs.settleWaiting(stackKey, isBlamed(verdict) ? verdict : null);
    settleUnblamed(verdict, n, needs.outcomes);
    needs.notify();
  }

  /** Null while it is worth another try. */
  async function giveUpAtLast({ attempts }: WaitingException, parsed: ParsedException) {
    const most = needs.answersLately(parsed) ? TRIES_OF_A_DAY : TRIES_OF_A_WEEK;
    if (closed || attempts + 1 < most) return null;
    log.warn({ tries: attempts + 1 }, 'git gives no answer about an exception, which is blamed on nobody');
    return needs.giveUp(parsed);
  }

  return {
    wake,
    close: async () => {
      closed = true;
      cancelTimer();
      await looking;
      await Promise.all(working.values());
    },
  };
}

function toWait(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, 5_000 * 2 ** Math.min(attempts, 20));
}
