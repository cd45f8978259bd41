import type { KnownError } from '../config/rules.ts';
import type { Tally } from '../store/store.ts';

/** What deciding needs to know of the error besides its counts. */
export type Case = {
  readonly known: KnownError | null;
  /** When the blamed line was last changed; null when nobody could be blamed. */
  readonly codeChangedAtMs: number | null;
  /** `flawless.error_threshold` of the client, if it sent one. */
  readonly clientThreshold: number | null;
  readonly nowMs: number;
};

export type Policy = { readonly threshold: number; readonly minimumDateMs: number };

/** Whether a mail is due, and why not if it isn't. */
export type Due = { readonly due: true } | { readonly due: false; readonly reason: SilentReason };

export type SilentReason =
  | 'already mailed this week'
  | 'below the threshold'
  | 'code older than the minimum date'
  | 'known error without thresholds'
  | 'above max_alert_threshold'
  | 'no multiple of alert_every_n_occurrences reached'
  | 'mailed less than 5 minutes ago'
  | 'nobody to tell';

const QUIET_MS = 5 * 60_000;

/** Decides from the counts before and after a step; a step may be any size, so it is the crossing that matters. */
export function decide(error: Case, tally: Tally, policy: Policy): Due {
  const reason = error.known === null ? judgeUnknown(error, tally, policy) : judgeKnown(error.known, tally);
  if (reason !== null) return { due: false, reason };
  const quiet = tally.lastMailedAtMs !== null && error.nowMs - tally.lastMailedAtMs < QUIET_MS;
  return quiet ? { due: false, reason: 'mailed less than 5 minutes ago' } : { due: true };
}

function judgeUnknown(error: Case, tally: Tally, policy: Policy): SilentReason | null {
  if (tally.mailedAtMs !== null) return 'already mailed this week';
  if (error.codeChangedAtMs !== null && error.codeChangedAtMs < policy.minimumDateMs)
    return 'code older than the minimum date';
  return tally.after >= (error.clientThreshold ?? policy.threshold) ? null : 'below the threshold';
}

function judgeKnown(known: KnownError, tally: Tally): SilentReason | null {
  const { min_alert_threshold: min, max_alert_threshold: max, alert_every_n_occurrences: every } = known;
  if (min === null && max === null && every === null) return 'known error without thresholds';
  if (max !== null && tally.after > max) return 'above max_alert_threshold';
  if (every !== null && Math.floor(tally.after / every) > Math.floor(tally.before / every)) return null;
  if (min === null)
    return every === null ? 'below the threshold' : 'no multiple of alert_every_n_occurrences reached';
  if (tally.mailedAtMs !== null) return 'already mailed this week';
  return tally.after >= min ? null : 'below the threshold';
}
