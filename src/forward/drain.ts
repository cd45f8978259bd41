import type { Log } from '../telemetry/log.ts';
import type { Endings } from './endings.ts';
import type { Attempt, Send } from './send.ts';
import type { SpoolEntry } from './spool-directory.ts';
import type { Spool } from './spool.ts';

/** Sends what waits in the spool, oldest first. */
export type Drain = {
  /** Starts sending unless that is under way or `mayRun` says no. */
  wake(): void;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
};

/**
 * The first batch goes alone, as a probe; while all is well up to 8 go side by side, so that a distant upstream does
 * not make the spool grow faster than it empties. `attempted` is told every answer, `stumbled` every local failure;
 * both must make `mayRun` false where the upstream or the disk needs a rest.
 */
export function createDrain(needs: {
  readonly spool: Spool;
  readonly send: Send;
  readonly endings: Endings;
  readonly log: Log;
  readonly mayRun: () => boolean;
  readonly attempted: (attempt: Attempt) => void;
  readonly stumbled: () => void;
}): Drain {
  const { spool, send, endings, log, mayRun, attempted } = needs;
  let running = false;
  let last: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    running = true;
    let sideBySide = 1;
    // From finding the spool empty to `running = false` there must be no await, or a batch put in between would wait for the next one.
    for (let round = next(); round.length > 0; round = next()) {
      await Promise.all(round.map(deliver));
      sideBySide = Math.min(sideBySide * 2, MOST_SIDE_BY_SIDE);
    }
    running = false;

    function next(): readonly SpoolEntry[] {
      return mayRun() ? withinBytes(spool.oldest(sideBySide)) : [];
    }
  }

  async function deliver(entry: SpoolEntry): Promise<void> {
    try {
      await deliverOrThrow(entry);
    } catch (error) {
      log.error({ err: error }, 'a spooled batch could not be handled; it will be tried again');
      needs.stumbled();
    }
  }

  async function deliverOrThrow(entry: SpoolEntry): Promise<void> {
    const outgoing = await spool.read(entry);
    if (outgoing === null) {
      endings.damaged();
      return spool.setAside(entry);
    }
    const attempt = await send(outgoing);
    attempted(attempt);
    if (attempt.ending === 'retryable') return;
    endings.answered(attempt, 'the spool');
    await spool.remove(entry);
  }

  return {
    wake() {
      if (!running && mayRun()) last = run();
    },
    idle: () => last,
  };
}

const MOST_SIDE_BY_SIDE = 8;
const MOST_BYTES_SIDE_BY_SIDE = 16 * 1024 * 1024;

// At least one, and no more than fit into the memory set apart for this.
function withinBytes(entries: readonly SpoolEntry[]): readonly SpoolEntry[] {
  let bytes = 0;
  return entries.filter((entry, index) => {
    bytes += entry.bytes;
    return index === 0 || bytes <= MOST_BYTES_SIDE_BY_SIDE;
  });
}
