/**
 * The map of Flawless: the walk of a batch, in order, a call a line.
 *
 * Occurrence: one exception that happened once. Error: all occurrences blamed on the same line of code. Frame: one
 * line of a stack trace. Blamed frame: the one at fault. Verdict: what blaming came to. Late: not blamed in time; the
 * exception waits in the store, and `catch-up.ts` takes it on. Owner: who gets the mail. Week: Sunday 00:00 to Saturday
 * 24:00. Upstream: the next OTLP endpoint. Spool: batches on disk waiting for it. Letter: a mail waiting for SMTP.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Judged } from './aggregate/make-entry.ts';
import type { BlamedException, Unblamed } from './blame/blame-exception.ts';
import { addReport, type Verdict, type Verdicts } from './blame/remember-verdicts.ts';
import type { Extraction, FoundException } from './extract/extract-exceptions.ts';
import type { ReportedException } from './extract/reported-exception.ts';
import type { Forwarder } from './forward/forwarder.ts';
import { GitFailure } from './git/git-failure.ts';
import type { LocatedException, Unlocated } from './locate/locate-exception.ts';
import type { Addition } from './otlp/addition.ts';
import { ITEM_NAMES, type Signal } from './otlp/signal.ts';
import type { Outcomes } from './outcome.ts';
import type { ParsedException } from './parse/parse-exception.ts';
import type { Batch } from './receive/batch.ts';
import type { Accepted } from './receive/receiver.ts';
import { sliceBySize } from './slice-by-size.ts';
import type { Log } from './telemetry/log.ts';
import type { WeightLimit } from './weight-limit.ts';

export type JudgeRooms = {
  /** The repository whose code an exception's service runs. */
  readonly repositoryOf: (parsed: ParsedException) => string;
  /** Whether `ignored_exceptions` ends the walk before any git work. */
  readonly isIgnored: (parsed: ParsedException) => boolean;
  readonly locate: (parsed: ParsedException) => Promise<LocatedException | Unlocated>;
  readonly blame: (located: LocatedException) => Promise<BlamedException | Unblamed>;
};

export type Judge = {
  /** Takes one distinct trace from its frames to its verdict; rejects with `GitFailure` while git cannot be run. */
  readonly judge: (parsed: ParsedException) => Promise<Verdict>;
  /** Why judging fails since when, for the repository that does so longest; null when the last one of each did not. */
  readonly failure: () => { readonly reason: string; readonly sinceMs: number } | null;
  /** Whether git answered in the last hours about any exception of the same repository. */
  readonly answersLately: (parsed: ParsedException) => boolean;
};

const LATELY_MS = 12 * 60 * 60_000;

/** The walk of one distinct trace, once however often it occurs. */
export function createJudge(rooms: JudgeRooms, { log, now }: { log: Log; now: () => number }): Judge {
  const failures = new Map<string, NonNullable<ReturnType<Judge['failure']>>>();
  const answeredAtMs = new Map<string, number>();

  async function walk(parsed: ParsedException): Promise<Verdict> {
    if (rooms.isIgnored(parsed)) return { ignored: 'ignored_exceptions' };
    const located = await rooms.locate(parsed);
    const verdict = 'unblamed' in located ? located : await rooms.blame(located);
    failures.delete(rooms.repositoryOf(parsed));
    answeredAtMs.set(rooms.repositoryOf(parsed), now());
    return verdict;
  }

  function fail(error: unknown, parsed: ParsedException): Verdict {
    if (!(error instanceof GitFailure)) {
      log.error(
        { stack: error instanceof Error ? error.stack : String(error) },
        'an exception was not blamed',
      );
      return { unblamed: 'internal error' };
    }
    const repository = rooms.repositoryOf(parsed);
    const known = failures.get(repository);
    if (known === undefined)
      log.warn({ repository, reason: error.message }, 'git fails: exceptions wait for their blame');
    failures.set(repository, {
      reason: `${repository}: ${error.message}`,
      sinceMs: known?.sinceMs ?? now(),
    });
    throw error;
  }

  return {
    judge: (parsed) => walk(parsed).catch((error: unknown) => fail(error, parsed)),
    failure: () => failures.values().next().value ?? null,
    answersLately: (parsed) =>
      now() - (answeredAtMs.get(rooms.repositoryOf(parsed)) ?? -Infinity) < LATELY_MS,
  };
}

