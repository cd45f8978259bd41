import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BlamedException } from '../blame/blame-exception.ts';
import type { ReportedException } from '../extract/reported-exception.ts';
import type { Outcomes } from '../outcome.ts';
import type { ParsedException } from '../parse/parse-exception.ts';
import type { Decide, Decision, Recorded, Store, Subject, Tally, WaitingException } from '../store/store.ts';
import { sliceBySize } from '../slice-by-size.ts';
import { startOfWeek } from '../week.ts';
import { nameOccurrence } from './name-occurrence.ts';
import { writeOccurrence } from './occurrence.ts';

/** What came of one exception of a batch, as far as counting goes. */
export type Judged = {
  readonly parsed: ParsedException;
  /** Null: not blamed yet; it waits in the store. */
  readonly blamed: BlamedException | null;
};

export type DecideOne = (blamed: BlamedException, tally: Tally) => Decision;

export type AggregateNeeds = {
  readonly store: Store;
  readonly outcomes: Outcomes;
  readonly timezone: string;
  readonly now: () => number;
};

/** Counts exceptions by error and week of arrival; resolves when the counts, decisions and letters are on disk. */
export function createAggregator({ store, outcomes, timezone, now }: AggregateNeeds) {
  /** The exceptions of one batch, all received at the same moment. */
  async function count(judged: readonly Judged[], receivedAtMs: number, decide: DecideOne): Promise<void> {
    if (judged.length === 0) return;
    const received = { receivedAtMs, weekMs: startOfWeek(receivedAtMs, timezone) };
    const blamedById = findLatest(judged);
    const subjects = new Map(await mapInTurns([...blamedById], ([id, blamed]) => [id, toSubject(blamed)]));
    const found = judged.filter(({ blamed }) => blamed !== null);
    const sightings = await mapInTurns(found, (exception) => {
      const subject = subjects.get(exception.blamed?.errorId ?? '');
      return subject === undefined ? [] : [{ ...received, ...toMoment(exception), ...subject }];
    });
    const late = judged.filter(({ blamed }) => blamed === null);
    const waiting = await mapInTurns(late, (exception) => ({ ...received, ...toWaiting(exception) }));
    const decideOne: Decide = (id, tally) => decideById(blamedById, id, tally, decide);
    const entry = { sightings: sightings.flat(), waiting };
    const recorded = await store.record(entry, decideOne, now());
    outcomes.settle('exceptions_duplicate', recorded.duplicates);
    settle(recorded);
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

  function settle({ counted, decisions }: Pick<Recorded, 'counted' | 'decisions'>): void {
    outcomes.settle('exceptions_counted', counted);
    for (const decision of decisions) {
      outcomes.settle('decisions', 1, decision.notify ? 'notify' : decision.reason);
      if (decision.notify) outcomes.settle('mails_queued', 1);
    }
  }

  return { count, settleWaiting };
}

// In between, other requests get their turn.
const AT_ONCE = { most: 1_000, weight: 1_000, weigh: () => 1 };

async function mapInTurns<T, U>(items: readonly T[], map: (item: T) => U): Promise<readonly U[]> {
  const mapped: U[] = [];
  for (const slice of sliceBySize(items, AT_ONCE)) {
    if (mapped.length > 0) await nextTurn();
    for (const item of slice) mapped.push(map(item));
  }
  return mapped;
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
  const blamed = judged.flatMap((exception) => exception.blamed ?? []);
  const inOrder = blamed.toSorted((a, b) => a.reported.occurredAtMs - b.reported.occurredAtMs);
  return new Map(inOrder.map((one) => [one.errorId, one]));
}

function toMoment({ parsed }: Judged) {
  const { occurredAtMs, count } = parsed.reported;
  return { dedupeKey: nameOccurrence(parsed), seenAtMs: occurredAtMs, count };
}

function toWaiting(exception: Judged): Omit<WaitingException, 'receivedAtMs' | 'weekMs'> {
  const { stackKey, reported } = exception.parsed;
  return { ...toMoment(exception), stackKey, reported: JSON.stringify(reported), attempts: 0 };
}

function toSubject(blamed: BlamedException): Subject {
  const { errorId, author, known } = blamed;
  const { path, function: name, line, code } = blamed.blamed;
  return {
    errorId,
    path,
    function: name ?? null,
    line,
    code: code ?? null,
    developer: author?.authorEmail ?? null,
    codeChangedAtMs: author?.authoredAtMs ?? null,
    known: known !== null,
    occurrence: writeOccurrence(blamed),
  };
}

/** Reads a waiting exception's report back. */
export function readReported(waiting: WaitingException): ReportedException {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only toWaiting writes this column
  return JSON.parse(waiting.reported) as ReportedException;
}
