import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { postTraces } from '../exporters.ts';
import type { PlannedBatch } from './plan-batches.ts';

const AT_ONCE = 4;
const TRY_AGAIN_MS = 25;

/** Sends batches in order, each again and again until it is answered 200. */
export function createStubbornClient(otlp: string, batches: readonly PlannedBatch[]) {
  const queue = [...batches];
  const refusals = new Map<string, number>();
  let allowed = 0;
  let acknowledged = 0;
  let resent = 0;
  const stopping = new AbortController();
  let given = Promise.withResolvers<void>();

  async function work(): Promise<void> {
    for (let batch = await takeNext(); batch !== undefined; batch = await takeNext())
      if (await deliver(batch)) acknowledged++;
  }

  async function takeNext(): Promise<PlannedBatch | undefined> {
    const isOver = stopping.signal.aborted || queue.length === 0;
    if (!isOver && allowed === 0) {
      await given.promise;
      return takeNext();
    }
    allowed--;
    return isOver ? undefined : queue.shift();
  }

  async function deliver(batch: PlannedBatch): Promise<boolean> {
    if (await isTaken(batch)) return true;
    resent++;
    await pause(TRY_AGAIN_MS);
    return stopping.signal.aborted ? false : deliver(batch);
  }

  async function isTaken({ body }: PlannedBatch): Promise<boolean> {
    const answer = await postTraces(otlp, body, { 'content-type': 'application/json' }).catch(() => null);
    if (answer === null) return false;
    await answer.arrayBuffer().catch(() => null);
    if (answer.status === 200) return true;
    const name = `${answer.status} Retry-After ${answer.headers.get('retry-after')}`;
    refusals.set(name, (refusals.get(name) ?? 0) + 1);
    assert.match(name, /^(429|503) Retry-After [123]$/, 'only refusals that ask for the same again');
    return false;
  }

  const finished = Promise.all(Array.from({ length: AT_ONCE }, work));
  finished.catch(() => undefined);
  return {
    finished,
    /** Lets so many more batches go. */
    release(count: number): void {
      allowed += count;
      given.resolve();
      given = Promise.withResolvers();
    },
    stop(): void {
      stopping.abort();
      given.resolve();
    },
    stats: () => ({ acknowledged, resent, refusals: Object.fromEntries(refusals) }),
  };
}
