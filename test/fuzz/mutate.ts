import { BYTE_MUTATIONS } from './mutate-bytes.ts';
import { JSON_MUTATIONS } from './mutate-json.ts';
import { PROTOBUF_MUTATIONS } from './mutate-protobuf.ts';
import type { Random } from './random.ts';
import type { Seed } from './seeds.ts';

/** A changed copy of the bytes; `mutation` names it where the function's own name does not. */
export type Mutation = ((bytes: Uint8Array, random: Random) => Uint8Array) & { readonly mutation?: string };

export type Mutated = { readonly bytes: Uint8Array; readonly mutations: readonly string[] };

const MOST_BYTES = 256 * 1024;

// Mostly once: what is damaged often is soon refused for the first of its faults.
const HOW_OFTEN = [1, 1, 1, 1, 2, 2, 3, 4, 0] as const;

/** A request that was valid once, changed up to four times. */
export function mutate(seed: Seed, seeds: readonly [Seed, ...Seed[]], random: Random): Mutated {
  const mutations: string[] = [];
  let { bytes } = seed;
  for (let left = random.pick(HOW_OFTEN); left > 0; left--) {
    const mutation = pickMutation(seed, seeds, random);
    mutations.push(mutation.mutation ?? mutation.name);
    bytes = mutation(bytes, random).subarray(0, MOST_BYTES);
  }
  return { bytes, mutations };
}

function pickMutation(seed: Seed, seeds: readonly [Seed, ...Seed[]], random: Random): Mutation {
  if (random.oneIn(20)) return Object.assign(joinWith(random.pick(seeds)), { mutation: 'joinWith' });
  if (random.oneIn(8)) return random.pick(BYTE_MUTATIONS);
  return random.pick(seed.encoding === 'json' ? JSON_MUTATIONS : PROTOBUF_MUTATIONS);
}

/** Two requests of protobuf, one after the other, are one request; all other joints are broken. */
function joinWith(other: Seed): Mutation {
  return (bytes, random) => {
    const from = random.oneIn(2) ? 0 : random.below(other.bytes.length);
    const kept = random.oneIn(2) ? bytes.length : random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, kept), other.bytes.subarray(from)]);
  };
}
