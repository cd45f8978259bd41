/**
 * Every journey ends in exactly one named, counted outcome. For exceptions received = counted + duplicate + ignored +
 * unblamed + waiting; for batches, spans and log records received = accepted + spooled + dropped + rejected, where only
 * spans and log records are rejected: those that are not valid. What left the spool later says so in its reason, and
 * stands outside these sums. For mails queued = sent + digested + withheld + failed + waiting, digests and notices among
 * them; each try that is deferred, each mail that is redirected to somebody else, and each recipient who is refused
 * while others are not, stands outside. `/check_health` shows the counters.
 */
export type Outcomes = {
  /** Adds `n` to the ending `name`, told apart by `reason` where there are several. */
  settle(name: OutcomeName, n: number, reason?: string): void;
  /** All endings so far, as `name` or `name{reason}` → count, in alphabetical order. */
  totals(): Readonly<Record<string, number>>;
};

export type OutcomeName =
  | 'requests'
  | 'requests_refused'
  | 'exceptions_received'
  | 'exceptions_counted'
  | 'exceptions_duplicate'
  | 'exceptions_ignored'
  | 'exceptions_unblamed'
  | `${'batches' | 'spans' | 'log_records'}_${'received' | 'accepted' | 'spooled' | 'dropped'}`
  | `${'spans' | 'log_records'}_rejected`
  | 'decisions'
  | 'mails_queued'
  | 'mails_sent'
  | 'mails_digested'
  | 'mails_deferred'
  | 'mails_redirected'
  | 'mails_withheld'
  | 'mails_failed';

export function createOutcomes(): Outcomes {
  const counters = new Map<string, number>();
  return {
    settle(name, n, reason) {
      if (n === 0) return;
      const key = reason === undefined ? name : `${name}{${reason}}`;
      counters.set(key, (counters.get(key) ?? 0) + n);
    },
    totals: () => Object.fromEntries([...counters].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
