import type { Mutation } from './mutate.ts';
import { replaceBytes } from './replace-bytes.ts';
import type { Random } from './random.ts';

/** Damage that knows nothing of what the bytes mean. */
export const BYTE_MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  flipBits,
  overwriteBytes,
  truncateEnd,
  removeSlice,
  repeatSlice,
  insertBytes,
  moveSlice,
];

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const result = Uint8Array.from(bytes);
  for (let i = random.below(4); i >= 0 && result.length > 0; i--) {
    const at = random.below(result.length);
    result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
  }
  return result;
}

function overwriteBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const result = Uint8Array.from(bytes);
  const at = random.below(result.length);
  result.fill(random.pick([0, 0x7f, 0x80, 0xff, 0x22, 0x0a]), at, at + 1 + random.below(8));
  return result;
}

function truncateEnd(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.subarray(0, random.below(bytes.length));
}

function removeSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length);
  return replaceBytes(bytes, from, from + 1 + random.below(16), new Uint8Array());
}

function repeatSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length);
  const slice = bytes.subarray(from, from + 1 + random.below(200));
  const copies = Array.from({ length: random.oneIn(100) ? 2000 : 1 }, () => slice);
  return replaceBytes(bytes, from, from, Buffer.concat(copies));
}

function insertBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  return replaceBytes(bytes, at, at, random.bytes(1 + random.below(16)));
}

function moveSlice(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length);
  const slice = Uint8Array.from(bytes.subarray(from, from + 1 + random.below(100)));
  const to = random.below(bytes.length);
  return replaceBytes(bytes, to, to + random.below(100), slice);
}
