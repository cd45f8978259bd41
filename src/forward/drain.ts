import type { Log } from '../telemetry/log.ts';
import type { Endings } from './endings.ts';
import type { OutgoingBatch } from './outgoing.ts';
import type { Schedule } from './pause.ts';
import { MOST_CONNECTIONS } from './post.ts';
import type { Attempt, FinalAttempt } from './send.ts';
import { createSetbacks } from './setbacks.ts';
import type { SpoolEntry } from './spool-order.ts';
import type { Spool } from './spool.ts';
import { isTooLarge, splitOutgoing } from './split-outgoing.ts';

/** Sends what waits in the spool, oldest first. */
export type Drain = {
  /** Sends as much as `mayRun` allows, unless that is under way. */
  wake(): void;
  /** Whether batches wait that are not put off, so that new ones have to stand in line. */
  isBehind(): boolean;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  cancel(): void;
};

/**
 * One batch goes alone, as a probe; with each that is answered one more may be on its way, so that a distant upstream
 * does not make the spool grow faster than it empties. `attempted` is told every answer, `stumbled` every local
 * failure; both must make `mayRun` false where the upstream or the disk needs a rest.
 */
export function createDrain(needs: {
  readonly spool: Spool;
  readonly send: (outgoing: OutgoingBatch) => Promise<Attempt>;
  readonly endings: Endings;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly mayRun: () => boolean;
  readonly attempted: (attempt: Attempt) => void;
  readonly stumbled: () => void;
}): Drain {
  const { spool, send, endings, log, mayRun, attempted } = needs;
  const setbacks = createSetbacks({ schedule: needs.schedule, due: () => wake() });
  const underWay = new Set<SpoolEntry>();
  let sideBySide = 1;
  let cancelled = false;
  const waitingForIdle: (() => void)[] = [];

  function wake(): void {
    for (let entry = next(); entry !== null; entry = next()) {
      underWay.add(entry);
      void deliver(entry);
    }
  }

  async function deliver(entry: SpoolEntry): Promise<void> {
    try {
      await deliverOrThrow(entry);
    } catch (error) {
      log.error({ err: error }, 'a spooled batch could not be handled; it will be tried again');
      setbacks.failed(entry);
      needs.stumbled();
    }
    underWay.delete(entry);
    wake();
    if (underWay.size === 0) for (const resolve of waitingForIdle.splice(0)) resolve();
  }

  async function deliverOrThrow(entry: SpoolEntry): Promise<void> {
    const outgoing = await spool.read(entry);
    if (outgoing === null) {
      endings.damaged(entry);
      return leave(entry, spool.setAside(entry));
    }
    const attempt = await send(outgoing);
    attempted(attempt);
    if (attempt.ending === 'retryable') return retry(entry);
    setbacks.upstreamAnswered();
    sideBySide = Math.min(sideBySide + 1, MOST_CONNECTIONS);
    await settle(entry, outgoing, attempt);
  }

  async function settle(entry: SpoolEntry, outgoing: OutgoingBatch, attempt: FinalAttempt): Promise<void> {
    const halves = isTooLarge(attempt) && mayDivide(entry) ? await splitOutgoing(outgoing) : null;
    if (halves !== null) {
      await leave(entry, spool.replace(entry, halves));
      return endings.split('the spool');
    }
    endings.answered(attempt, outgoing, 'the spool');
    await leave(entry, spool.remove(entry));
  }

  async function retry(entry: SpoolEntry): Promise<void> {
    sideBySide = 1;
    if (cancelled || setbacks.failed(entry) === 'try again') return;
    endings.givenUp(entry);
    await leave(entry, spool.remove(entry));
  }

  async function leave(entry: SpoolEntry, left: Promise<void>): Promise<void> {
    await left;
    setbacks.forget(entry);
  }

  function next(): SpoolEntry | null {
    if (cancelled || !mayRun() || underWay.size >= sideBySide) return null;
    const ready = spool
      .oldest(underWay.size + setbacks.putOffCount() + PROBES)
      .filter((entry) => !underWay.has(entry) && !setbacks.isPutOff(entry));
    const chosen = sideBySide === 1 ? chooseProbe(ready) : ready[0];
    return chosen !== undefined && hasMemoryFor(chosen) ? chosen : null;
  }

  // After a failure another batch shows better than the same whether it is the upstream that fails.
  function chooseProbe(ready: readonly SpoolEntry[]): SpoolEntry | undefined {
    const fewest = Math.min(...ready.map((entry) => setbacks.count(entry)));
    return ready.find((entry) => setbacks.count(entry) === fewest);
  }

  function hasMemoryFor(entry: SpoolEntry): boolean {
    const taken = [...underWay].reduce((sum, { size }) => sum + size, 0);
    return underWay.size === 0 || taken + entry.size <= MOST_BYTES_SIDE_BY_SIDE;
  }

  return {
    wake,
    isBehind: () => spool.size().count > setbacks.putOffCount(),
    idle: () =>
      new Promise((resolve) => {
        if (underWay.size === 0) resolve();
        else waitingForIdle.push(resolve);
      }),
    cancel() {
      cancelled = true;
      setbacks.cancel();
    },
  };
}

const MOST_BYTES_SIDE_BY_SIDE = 16 * 1024 * 1024;

// So many of the oldest take turns in finding out whether the upstream is back.
const PROBES = 8;

// A batch halved so often is a thousandth of a thousandth of what it was.
const MOST_HALVINGS = 20;

function mayDivide({ place }: SpoolEntry): boolean {
  return place.length < 2 + MOST_HALVINGS;
}
