import type { BlamedException } from '../blame/blame-exception.ts';
import type { ReportedException } from '../extract/reported-exception.ts';
import type { Outcomes } from '../outcome.ts';
import type { MailTerms } from '../store/mail-terms.ts';
import type { Recorded, Store, WaitingException } from '../store/store.ts';
import { createWeekFinder } from './create-week-finder.ts';
import { createEntryMaker, nameSubject, type Judged } from './make-entry.ts';
import { toSubject } from './to-subject.ts';

export type AggregateNeeds = {
  readonly store: Pick<Store, 'record' | 'settleWaiting'>;
  /** When a mail about an exception is due, and to whom it goes. */
  readonly setTerms: (blamed: BlamedException) => MailTerms;
  /** The count of a week from which on a mail is due, unless the client says otherwise. */
  readonly threshold: number;
  /** Is told of the week when something was counted beyond the errors that it has room for. */
  readonly warnOfBeyond: (weekMs: number) => void;
  readonly outcomes: Outcomes;
  readonly timezone: string;
  readonly now: () => number;
};

/** Counts exceptions by error and week of arrival; resolves when the counts, decisions and letters are on disk. */
export function createAggregator(needs: AggregateNeeds) {
  const { store, setTerms, warnOfBeyond, outcomes, timezone, now } = needs;
  const makeEntry = createEntryMaker(needs);
  const findWeek = createWeekFinder(timezone);

  /** The exceptions of one batch, all received at the same moment; resolves with how many letters that makes. */
  async function count(judged: readonly Judged[], receivedAtMs: number): Promise<number> {
    if (judged.length === 0) return 0;
    const weekMs = findWeek(receivedAtMs);
    const entry = await makeEntry(judged, findLatest(judged), { receivedAtMs, weekMs });
    const recorded = await store.record(entry, now());
    outcomes.settle('exceptions_duplicate', recorded.duplicates);
    outcomes.settle('exceptions_unblamed', recorded.crowdedOut, 'too many wait for their blame');
    return settle(recorded);
  }

  /** Gives exceptions that waited under a stack their verdict; null drops them. Resolves with how many were dropped. */
  async function settleWaiting(stackKey: string, blamed: BlamedException | null): Promise<number> {
    const subject = blamed === null ? null : toSubject(blamed, setTerms(blamed));
    const settled = await store.settleWaiting(stackKey, subject, now());
    settle(settled);
    return settled.dropped;
  }

  function settle({
    counted,
    beyond,
    decisions,
  }: Pick<Recorded, 'counted' | 'beyond' | 'decisions'>): number {
    outcomes.settle('exceptions_counted', counted);
    for (const decision of decisions)
      outcomes.settle('decisions', 1, decision.notify ? 'notify' : decision.reason);
    if (beyond > 0) warnOfBeyond(findWeek(now()));
    const letters = decisions.filter((decision) => decision.notify).length;
    outcomes.settle('mails_queued', letters);
    return letters;
  }

  return { count, settleWaiting };
}

/** Of each error, what its latest occurrence says; those with thresholds of their own stand apart. */
function findLatest(judged: readonly Judged[]): ReadonlyMap<string, BlamedException> {
  const latest = new Map<string, BlamedException>();
  for (const { blamed } of judged) {
    if (blamed === null) continue;
    const name = nameSubject(blamed);
    const before = latest.get(name);
    if (before === undefined || before.reported.occurredAtMs <= blamed.reported.occurredAtMs)
      latest.set(name, blamed);
  }
  return latest;
}

/** Reads a waiting exception's report back. */
export function readReported(waiting: WaitingException): ReportedException {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only toWaiting writes this column
  return JSON.parse(waiting.reported) as ReportedException;
}
