import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sender } from './sender.ts';

/** What came of sending for a while. */
export type Load = {
  /** Requests answered 200. */
  readonly accepted: number;
  /** Requests answered otherwise, or not at all. */
  readonly failed: number;
  readonly seconds: number;
};

/** Sends over `connections` at once, each its next request as soon as the last one was answered, for `seconds`. */
export async function runClosedLoop(sender: Sender, connections: number, seconds: number): Promise<Load> {
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  let accepted = 0;
  let failed = 0;
  async function sendOn(): Promise<void> {
    while (performance.now() < endsAt) {
      if ((await sender.send()) === 200) accepted += 1;
      else {
        failed += 1;
        await nextTurn();
      }
    }
  }
  await Promise.all(Array.from({ length: connections }, sendOn));
  return { accepted, failed, seconds: (performance.now() - startedAt) / 1000 };
}
