import { Refusal } from './refusal.ts';

/** Memory for bodies, shared by all requests in flight. */
export type ByteBudget = {
  /** A share for one request of `sender`, empty at first; throws a 503 `Refusal` when too many are open. */
  open(sender: string): ByteShare;
  /** Bytes that are charged now. */
  used(): number;
};

export type ByteShare = {
  /** Throws as `take` would, and charges nothing. */
  check(bytes: number): void;
  /** Charges more bytes; throws a `Refusal` of 503 when there is no room, of 429 when the sender has more than its part. */
  take(bytes: number): void;
  /** Gives everything back. */
  release(): void;
};

export type ByteBudgetNeeds = { readonly maxBytes: number; readonly now: () => number };

// A request has a cost beside its body, some kilobytes; a client can pipeline thousands of empty ones.
const MAX_OPEN = 10_000;

// Who was turned away comes back within the longest `Retry-After`.
const REMEMBERED_MS = 3_000;

/**
 * What `maxBytes` cannot hold is refused for now: clients send it again, and nobody runs out of memory. One sender may
 * hold more than half only while nobody else wants in.
 */
export function createByteBudget({ maxBytes, now }: ByteBudgetNeeds): ByteBudget {
  const held = new Map<string, number>();
  let used = 0;
  let open = 0;
  let turnedAway = { sender: '', untilMs: -Infinity };

  function othersWantIn(sender: string): boolean {
    if (used > (held.get(sender) ?? 0)) return true;
    return turnedAway.sender !== sender && now() < turnedAway.untilMs;
  }

  function check(sender: string, bytes: number): void {
    const share = (held.get(sender) ?? 0) + bytes;
    const isGreedy = share > maxBytes / 2;
    if (isGreedy && othersWantIn(sender)) throw new Refusal(429, 'You have too much in flight: try again.');
    if (used + bytes > maxBytes) {
      if (!isGreedy) turnedAway = { sender, untilMs: now() + REMEMBERED_MS };
      throw new Refusal(503, 'Too much is in flight: try again.');
    }
  }

  function take(sender: string, bytes: number): void {
    check(sender, bytes);
    used += bytes;
    held.set(sender, (held.get(sender) ?? 0) + bytes);
  }

  function give(sender: string, bytes: number): void {
    used -= bytes;
    const rest = (held.get(sender) ?? 0) - bytes;
    if (rest > 0) held.set(sender, rest);
    else held.delete(sender);
  }

  return {
    open(sender) {
      if (open >= MAX_OPEN) throw new Refusal(503, 'Too many requests are in flight: try again.');
      open += 1;
      return createShare({
        check: (bytes) => check(sender, bytes),
        take: (bytes) => take(sender, bytes),
        close: (bytes) => {
          open -= 1;
          give(sender, bytes);
        },
      });
    },
    used: () => used,
  };
}

type Charge = (bytes: number) => void;

function createShare({ check, take, close }: { check: Charge; take: Charge; close: Charge }): ByteShare {
  let taken = 0;
  let isOpen = true;
  return {
    check,
    take(bytes) {
      take(bytes);
      taken += bytes;
    },
    release() {
      if (isOpen) close(taken);
      isOpen = false;
    },
  };
}
