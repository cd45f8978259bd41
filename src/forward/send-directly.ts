import type { Endings } from './endings.ts';
import type { OutgoingBatch } from './outgoing.ts';
import type { Attempt, FinalAttempt } from './send.ts';
import { isTooLarge, splitOutgoing } from './split-outgoing.ts';

/** How a batch that a client waits for came to its end. */
export type Sent = { readonly ending: FinalAttempt['ending'] | 'spooled' };

/** Sends a batch for a client that waits; what the upstream does not answer in time goes to the spool. Rejects when that does not take it. */
export type SendDirectly = (outgoing: OutgoingBatch) => Promise<Sent>;

// Clients give up after ten seconds and send again; the spool is a safe place long before.
const LONGEST_CLIENT_WAIT_MS = 4_000;

// So often is a batch halved that is too large for the upstream.
const MOST_HALVINGS = 20;

/** Nothing is counted before all of the batch has its ending, since the client sends again what was not taken whole. */
export function createSendDirectly(needs: {
  readonly send: (outgoing: OutgoingBatch, timeoutMs: number) => Promise<Attempt>;
  readonly spool: (rest: readonly OutgoingBatch[]) => Promise<void>;
  readonly endings: Endings;
  readonly timeoutMs: number;
  readonly attempted: (attempt: Attempt) => void;
  readonly now: () => number;
}): SendDirectly {
  const { send, spool, endings, attempted, now } = needs;

  return async (outgoing) => {
    const startedAtMs = now();
    const answered: [FinalAttempt, OutgoingBatch][] = [];
    let parts: readonly Part[] = [{ outgoing, halvings: 0 }];
    while (parts.length > 0 && leftMs(startedAtMs) > 0) {
      const [first, ...rest] = parts;
      if (first === undefined) break;
      const attempt = await send(first.outgoing, Math.min(needs.timeoutMs, leftMs(startedAtMs)));
      attempted(attempt);
      if (attempt.ending === 'retryable') break;
      const halves = isTooLarge(attempt) ? await divide(first) : null;
      if (halves === null) answered.push([attempt, first.outgoing]);
      parts = [...(halves ?? []), ...rest];
    }
    return settle(
      answered,
      parts.map((part) => part.outgoing),
    );
  };

  async function settle(
    answered: readonly (readonly [FinalAttempt, OutgoingBatch])[],
    rest: readonly OutgoingBatch[],
  ): Promise<Sent> {
    if (rest.length > 0) await spool(rest);
    for (const [attempt, part] of answered) endings.answered(attempt, part, 'the client');
    for (const part of rest) endings.spooled(part);
    for (let more = answered.length + rest.length; more > 1; more--) endings.split('the client');
    if (rest.length > 0) return { ending: 'spooled' };
    return { ending: answered.some(([{ ending }]) => ending === 'accepted') ? 'accepted' : 'refused' };
  }

  // A clock set back must not make a client wait longer.
  function leftMs(startedAtMs: number): number {
    return LONGEST_CLIENT_WAIT_MS - Math.abs(now() - startedAtMs);
  }
}

type Part = { readonly outgoing: OutgoingBatch; readonly halvings: number };

async function divide({ outgoing, halvings }: Part): Promise<readonly Part[] | null> {
  const halves = halvings < MOST_HALVINGS ? await splitOutgoing(outgoing) : null;
  return halves && halves.map((half) => ({ outgoing: half, halvings: halvings + 1 }));
}
