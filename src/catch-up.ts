import { readReported } from './aggregate/aggregate.ts';
import type { BlamedException } from './blame/blame-exception.ts';
import type { Verdicts } from './blame/remember-verdicts.ts';
import type { ReportedException } from './extract/reported-exception.ts';
import type { Outcomes } from './outcome.ts';
import type { ParsedException } from './parse/parse-exception.ts';
import { isBlamed, settleUnblamed } from './pipeline.ts';
import type { Store, WaitingException } from './store/store.ts';
import type { Log } from './telemetry/log.ts';

export type CatchUpNeeds = {
  readonly store: Pick<Store, 'dueWaiting' | 'postponeWaiting'>;
  readonly parse: (reported: ReportedException) => ParsedException;
  readonly verdicts: Verdicts;
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
const LOOK_AGAIN_MS = 15_000;
const LONGEST_WAIT_MS = 60 * 60_000;

/** Takes late exceptions on, also those an earlier run left behind, until the store holds none; git may be down for days. */
export function createCatchUp(needs: CatchUpNeeds): CatchUp {
  const { store, verdicts, log, now } = needs;
  let closed = false;
  let running: Promise<void> | null = null;
  let cancelTimer = needs.schedule(() => wake(), 0);

  function wake(): void {
    if (closed || running !== null) return;
    cancelTimer();
    running = run().finally(() => {
      running = null;
      if (!closed) cancelTimer = needs.schedule(wake, LOOK_AGAIN_MS);
    });
  }

  async function run(): Promise<void> {
    try {
      for (;;) {
        const due = await store.dueWaiting(now(), AT_ONCE);
        if (closed || due.length === 0) return;
        await Promise.all(due.map(takeOn));
        needs.notify();
      }
    } catch (error) {
      log.warn({ reason: String(error) }, 'late exceptions must wait longer');
    }
  }

  async function takeOn(waiting: WaitingException): Promise<void> {
    const verdict = await verdicts.of(needs.parse(readReported(waiting))).catch(() => null);
    if (verdict === null) return store.postponeWaiting(waiting.stackKey, now() + toWait(waiting.attempts));
    const n = await needs.settleWaiting(waiting.stackKey, isBlamed(verdict) ? verdict : null);
    settleUnblamed(verdict, n, needs.outcomes);
  }

  return {
    wake,
    close: async () => {
      closed = true;
      cancelTimer();
      await running;
    },
  };
}

function toWait(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, 5_000 * 2 ** Math.min(attempts, 20));
}
