import type { Config } from '../config/options.ts';
import type { Outcomes } from '../outcome.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { findWeekToTell } from '../week.ts';

export type WeeklyPostNeeds = {
  readonly store: Pick<Store, 'addWeekLetter'>;
  readonly config: Pick<Config, 'timezone' | 'weekly_report_recipients'>;
  readonly outcomes: Outcomes;
  /** There may be a letter to send. */
  readonly notify: () => void;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
};

const LOOK_EVERY_MS = 60_000;

/**
 * Queues a letter about each week that has ended, on Sunday at 8 or as soon afterwards as Flawless runs, for two days;
 * the store sees to it that there is one for each week. Without recipients nothing is done.
 */
export function startWeeklyPost(needs: WeeklyPostNeeds) {
  const { store, outcomes, now, schedule, log } = needs;
  const { timezone, weekly_report_recipients: recipients } = needs.config;
  let queuedMs: number | null = null;
  let closed = recipients.length === 0;
  let last = Promise.resolve();
  let cancel = closed ? () => undefined : schedule(look, 0);

  function look(): void {
    last = queueLetter().then(lookAgain);
  }

  function lookAgain(): void {
    if (!closed) cancel = schedule(look, LOOK_EVERY_MS);
  }

  async function queueLetter(): Promise<void> {
    const weekMs = findWeekToTell(now(), timezone);
    if (weekMs === null || weekMs === queuedMs) return;
    try {
      const queued = await store.addWeekLetter(weekMs, recipients, now());
      queuedMs = weekMs;
      outcomes.settle('mails_queued', queued, 'week');
      if (queued > 0) needs.notify();
    } catch (error) {
      log.warn({ reason: String(error) }, 'the weekly report must wait');
    }
  }

  return {
    close(): Promise<void> {
      closed = true;
      cancel();
      return last;
    },
  };
}
