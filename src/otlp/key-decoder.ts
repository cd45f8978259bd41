/** Values of up to this many bytes are worth decoding as keys are: such as methods, hosts and routes. */
export const MAX_REPEATED = 64;

/** Decodes the keys in [from, to) of some bytes. The few keys that come again and again are decoded once. */
export type KeyDecoder = (from: number, to: number) => string;

/** Makes a decoder for keys in `bytes`; what is not UTF-8 becomes U+FFFD. */
export function createKeyDecoder(bytes: Uint8Array): KeyDecoder {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let known: (KnownKey | undefined)[] | undefined;
  return (from, to) => {
    const slot = chooseSlot(bytes, from, to);
    known ??= Array<KnownKey | undefined>(SLOTS).fill(undefined);
    const before = known[slot];
    if (before !== undefined && isSame(bytes, before, from, to)) return before.text;
    const text = buffer.toString('utf8', from, to);
    known[slot] = { from, to, text };
    return text;
  };
}

type KnownKey = { readonly from: number; readonly to: number; readonly text: string };

const SLOTS = 256;

/** Keys in one slot only displace each other, so a few bytes are enough to tell them apart. */
function chooseSlot(bytes: Uint8Array, from: number, to: number): number {
  const last = (bytes[to - 1] ?? 0) * 31;
  const middle = (bytes[(from + to) >> 1] ?? 0) * 7;
  return ((to - from) * 61 + last + middle + (bytes[from] ?? 0)) % SLOTS;
}

function isSame(bytes: Uint8Array, known: KnownKey, from: number, to: number): boolean {
  const length = to - from;
  if (known.to - known.from !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[known.from + i] !== bytes[from + i]) return false;
  return true;
}
