import type { Addition } from '../otlp/addition.ts';
import type { Outcomes } from '../outcome.ts';
import type { Batch } from '../receive/batch.ts';
import type { Log } from '../telemetry/log.ts';
import { Unavailable } from '../unavailable.ts';
import { createDrain } from './drain.ts';
import { createEndings } from './endings.ts';
import { toOutgoing } from './outgoing.ts';
import type { OutgoingBatch, UpstreamCompression } from './outgoing.ts';
import { createPause } from './pause.ts';
import type { Schedule } from './pause.ts';
import { createSend } from './send.ts';
import type { Attempt } from './send.ts';
import type { Spool, SpoolSize } from './spool.ts';

/** Takes batches on to the next OTLP endpoint, or to the spool while that one is not answering. */
export type Forwarder = {
  /**
   * Resolves when the batch is the upstream's, safe on the disk, refused by the upstream for good, or at the end of the
   * line because there is no upstream. Rejects with ForwardBusy when nothing of that holds: the client has to keep it.
   */
  forward(batch: Batch, additions: readonly Addition[]): Promise<Forwarded>;
  stats(): ForwarderStats;
  /** Stops sending and ends what is in flight; the spool stays on the disk. Batches that still come in are spooled. */
  close(): Promise<void>;
};

export type Forwarded = 'accepted' | 'spooled' | 'refused' | 'end of the line';

export type ForwarderStats = {
  readonly upstream: 'none' | 'answering' | 'failing';
  /** Why the last attempt failed; null when the upstream answers. */
  readonly failure: string | null;
  readonly spool: SpoolSize;
};

/** Neither the upstream nor the spool could take the batch: answer 503 with `Retry-After`. */
export class ForwardBusy extends Unavailable {}

export type Upstream = {
  /** Base URL; null makes this the end of the line. */
  readonly endpoint: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** For each attempt. */
  readonly timeoutMs: number;
  readonly compression: UpstreamCompression;
};

// Clients give up after ten seconds and send again; the spool is a safe place long before.
const LONGEST_CLIENT_WAIT_MS = 4_000;

/** Begins at once to send what an earlier run left in the spool. Throws a sentence for the user when the upstream's settings are unusable. */
export function createForwarder(needs: {
  readonly upstream: Upstream;
  readonly spool: Spool;
  readonly outcomes: Outcomes;
  readonly log: Log;
  /** Version of Flawless, for the user agent. */
  readonly version: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly schedule: Schedule;
}): Forwarder {
  const { upstream, spool } = needs;
  const endings = createEndings(needs);
  if (upstream.endpoint !== null) return createUpstreamForwarder(needs, upstream.endpoint);
  return {
    forward: async () => {
      endings.endOfTheLine();
      return 'end of the line';
    },
    stats: () => ({ upstream: 'none', failure: null, spool: spool.size() }),
    close: async () => {},
  };
}

function createUpstreamForwarder(needs: Parameters<typeof createForwarder>[0], endpoint: string): Forwarder {
  const { upstream, spool, log } = needs;
  const stopping = new AbortController();
  const send = createSend({ ...needs, ...upstream, endpoint, stop: stopping.signal });
  const timeoutMs = Math.min(upstream.timeoutMs, LONGEST_CLIENT_WAIT_MS);
  const sendWhileClientWaits = createSend({
    ...needs,
    ...upstream,
    timeoutMs,
    endpoint,
    stop: stopping.signal,
  });
  const endings = createEndings(needs);
  const pause = createPause({ ...needs, over: () => drain.wake() });
  const mayRun = () => !stopping.signal.aborted && !pause.active();
  const stumbled = () => pause.begin(0);
  const drain = createDrain({ spool, send, endings, log, mayRun, attempted, stumbled });
  let failure: string | null = null;

  function attempted(attempt: Attempt): void {
    if (stopping.signal.aborted) return;
    if (attempt.ending === 'retryable') {
      if (failure === null) log.warn({ reason: attempt.reason }, 'the upstream fails; batches are spooled');
      failure = attempt.reason;
      pause.begin(attempt.retryAfterMs);
      return;
    }
    if (failure !== null) log.info({ waiting: spool.size().count }, 'the upstream answers again');
    failure = null;
    pause.reset();
  }

  async function sendOrSpool(outgoing: OutgoingBatch): Promise<Forwarded> {
    if (!mayRun() || spool.size().count > 0) return putIntoSpool(outgoing);
    const attempt = await sendWhileClientWaits(outgoing);
    attempted(attempt);
    if (attempt.ending === 'retryable') return putIntoSpool(outgoing);
    endings.answered(attempt, 'the client');
    return attempt.ending;
  }

  async function putIntoSpool(outgoing: OutgoingBatch): Promise<Forwarded> {
    try {
      await spool.put(outgoing);
    } catch (error) {
      throw new ForwardBusy('neither the upstream nor the spool takes batches', { cause: error });
    }
    endings.spooled();
    drain.wake();
    return 'spooled';
  }

  drain.wake();
  return {
    forward: async (batch, additions) =>
      sendOrSpool(await toOutgoing(batch, additions, upstream.compression)),
    stats: () => ({
      upstream: failure === null ? 'answering' : 'failing',
      failure,
      spool: spool.size(),
    }),
    close: async () => {
      stopping.abort();
      pause.cancel();
      await drain.idle();
    },
  };
}
