import { isIPv6 } from 'node:net';

/** Keeps those who guess passwords waiting. */
export type LoginLimit = {
  /** Counts a try; gives 0 when it may be made, or else the seconds until the next may be. */
  take(address: string): number;
  /** Does not count a try that succeeded; those before it stay, for somebody with a password may guess others'. */
  forgive(address: string): void;
};

const WINDOW_MS = 10 * 60_000;
const MOST_TRIES = 10;
const MOST_ADDRESSES = 10_000;

type Tries = { readonly sinceMs: number; count: number };

/** Ten tries in ten minutes from an address, or from a network of IPv6, which is one customer. */
export function createLoginLimit(now: () => number): LoginLimit {
  const tries = new Map<string, Tries>();

  function isOver({ sinceMs }: Tries): boolean {
    return Math.abs(now() - sinceMs) >= WINDOW_MS;
  }

  function makeRoom(): void {
    if (tries.size < MOST_ADDRESSES) return;
    for (const [network, known] of tries) if (isOver(known)) tries.delete(network);
    for (const network of tries.keys()) if (tries.size >= MOST_ADDRESSES) tries.delete(network);
  }

  return {
    take(address) {
      const network = nameNetwork(address);
      const known = tries.get(network);
      if (known === undefined || isOver(known)) {
        tries.delete(network);
        makeRoom();
        tries.set(network, { sinceMs: now(), count: 1 });
        return 0;
      }
      if (known.count >= MOST_TRIES)
        return Math.max(1, Math.ceil((known.sinceMs + WINDOW_MS - now()) / 1000));
      known.count += 1;
      return 0;
    },
    forgive(address) {
      const known = tries.get(nameNetwork(address));
      if (known !== undefined) known.count = Math.max(0, known.count - 1);
    },
  };
}

/** The first 64 bits of an IPv6 address. */
function nameNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::', 2);
  const [front, back] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (front?.length ?? 0) - (back?.length ?? 0);
  const groups = [...(front ?? []), ...Array<string>(Math.max(0, missing)).fill('0'), ...(back ?? [])];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
