import type { Config } from './config/options.ts';
import type { Store } from './store/store.ts';
import type { Log } from './telemetry/log.ts';
import { shiftWeek, startOfWeek } from './week.ts';
import { readReason } from './read-reason.ts';

export type HousekeepingNeeds = {
  readonly store: Pick<Store, 'forgetBlames' | 'forgetSeen' | 'forgetWeeks'>;
  /** Forgets what was uploaded and is no longer of use. */
  readonly forgetUploads: () => Promise<void>;
  /** Forgets mails in files that were written before, and the oldest of too many. */
  readonly forgetMails: (beforeMs: number) => Promise<unknown>;
  /** Brings the repository up to date. */
  readonly fetch: () => Promise<void>;
  readonly config: Pick<Config, 'repo_update_interval_s' | 'retention_weeks' | 'timezone'>;
  readonly log: Log;
  readonly now: () => number;
  readonly schedule: (run: () => void, ms: number) => () => void;
};

export type Housekeeping = {
  /** Why the last fetch failed, and since when fetching fails; null when all is well. */
  fetchFailure(): { readonly reason: string; readonly sinceMs: number } | null;
  close(): Promise<void>;
};

/** How long copies of one occurrence are recognised. */
const DUPLICATES_WINDOW_MS = 15 * 60_000;
// About 100 MB.
const MOST_BLAMES = 200_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What has to be done now and then: fetching the repository, and forgetting what is older than it must be kept. */
export function startHousekeeping(needs: HousekeepingNeeds): Housekeeping {
  const { log, now, config } = needs;
  let failure: ReturnType<Housekeeping['fetchFailure']> = null;

  async function fetch(): Promise<void> {
    try {
      await needs.fetch();
      failure = null;
    } catch (error) {
      const reason = readReason(error);
      failure = { reason, sinceMs: failure?.sinceMs ?? now() };
      log.warn({ reason }, 'the repository could not be fetched: blaming goes on with what is here');
    }
  }

  function findOldest(): number {
    const thisWeek = startOfWeek(now(), config.timezone);
    return shiftWeek(thisWeek, -config.retention_weeks, config.timezone);
  }

  const jobs = [
    repeat(fetch, config.repo_update_interval_s * 1000, needs, 0),
    repeat(() => needs.store.forgetSeen(now() - DUPLICATES_WINDOW_MS), MINUTE_MS, needs),
    repeat(() => needs.store.forgetWeeks(findOldest()), DAY_MS, needs, MINUTE_MS),
    repeat(() => needs.forgetMails(findOldest()), HOUR_MS, needs, MINUTE_MS),
    repeat(() => needs.store.forgetBlames(MOST_BLAMES), DAY_MS, needs, MINUTE_MS),
    repeat(needs.forgetUploads, DAY_MS, needs, MINUTE_MS),
  ];
  return {
    fetchFailure: () => failure,
    close: async () => void (await Promise.all(jobs.map((job) => job.close()))),
  };
}

/** Runs a job again and again, a pause between the end of one run and the start of the next. */
function repeat(
  job: () => Promise<unknown>,
  pauseMs: number,
  { schedule, log }: HousekeepingNeeds,
  firstMs = pauseMs,
) {
  let closed = false;
  let running = Promise.resolve();
  const plan = (ms: number) => schedule(() => void (running = run()), ms);
  async function run(): Promise<void> {
    await job().catch((error: unknown) => log.warn({ reason: String(error) }, 'housekeeping failed'));
    if (!closed) cancel = plan(pauseMs);
  }
  let cancel = plan(firstMs);
  return {
    close(): Promise<void> {
      closed = true;
      cancel();
      return running;
    },
  };
}
