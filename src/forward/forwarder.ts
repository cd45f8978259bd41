import type { Outcomes } from '../outcome.ts';
import type { Batch } from '../receive/batch.ts';
import type { Log } from '../telemetry/log.ts';
import { Unavailable } from '../unavailable.ts';
import { createDrain } from './drain.ts';
import { createEndings } from './endings.ts';
import { toOutgoing } from './outgoing.ts';
import type { Findings, OutgoingBatch, UpstreamCompression } from './outgoing.ts';
import { createPause } from './pause.ts';
import type { Schedule } from './pause.ts';
import { createSendDirectly } from './send-directly.ts';
import { createSend } from './send.ts';
import type { Attempt } from './send.ts';
import type { Spool, SpoolSize } from './spool.ts';

/** Takes batches on to the next OTLP endpoint, or to the spool while that one is not answering. */
export type Forwarder = {
  /**
   * Resolves when the batch is the upstream's, safe on the disk, refused by the upstream for good, or at the end of the
   * line because there is no upstream. Rejects with ForwardBusy when nothing of that holds: the client has to keep it.
   */
  forward(batch: Batch, findings: Findings): Promise<Forwarded>;
  /** Throws ForwardBusy when the batch would have to be spooled and there is no room: so it can be refused early. */
  checkRoom(batch: Batch): void;
  stats(): ForwarderStats;
  /** Stops sending, ends what is in flight, and waits for it at most 5 seconds; the spool stays on the disk. Batches that still come in are spooled. */
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

// So many clients wait for an answer, most of them for a connection; the next find their place on the disk at once.
const MOST_WAITING_CLIENTS = 256;

const LONGEST_CLOSE_MS = 5_000;

/** Begins at once to send what an earlier run left in the spool. Throws a sentence for the user when the upstream's settings are unusable. */
export function createForwarder(needs: {
  readonly upstream: Upstream;
  readonly spool: Spool;
  readonly outcomes: Outcomes;
  readonly log: Log;
  /** Version of Flawless, for the user agent. */
  readonly version: string;
  /** 16 hexadecimal digits; the receiver knows by them what went round in a circle. */
  readonly instanceId: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly schedule: Schedule;
}): Forwarder {
  const { upstream, spool } = needs;
  const endings = createEndings(needs);
  if (upstream.endpoint !== null) return createUpstreamForwarder(needs, upstream.endpoint);
  return {
    forward: async ({ signal }, { itemCount }) => {
      endings.endOfTheLine({ signal, itemCount });
      return 'end of the line';
    },
    checkRoom: () => {},
    stats: () => ({ upstream: 'none', failure: null, spool: spool.size() }),
    close: async () => {},
  };
}

function createUpstreamForwarder(needs: Parameters<typeof createForwarder>[0], endpoint: string): Forwarder {
  const { upstream, spool, log, schedule } = needs;
  const { timeoutMs } = upstream;
  const stopping = new AbortController();
  const send = createSend({ ...needs, ...upstream, endpoint, stop: stopping.signal });
  const endings = createEndings(needs);
  const pause = createPause({ ...needs, over: () => drain.wake() });
  const mayRun = () => !stopping.signal.aborted && !pause.active();
  const drain = createDrain({
    ...needs,
    send: (outgoing) => send(outgoing, timeoutMs),
    endings,
    mayRun,
    attempted,
    stumbled: () => pause.begin(0),
  });
  const sendDirectly = createSendDirectly({
    ...needs,
    send,
    spool: putIntoSpool,
    endings,
    timeoutMs,
    attempted,
  });
  let waitingClients = 0;
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

  function mustSpool(): boolean {
    return !mayRun() || drain.isBehind() || waitingClients >= MOST_WAITING_CLIENTS;
  }

  async function sendOrSpool(outgoing: OutgoingBatch): Promise<Forwarded> {
    if (mustSpool()) {
      await putIntoSpool([outgoing]);
      endings.spooled(outgoing);
      return 'spooled';
    }
    waitingClients += 1;
    try {
      return (await sendDirectly(outgoing)).ending;
    } finally {
      waitingClients -= 1;
    }
  }

  async function putIntoSpool(batches: readonly OutgoingBatch[]): Promise<void> {
    const puts = await Promise.allSettled(batches.map((outgoing) => spool.put(outgoing)));
    drain.wake();
    const failed = puts.find((put) => put.status === 'rejected');
    if (failed !== undefined)
      throw new ForwardBusy('neither the upstream nor the spool takes batches', { cause: failed.reason });
  }

  drain.wake();
  return {
    forward: async (batch, findings) => sendOrSpool(await toOutgoing(batch, findings, upstream.compression)),
    checkRoom({ received }) {
      const { bytes, maxBytes } = spool.size();
      if (mustSpool() && bytes + received.bytes.length > maxBytes) throw new ForwardBusy('the spool is full');
    },
    stats: () => ({
      upstream: failure === null ? 'answering' : 'failing',
      failure,
      spool: spool.size(),
    }),
    close: async () => {
      drain.cancel();
      stopping.abort();
      pause.cancel();
      const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
      const callOff = schedule(resolve, LONGEST_CLOSE_MS);
      await Promise.race([drain.idle(), timeIsUp]);
      callOff();
    },
  };
}
