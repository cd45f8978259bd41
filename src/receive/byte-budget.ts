import { Refusal } from './refusal.ts';

/** Memory for bodies, shared by all requests in flight. */
export type ByteBudget = {
  /** A share of the budget for one request, empty at first. */
  open(): ByteShare;
};

export type ByteShare = {
  /** Charges more bytes; throws a 503 `Refusal` when the budget has no room for them. */
  take(bytes: number): void;
  /** Gives everything back. */
  release(): void;
};

/** What `maxBytes` cannot hold is refused for now: clients send it again, and nobody runs out of memory. */
export function createByteBudget(maxBytes: number): ByteBudget {
  let used = 0;
  return {
    open() {
      let taken = 0;
      return {
        take(bytes) {
          if (used + bytes > maxBytes) throw new Refusal(503, 'Too much is in flight: try again.');
          used += bytes;
          taken += bytes;
        },
        release() {
          used -= taken;
          taken = 0;
        },
      };
    },
  };
}
