import { ITEM_NAMES, type Signal } from '../otlp/signal.ts';
import { createOnceAMinute } from '../once-a-minute.ts';
import type { Outcomes } from '../outcome.ts';
import type { Log } from '../telemetry/log.ts';
import { hintAt } from './hint-at.ts';
import type { FinalAttempt } from './send.ts';

/** Where a batch was when it ended. */
export type Origin = 'the client' | 'the spool';

/** What is counted of a batch. */
type Counted = { readonly signal: Signal | null; readonly itemCount: number };

/** Counts and logs how the journeys of batches end. */
export type Endings = {
  /** The upstream's answer was final. */
  answered(attempt: FinalAttempt, outgoing: Counted, from: Origin): void;
  spooled(outgoing: Counted): void;
  /** Two go on where one was. */
  split(from: Origin): void;
  endOfTheLine(batch: Counted): void;
  damaged(batch: Counted): void;
  /** The upstream took others again and again, but never this one. */
  givenUp(outgoing: Counted): void;
};

/**
 * A batch, and with it each of its spans or log records, that was spooled ends as spooled for its client; what becomes
 * of it later has `from the spool` in its reason. So what comes here = accepted + spooled + dropped, each without that
 * mark, and spooled = waiting + accepted + dropped, each with it, as long as nothing was waiting at the start.
 */
export function createEndings(needs: {
  readonly outcomes: Outcomes;
  readonly log: Log;
  readonly now: () => number;
}): Endings {
  const { outcomes, log } = needs;
  const isWorthALine = createOnceAMinute(needs.now);

  function settle(ending: Ending, { signal, itemCount }: Counted, reason?: string): void {
    outcomes.settle(`batches_${ending}`, 1, reason);
    settleItems(ending, signal, itemCount, reason);
  }

  function settleItems(ending: Ending, signal: Counted['signal'], n: number, reason?: string): void {
    const items = signal === null ? null : ITEM_NAMES[signal];
    if (items !== null) outcomes.settle(`${items}_${ending}`, n, reason);
  }

  return {
    answered(attempt, outgoing, from) {
      const mark = from === 'the spool' ? FROM_THE_SPOOL : undefined;
      if (attempt.ending === 'refused') {
        const { status, detail } = attempt;
        settle('dropped', outgoing, join(`status ${status}`, mark));
        if (isWorthALine(`refused ${status}`))
          log.warn(
            { status, detail, signal: outgoing.signal },
            `the upstream refused a batch for good; it was dropped. ${hintAt(status)}`,
          );
        return;
      }
      const { partialSuccess } = attempt;
      const rejected = Math.min(partialSuccess?.rejected ?? 0, outgoing.itemCount);
      const isPartial = (partialSuccess?.rejected ?? 0) > 0;
      outcomes.settle('batches_accepted', 1, join(isPartial ? 'partial success' : undefined, mark));
      settleItems('accepted', outgoing.signal, outgoing.itemCount - rejected, mark);
      settleItems('dropped', outgoing.signal, rejected, join('rejected by the upstream', mark));
      if (partialSuccess !== null && isWorthALine('partial success'))
        log.warn(
          { ...partialSuccess, signal: outgoing.signal },
          'the upstream accepted a batch only in part, or with a warning',
        );
    },
    spooled: (outgoing) => settle('spooled', outgoing),
    split: (from) =>
      from === 'the client'
        ? outcomes.settle('batches_received', 1, 'split for the upstream')
        : outcomes.settle('batches_spooled', 1, `split for the upstream, ${FROM_THE_SPOOL}`),
    endOfTheLine: (batch) => settle('accepted', batch, 'end of the line'),
    damaged: (batch) => settle('dropped', batch, `damaged file, ${FROM_THE_SPOOL}`),
    givenUp: (outgoing) => {
      settle('dropped', outgoing, `given up, ${FROM_THE_SPOOL}`);
      log.error(
        { signal: outgoing.signal, items: outgoing.itemCount },
        'a batch was dropped: the upstream failed on it for more than an hour while it took others',
      );
    },
  };
}

type Ending = 'accepted' | 'spooled' | 'dropped';

const FROM_THE_SPOOL = 'from the spool';

function join(...reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.filter((reason) => reason !== undefined).join(', ') || undefined;
}
