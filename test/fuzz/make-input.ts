import { mutate } from './mutate.ts';
import { randomOf, type Random } from './random.ts';
import type { Seed } from './seeds.ts';

/** One request to try. */
export type Input = Pick<Seed, 'signal' | 'encoding' | 'bytes' | 'name'> & {
  readonly index: number;
  readonly mutations: readonly string[];
  /** For whatever is left to chance after the bytes. */
  readonly random: Random;
};

/** The `index`th input of a run: always the same for the same seeds and run seed. */
export function makeInput(seeds: readonly [Seed, ...Seed[]], runSeed: number, index: number): Input {
  const random = randomOf(runSeed, index);
  const seed = random.pick(seeds);
  // Sometimes a request says it is of another kind than it is.
  const { signal, encoding } = random.oneIn(50) ? random.pick(seeds) : seed;
  return { name: seed.name, index, signal, encoding, random, ...mutate(seed, seeds, random) };
}
