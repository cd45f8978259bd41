/**
 * Every journey ends in exactly one named, counted outcome: received = counted + duplicate + ignored + unblamed +
 * waiting, and forwarded = accepted + spooled + dropped. `/check_health` shows the counters.
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
  | 'spans_received'
  | 'spans_rejected'
  | 'batches_received'
  | 'batches_accepted'
  | 'batches_spooled'
  | 'batches_dropped'
  | 'decisions'
  | 'mails_queued'
  | 'mails_sent'
  | 'mails_deferred'
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
