/** When a mail about an error is due and who gets it: plain data, so that it can be judged wherever the counts are. */
export type MailTerms = {
  readonly thresholds: Thresholds;
  readonly recipients: readonly string[];
  readonly header: string | null;
};

export type Thresholds = UnknownThresholds | KnownThresholds;

/** Of an error that nobody expects. */
export type UnknownThresholds = {
  readonly kind: 'unknown';
  /** The count of a week from which on its mail is due. */
  readonly count: number;
  /** Whether the line was last changed before the minimum date. */
  readonly isOld: boolean;
};

/** Of an error that people expect, as its entry has them. */
export type KnownThresholds = {
  readonly kind: 'known';
  readonly min: number | null;
  readonly max: number | null;
  readonly every: number | null;
};

/** An error's week before and after a step. */
export type Tally = {
  readonly before: number;
  readonly after: number;
  /** When this week's mail was decided; null: not yet. */
  readonly mailedAtMs: number | null;
  /** When any mail about this error was last decided. */
  readonly lastMailedAtMs: number | null;
};

export type Decision =
  | { readonly notify: true; readonly recipients: readonly string[]; readonly header: string | null }
  | { readonly notify: false; readonly reason: SilentReason };

export type SilentReason =
  | 'already mailed this week'
  | 'below the threshold'
  | 'code older than the minimum date'
  | 'known error without thresholds'
  | 'above max_alert_threshold'
  | 'no multiple of alert_every_n_occurrences reached'
  | 'mailed less than 5 minutes ago'
  | 'nobody to tell'
  | 'beyond max_errors_per_week';

const QUIET_MS = 5 * 60_000;

/** Decides from the counts before and after a step; a step may be any size, so it is the crossing that matters. */
export function decideMail(terms: MailTerms, tally: Tally, nowMs: number): Decision {
  const reason = findReason(terms, tally, nowMs);
  if (reason !== null) return beSilent(reason);
  return { notify: true, recipients: terms.recipients, header: terms.header };
}

// One object for each reason: what crosses threads many times is then told once.
const silences = new Map<SilentReason, Decision>();

function beSilent(reason: SilentReason): Decision {
  const silence = silences.get(reason) ?? { notify: false, reason };
  silences.set(reason, silence);
  return silence;
}

function findReason({ thresholds, recipients }: MailTerms, tally: Tally, nowMs: number): SilentReason | null {
  const reason =
    thresholds.kind === 'known' ? judgeKnown(thresholds, tally) : judgeUnknown(thresholds, tally);
  if (reason !== null) return reason;
  // The last mail may seem to come from far ahead, after a clock was set back.
  if (tally.lastMailedAtMs !== null && Math.abs(nowMs - tally.lastMailedAtMs) < QUIET_MS)
    return 'mailed less than 5 minutes ago';
  return recipients.length === 0 ? 'nobody to tell' : null;
}

function judgeUnknown({ count, isOld }: UnknownThresholds, tally: Tally): SilentReason | null {
  if (tally.mailedAtMs !== null) return 'already mailed this week';
  if (isOld) return 'code older than the minimum date';
  return tally.after >= count ? null : 'below the threshold';
}

function judgeKnown({ min, max, every }: KnownThresholds, tally: Tally): SilentReason | null {
  if (min === null && max === null && every === null) return 'known error without thresholds';
  if (max === null || tally.after <= max) return judgeReached({ min, every }, tally);
  // A step that ends above max has passed the counts up to it, as it would have done one by one.
  const isDue = tally.before < max && judgeReached({ min, every }, { ...tally, after: max }) === null;
  return isDue ? null : 'above max_alert_threshold';
}

function judgeReached(
  { min, every }: Pick<KnownThresholds, 'min' | 'every'>,
  tally: Tally,
): SilentReason | null {
  if (every !== null && Math.floor(tally.after / every) > Math.floor(tally.before / every)) return null;
  if (min === null)
    return every === null ? 'below the threshold' : 'no multiple of alert_every_n_occurrences reached';
  if (tally.mailedAtMs !== null) return 'already mailed this week';
  return tally.after >= min ? null : 'below the threshold';
}
