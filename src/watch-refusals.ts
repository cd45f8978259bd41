import type { Batch } from './receive/batch.ts';
import type { Accepted } from './receive/receiver.ts';
import { Unavailable } from './unavailable.ts';
import { TooMuchAtOnce } from './weight-limit.ts';

type Accept = (batch: Batch) => Promise<Accepted>;

// About as often as orchestrators ask.
const RECENT_MS = 10_000;

/**
 * Remembers that a batch had to be refused because neither store nor upstream nor spool took it. A crowd is no such
 * fault: taking an instance out of the round for it would only crowd the others.
 */
export function watchRefusals(accept: Accept, now: () => number) {
  let last: { readonly reason: string; readonly atMs: number } | null = null;

  function remember(error: unknown): never {
    if (error instanceof Unavailable && !(error instanceof TooMuchAtOnce))
      last = { reason: describe(error), atMs: now() };
    throw error;
  }

  return {
    accept: (batch: Batch) => accept(batch).catch(remember),
    /** Why a batch was refused within the last 10 seconds; null if none was. */
    refusing: (): string | null => (last !== null && now() - last.atMs < RECENT_MS ? last.reason : null),
  };
}

function describe(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error) || error.message.includes(cause.message)) return error.message;
  return `${error.message}: ${describe(cause)}`;
}
