import type { Fingerprint } from './fingerprint.ts';
import type { PackedEntry } from './pack-entry.ts';

// Of smaller batches the occurrences are remembered for long enough.
const FEWEST = 8;

/**
 * What a batch is recognised by when it is sent again: the sum of its keys, which is the same in whatever order they
 * come and whatever has been blamed by then. Null: it is too small to be worth it.
 */
export function toBatchKey({ keys, waiting }: PackedEntry): Fingerprint | null {
  let [count, high, low] = [keys.length / 2, 0, 0];
  for (let i = 0; i < keys.length; i += 2) {
    high = (high + (keys[i] ?? 0)) >>> 0;
    low = (low + (keys[i + 1] ?? 0)) >>> 0;
  }
  for (const { key } of waiting.flatMap(({ occurrences }) => occurrences)) {
    count += 1;
    high = (high + key[0]) >>> 0;
    low = (low + key[1]) >>> 0;
  }
  return count < FEWEST ? null : [high, low];
}
