import { parentPort, workerData } from 'node:worker_threads';
import { describeFailure } from './failure.ts';
import { scanInputs } from './scan-inputs.ts';
import { makeSeeds } from './seeds.ts';

/** What a worker is told. */
export type ScanOrder = {
  readonly runSeed: number;
  readonly from: number;
  readonly step: number;
  readonly endsAtMs: number;
  /** Where it notes the input it is at, so that one that never ends can be named. */
  readonly progress: Int32Array<SharedArrayBuffer>;
};

const { runSeed, from, step, endsAtMs, progress } = workerData as ScanOrder;
const { tally, failed } = scanInputs(makeSeeds(), runSeed, {
  from,
  step,
  goOn: (index) => {
    Atomics.store(progress, 0, index);
    return Date.now() < endsAtMs;
  },
});
const { problem = '' } = failed ?? {};
const failure = failed && describeFailure(failed.input, { runSeed, problem, http: null });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage({ tally, failure });
