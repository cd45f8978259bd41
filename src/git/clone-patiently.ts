import { readReason } from '../read-reason.ts';
import type { Log } from '../telemetry/log.ts';
import { waitAWhile, type WaitNeeds } from './wait-a-while.ts';

export type PatientNeeds = WaitNeeds & {
  /** Makes the first clone. */
  readonly clone: () => Promise<void>;
  readonly url: string;
  readonly log: Log;
  readonly onCloned: () => void;
};

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
// Most clones are done by then, and whoever sends does not wait for the others.
const START_WITHIN_MS = 10_000;

/**
 * Clones, trying again after ever longer pauses; resolves once there is a clone, or soon, when it takes long or the origin
 * cannot be reached: the service starts without it. Never rejects.
 */
export async function clonePatiently(needs: PatientNeeds): Promise<void> {
  const { promise: isTried, resolve } = Promise.withResolvers<void>();
  const going = new AbortController();
  void keepTrying(needs, resolve);
  const { schedule, stop } = needs;
  const timeIsUp = waitAWhile(START_WITHIN_MS, { schedule, stop: AbortSignal.any([stop, going.signal]) });
  await Promise.race([isTried, timeIsUp]);
  going.abort();
}

async function keepTrying(needs: PatientNeeds, onTried: () => void): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const isCloned = await tryOnce(needs, pauseMs);
    onTried();
    if (isCloned || !(await waitAWhile(pauseMs, needs))) return;
  }
}

async function tryOnce({ clone, url, log, onCloned }: PatientNeeds, pauseMs: number): Promise<boolean> {
  try {
    await clone();
    log.info({ url }, 'the repository was cloned');
    onCloned();
    return true;
  } catch (error) {
    const told = { url, reason: readReason(error), triedAgainInSeconds: pauseMs / 1000 };
    log.error(
      told,
      'the repository cannot be cloned: exceptions wait for their blame. Check `repo_url` and its access',
    );
    return false;
  }
}
