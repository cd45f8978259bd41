import type { Outcomes } from '../outcome.ts';
import type { Log } from '../telemetry/log.ts';
import type { Attempt } from './send.ts';

/** Counts and logs how the journeys of batches end. */
export type Endings = {
  /** The upstream's answer was final. */
  answered(attempt: Exclude<Attempt, { ending: 'retryable' }>, from: 'the client' | 'the spool'): void;
  spooled(): void;
  endOfTheLine(): void;
  damaged(): void;
};

/**
 * A batch that was spooled ends as `batches_spooled` for its client; what becomes of it later has `from the spool` in
 * its reason. So received = accepted + spooled + dropped, each without that mark, also across restarts.
 */
export function createEndings(needs: {
  readonly outcomes: Outcomes;
  readonly log: Log;
  readonly now: () => number;
}): Endings {
  const { outcomes, log } = needs;
  const isWorthALine = createOncePerMinute(needs.now);
  return {
    answered(attempt, from) {
      const mark = from === 'the spool' ? 'from the spool' : undefined;
      if (attempt.ending === 'refused') {
        const { status, detail } = attempt;
        outcomes.settle('batches_dropped', 1, join(`status ${status}`, mark));
        if (isWorthALine(`refused ${status}`))
          log.warn({ status, detail }, 'the upstream refused a batch for good; it was dropped');
        return;
      }
      const { partialSuccess } = attempt;
      const rejected = partialSuccess?.rejected ?? 0;
      outcomes.settle('batches_accepted', 1, join(rejected > 0 ? 'partial success' : undefined, mark));
      if (partialSuccess !== null && isWorthALine('partial success'))
        log.warn({ ...partialSuccess }, 'the upstream accepted a batch only in part, or with a warning');
    },
    spooled: () => outcomes.settle('batches_spooled', 1),
    endOfTheLine: () => outcomes.settle('batches_accepted', 1, 'end of the line'),
    damaged: () => outcomes.settle('batches_dropped', 1, 'damaged file, from the spool'),
  };
}

function join(...reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.filter((reason) => reason !== undefined).join(', ') || undefined;
}

// An upstream that refuses everything would otherwise fill the log; the counters lose nothing.
function createOncePerMinute(now: () => number): (what: string) => boolean {
  const saidAtMs = new Map<string, number>();
  return (what) => {
    const last = saidAtMs.get(what);
    if (last !== undefined && Math.abs(now() - last) < 60_000) return false;
    saidAtMs.set(what, now());
    return true;
  };
}