/** The last verdict on what git fails on: made of what git does say of it. Never rejects. */
export function createLastJudge(judge: Pick<Judge, 'judge'>): Judge['judge'] {
  return (parsed) => judge.judge(parsed).catch((): Verdict => ({ unblamed: 'git gave no answer' }));
}

export type PipelineRooms = {
  /** Throws `Unavailable` when a batch could not be forwarded anyway, before any of it is counted. */
  readonly checkRoom: Forwarder['checkRoom'];
  readonly extract: (batch: Batch) => Extraction;
  readonly parse: (reported: ReportedException) => ParsedException;
  readonly verdicts: Verdicts;
  /** Counts, decides and writes letters in one transaction; resolves with how many letters. */
  readonly aggregate: (judged: readonly Judged[], receivedAtMs: number) => Promise<number>;
  /** Tells notify that there are letters. */
  readonly notify: () => void;
  /** Tells the catching up that there are late exceptions. */
  readonly catchUp: () => void;
  /** What is written into the stream about a blamed exception. */
  readonly describe: (blamed: BlamedException) => Addition['attributes'];
  readonly forward: Forwarder['forward'];
};

export type PipelineNeeds = {
  readonly rooms: PipelineRooms;
  readonly outcomes: Outcomes;
  /** What the exceptions of all batches together may weigh, in bytes. */
  readonly weightLimit: WeightLimit;
  /** How long a batch waits for its verdicts. */
  readonly enrichTimeoutMs: number;
  /** With so many verdicts in the making, an exception is late at once. */
  readonly maxVerdictsInFlight: number;
  readonly schedule: (run: () => void, ms: number) => () => void;
};

// Reading traces is the one thing here that can take long; other requests get their turn in between.
const ONE_TURN = {
  most: 500,
  weight: 256 * 1024,
  weigh: ({ reported }: FoundException) => reported.stacktrace.length,
};

// What an exception takes beside its trace, about.
const EXCEPTION_BYTES = 3 * 1024;

// And what an item takes that is to be cut out.
const HOLE_BYTES = 64;

function weigh({ found, rejectedItems }: Extraction): number {
  const holes = HOLE_BYTES * rejectedItems;
  return found.reduce((sum, { reported }) => sum + EXCEPTION_BYTES + 2 * reported.stacktrace.length, holes);
}

type Parsed = { readonly found: FoundException; readonly parsed: ParsedException };

/** An exception with its verdict; null when it is late. */
type Walked = Parsed & { readonly verdict: Verdict | null };

