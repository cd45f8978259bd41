import { Worker } from 'node:worker_threads';
import type { MapAnswer, MapQuestion } from './map-worker.ts';

/** The line to the thread that reads maps. The thread is there from the first question on, until it is ended. */
export type MapLine = {
  isOpen(): boolean;
  /** One question at a time. Null when the thread died of it, did not come to an end, or could not be started. */
  send(question: MapQuestion): Promise<MapAnswer | null>;
  end(): Promise<void>;
};

export type MapLineNeeds = {
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly answerMs: number;
  readonly heapMb: number;
};

export function createMapLine({ schedule, answerMs, heapMb }: MapLineNeeds): MapLine {
  let worker: Worker | null = null;

  function open(): Worker {
    const opened = startWorker(heapMb);
    opened.once('exit', () => {
      if (worker === opened) worker = null;
    });
    return opened;
  }

  async function end(): Promise<void> {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  }

  return {
    isOpen: () => worker !== null,
    async send(question) {
      try {
        worker ??= open();
      } catch {
        return null; // The machine has no threads left.
      }
      const { promise, resolve } = Promise.withResolvers<MapAnswer | null>();
      const cancel = schedule(() => void end(), answerMs);
      const fail = (): void => resolve(null);
      const asked = worker.once('message', resolve).once('exit', fail);
      asked.ref();
      asked.postMessage(question, []);
      const answer = await promise;
      cancel();
      asked.off('message', resolve).off('exit', fail).unref();
      return answer;
    },
    end,
  };
}

// The compiler rewrites only what is imported.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './map-worker.ts' : './map-worker.js',
  import.meta.url,
);

function startWorker(heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 };
  const worker = new Worker(WORKER, { execArgv: [], env: {}, resourceLimits });
  // What it died of is not told apart: `exit` follows.
  return worker.on('error', () => undefined);
}
