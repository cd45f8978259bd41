import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describeFailure, type Failure } from './failure.ts';
import { makeInput } from './make-input.ts';
import type { ScanOrder } from './scan-worker.ts';
import { makeSeeds } from './seeds.ts';
import { addTally, type Tally } from './tally.ts';

export type Ran = { readonly tally: Tally; readonly failure: Failure | null };

const STUCK_MS = 30_000;

/** Tries inputs on the readers of OTLP themselves, in `workers` threads, for so many seconds. */
export async function runScanners(runSeed: number, seconds: number, workers: number): Promise<Ran> {
  const endsAtMs = Date.now() + seconds * 1000;
  const orders = Array.from({ length: workers }, (_, from) => {
    const progress = new Int32Array(new SharedArrayBuffer(4));
    return { runSeed, from, step: workers, endsAtMs, progress };
  });
  const tally: Tally = {};
  const ran = await Promise.all(orders.map(runOne));
  for (const one of ran) addTally(tally, one.tally);
  return { tally, failure: ran.find(({ failure }) => failure !== null)?.failure ?? null };
}

async function runOne(order: ScanOrder): Promise<Ran> {
  const worker = new Worker(join(import.meta.dirname, 'scan-worker.ts'), { workerData: order });
  const stuck = watch(order);
  try {
    const result = await Promise.race([once(worker, 'message'), stuck.found]);
    return Array.isArray(result) ? (result[0] as Ran) : { tally: {}, failure: result };
  } finally {
    stuck.stop();
    await worker.terminate();
  }
}

/** Resolves when the worker has been at one and the same input for half a minute. */
function watch({ progress, runSeed }: ScanOrder) {
  const { promise: found, resolve } = Promise.withResolvers<Failure>();
  let before = -1;
  const timer = setInterval(() => {
    const index = Atomics.load(progress, 0);
    const problem = 'it never ended';
    if (index === before)
      resolve(describeFailure(makeInput(makeSeeds(), runSeed, index), { runSeed, problem, http: null }));
    before = index;
  }, STUCK_MS);
  return { found, stop: () => clearInterval(timer) };
}
