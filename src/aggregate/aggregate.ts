import type { BlamedException } from '../blame/blame-exception.ts';
import type { ReportedException } from '../extract/reported-exception.ts';
import type { Outcomes } from '../outcome.ts';
import type { Decide, Decision, Recorded, Store, Tally, WaitingException } from '../store/store.ts';
import { createWeekFinder } from './create-week-finder.ts';
import { createEntryMaker, type Judged } from './make-entry.ts';
import { toSubject } from './to-subject.ts';

export type DecideOne = (blamed: BlamedException, tally: Tally) => Decision;

export type AggregateNeeds = {
  readonly store: Store;
  readonly outcomes: Outcomes;
  readonly timezone: string;
  readonly now: () => number;
};

/** Counts exceptions by error and week of arrival; resolves when the counts, decisions and letters are on disk. */
export function createAggregator({ store, outcomes, timezone, now }: AggregateNeeds) {
  const makeEntry = createEntryMaker();
  const findWeek = createWeekFinder(timezone);

  /** The exceptions of one batch, all received at the same moment; resolves with how many letters that makes. */
  async function count(judged: readonly Judged[], receivedAtMs: number, decide: DecideOne): Promise<number> {
    if (judged.length === 0) return 0;
    const weekMs = findWeek(receivedAtMs);
    const blamedById = findLatest(judged);
    const entry = await makeEntry(judged, blamedById, { receivedAtMs, weekMs });
    const decideOne: Decide = (id, tally) => decideById(blamedById, id, tally, decide);
    const recorded = await store.record(entry, decideOne, now());
    outcomes.settle('exceptions_duplicate', recorded.duplicates);
    return settle(recorded);
  }

  /** Gives exceptions that waited under a stack their verdict; null drops them. Resolves with how many were dropped. */
  async function settleWaiting(stackKey: string, blamed: BlamedException | null, decide: DecideOne) {
    const byId = new Map(blamed === null ? [] : [[blamed.errorId, blamed] as const]);
    const subject = blamed === null ? null : toSubject(blamed);
    const decideOne: Decide = (id, tally) => decideById(byId, id, tally, decide);
    const settled = await store.settleWaiting(stackKey, subject, decideOne, now());
    settle(settled);
    return settled.dropped;
  }

  function settle({ counted, decisions }: Pick<Recorded, 'counted' | 'decisions'>): number {
    outcomes.settle('exceptions_counted', counted);
    for (const decision of decisions)
      outcomes.settle('decisions', 1, decision.notify ? 'notify' : decision.reason);
    const letters = decisions.filter((decision) => decision.notify).length;
    outcomes.settle('mails_queued', letters);
    return letters;
  }

  return { count, settleWaiting };
}

function decideById(
  blamedById: ReadonlyMap<string, BlamedException>,
  errorId: string,
  tally: Tally,
  decide: DecideOne,
): Decision {
  const blamed = blamedById.get(errorId);
  return blamed === undefined ? { notify: false, reason: 'nobody to tell' } : decide(blamed, tally);
}

/** Of each error, what its latest occurrence says. */
function findLatest(judged: readonly Judged[]): ReadonlyMap<string, BlamedException> {
  const latest = new Map<string, BlamedException>();
  for (const { blamed } of judged) {
    if (blamed === null) continue;
    const before = latest.get(blamed.errorId);
    if (before === undefined || before.reported.occurredAtMs <= blamed.reported.occurredAtMs)
      latest.set(blamed.errorId, blamed);
  }
  return latest;
}

/** Reads a waiting exception's report back. */
export function readReported(waiting: WaitingException): ReportedException {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only toWaiting writes this column
  return JSON.parse(waiting.reported) as ReportedException;
}
