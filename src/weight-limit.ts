import { Unavailable } from './unavailable.ts';

/** A bound on what may be in memory at once. */
export type WeightLimit = {
  /** Lets so much in, and gives back what lets it out again; throws `TooMuchAtOnce` when there is no room beside others. */
  enter(weight: number): () => void;
};

/** Others have to leave first. */
export class TooMuchAtOnce extends Unavailable {}

/** What comes alone is always let in: it would never fit otherwise. */
export function createWeightLimit(max: number): WeightLimit {
  let inside = 0;
  return {
    enter(weight) {
      if (inside > 0 && inside + weight > max)
        throw new TooMuchAtOnce('too many exceptions are being worked on');
      inside += weight;
      return () => void (inside -= weight);
    },
  };
}
