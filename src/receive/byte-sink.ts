import type { ByteShare } from './byte-budget.ts';
import { Refusal } from './refusal.ts';

/** Puts bytes together as they come. */
export type ByteSink = {
  /** Throws a `Refusal`: 413 beyond the limit, 503 or 429 when the budget has no room. */
  push(chunk: Uint8Array): void;
  /** All bytes so far, not copied. */
  bytes(): Uint8Array;
};

export type ByteSinkNeeds = {
  readonly limit: number;
  readonly share: ByteShare;
  /** How many bytes were announced; 0 if that is not known. */
  readonly announced: number;
};

// Who announces much and sends nothing must not hold room that others could use.
const AHEAD_BYTES = 1024 * 1024;

const FIRST_CAPACITY = 16 * 1024;

/**
 * Throws a `Refusal` if there is no room for what was announced; charges what comes, and a little ahead. One buffer that
 * doubles, rather than a list of chunks: a body sent a byte at a time would make a list a hundred times
 * its own size. What was announced and comes in one piece is kept as it is.
 */
export function createByteSink({ limit, share, announced }: ByteSinkNeeds): ByteSink {
  let store: Uint8Array = new Uint8Array();
  let size = 0;
  let charged = 0;

  function charge(needed: number): void {
    const more = Math.min(announced, needed + AHEAD_BYTES) - charged;
    if (more <= 0) return;
    share.take(more);
    charged += more;
  }

  function grow(needed: number): void {
    const doubled = Math.min(limit, Math.max(2 * store.length, FIRST_CAPACITY));
    const capacity = announced > 0 ? announced : Math.max(needed, doubled);
    if (announced === 0) share.take(capacity - store.length);
    const grown = Buffer.allocUnsafe(capacity);
    grown.set(store.subarray(0, size));
    store = grown;
  }

  share.check(announced);
  charge(0);
  return {
    push(chunk) {
      const needed = size + chunk.length;
      if (needed > limit) throw tooLarge(limit);
      if (needed > charged) charge(needed);
      if (size === 0 && chunk.length === announced) store = chunk;
      else {
        if (needed > store.length) grow(needed);
        store.set(chunk, size);
      }
      size = needed;
    },
    bytes: () => store.subarray(0, size),
  };
}

export function tooLarge(limit: number): Refusal {
  return new Refusal(413, `The request is larger than max_request_bytes, ${limit} bytes.`);
}
