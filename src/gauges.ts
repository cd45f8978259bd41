import type { Verdicts } from './blame/remember-verdicts.ts';
import type { Forwarder } from './forward/forwarder.ts';
import type { Outcomes } from './outcome.ts';
import type { Receiver } from './receive/receiver.ts';
import type { Store } from './store/store.ts';
import type { Read } from './telemetry/observe.ts';

export type GaugesNeeds = {
  readonly store: Pick<Store, 'stats'>;
  readonly forwarder: Pick<Forwarder, 'stats'>;
  readonly receiver: Pick<Receiver, 'bytesInFlight'>;
  readonly verdicts: Pick<Verdicts, 'inFlight'>;
  readonly outcomes: Outcomes;
};

/** Asks every room for what the service's own metrics show. */
export function createGauges({ store, forwarder, receiver, verdicts, outcomes }: GaugesNeeds): Read {
  return async () => {
    const { waitingExceptions, lettersQueued, seenKeys } = await store.stats();
    const { spool } = forwarder.stats();
    return {
      outcomes: outcomes.totals(),
      spoolBytes: spool.bytes,
      spoolBatches: spool.count,
      waitingExceptions,
      mailsQueued: lettersQueued,
      bytesInFlight: receiver.bytesInFlight(),
      verdictsInFlight: verdicts.inFlight(),
      seenKeys,
    };
  };
}