/** Takes a batch through the rooms; resolves when its exceptions are counted and its bytes taken upstream or spooled. */
export function createPipeline({ rooms, outcomes, schedule, ...limits }: PipelineNeeds) {
  async function accept(batch: Batch): Promise<Accepted> {
    rooms.checkRoom(batch);
    const extraction = rooms.extract(batch);
    const leave = limits.weightLimit.enter(weigh(extraction));
    return walk(batch, extraction).finally(leave);
  }

  async function walk(batch: Batch, extraction: Extraction): Promise<Accepted> {
    const walked = await judgeInTime(extraction.found);
    if (walked.length > 0) await count(walked, batch.receivedAtMs);
    settleExceptions(extraction, walked);
    await forward(batch, extraction, toAdditions(walked));
    settleItems(batch.signal, extraction);
    return { rejectedItems: extraction.rejectedItems, overlookedItems: extraction.overlooked };
  }

  // A batch that would be empty is not worth a request.
  async function forward(
    batch: Batch,
    extraction: Extraction,
    additions: readonly Addition[],
  ): Promise<void> {
    const { rejected, rejectedItems } = extraction;
    const itemCount = extraction.itemCount - rejectedItems;
    if (itemCount > 0 || rejectedItems === 0) await rooms.forward(batch, { additions, rejected, itemCount });
    else outcomes.settle('batches_dropped', 1, 'nothing valid in it');
  }

  async function count(walked: readonly Walked[], receivedAtMs: number): Promise<void> {
    const letters = await rooms.aggregate(walked.flatMap(toJudged), receivedAtMs);
    if (letters > 0) rooms.notify();
    if (walked.some(({ verdict }) => verdict === null)) rooms.catchUp();
  }

  async function judgeInTime(found: readonly FoundException[]): Promise<readonly Walked[]> {
    const parsed = await parseInTurns(found);
    const recalled = parsed.map(recall);
    // In a storm all are known: then nothing has to wait.
    if (recalled.every(({ verdict }) => verdict !== null)) return recalled;
    const { promise: timeIsUp, resolve } = Promise.withResolvers<null>();
    const cancel = schedule(() => resolve(null), limits.enrichTimeoutMs);
    return Promise.all(recalled.map((one) => judgeOne(one, timeIsUp))).finally(cancel);
  }

  function recall({ found, parsed }: Parsed): Walked {
    return { found, parsed, verdict: rooms.verdicts.recall(parsed) };
  }

  async function parseInTurns(found: readonly FoundException[]): Promise<readonly Parsed[]> {
    const parsed: Parsed[] = [];
    for (const slice of sliceBySize(found, ONE_TURN)) {
      for (const one of slice) parsed.push({ found: one, parsed: rooms.parse(one.reported) });
      await nextTurn();
    }
    return parsed;
  }

  async function judgeOne(recalled: Walked, timeIsUp: Promise<null>): Promise<Walked> {
    const { found, parsed, verdict } = recalled;
    if (verdict !== null || isCrowded(parsed)) return recalled;
    const made = rooms.verdicts.begin(parsed).catch(() => null);
    const kept = await Promise.race([made, timeIsUp]);
    return { found, parsed, verdict: kept === null ? null : addReport(kept, parsed) };
  }

  function isCrowded(parsed: ParsedException): boolean {
    return rooms.verdicts.inFlight() >= limits.maxVerdictsInFlight && !rooms.verdicts.isMaking(parsed);
  }

  function settleItems(signal: Signal, { itemCount, rejectedItems }: Extraction): void {
    outcomes.settle('batches_received', 1);
    const items = ITEM_NAMES[signal];
    if (items === null) return;
    outcomes.settle(`${items}_received`, itemCount);
    outcomes.settle(`${items}_rejected`, rejectedItems);
  }

  function settleExceptions(extraction: Extraction, walked: readonly Walked[]): void {
    const { alreadyBlamed, own, overlooked } = extraction;
    outcomes.settle('exceptions_received', alreadyBlamed + own + overlooked);
    outcomes.settle('exceptions_ignored', alreadyBlamed, 'blamed by another Flawless');
    outcomes.settle('exceptions_ignored', own, 'of Flawless itself');
    outcomes.settle('exceptions_ignored', overlooked, 'too many in one request');
    for (const { verdict, parsed } of walked) {
      outcomes.settle('exceptions_received', parsed.reported.count);
      if (verdict !== null) settleUnblamed(verdict, parsed.reported.count, outcomes);
    }
  }

  // Of several exceptions on one span, the span itself carries the first.
  function toAdditions(walked: readonly Walked[]): readonly Addition[] {
    const spans = new Set<unknown>();
    return walked.flatMap(({ found, verdict }) => {
      if (verdict === null || !isBlamed(verdict)) return [];
      const attributes = rooms.describe(verdict);
      const { own, span } = found.places;
      if (span === null || spans.has(span)) return [{ place: own, attributes }];
      spans.add(span);
      return [
        { place: own, attributes },
        { place: span, attributes },
      ];
    });
  }

  return { accept };
}

/** Counts the ending of exceptions that were not blamed; the others end where they are counted. */
export function settleUnblamed(verdict: Verdict, n: number, outcomes: Outcomes): void {
  if ('ignored' in verdict) outcomes.settle('exceptions_ignored', n, verdict.ignored);
  else if ('unblamed' in verdict) outcomes.settle('exceptions_unblamed', n, verdict.unblamed);
}

export function isBlamed(verdict: Verdict): verdict is BlamedException {
  return 'errorId' in verdict;
}

// What was ignored or blames nobody has ended here.
function toJudged({ parsed, verdict }: Walked): readonly Judged[] {
  if (verdict === null) return [{ parsed, blamed: null }];
  return isBlamed(verdict) ? [{ parsed, blamed: verdict }] : [];
}
