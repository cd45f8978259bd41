import { LRUCache } from 'lru-cache';
import type { Log } from '../../telemetry/log.ts';
import type { Position } from './find-origin.ts';
import type { FoundMap } from './found-map.ts';
import { createMapLine } from './map-line.ts';
import type { MapAnswer } from './map-worker.ts';

/** Reads source maps in a thread of their own, one question after the other. */
export type MapThread = {
  /** Null when there is no such map any more or there is no time for it. Rejects only as `load` of the map does. */
  ask(map: AskedMap, positions: readonly Position[]): Promise<MapAnswer | null>;
  close(): Promise<void>;
};

export type AskedMap = Pick<FoundMap, 'key' | 'load'>;

export type MapThreadNeeds = {
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
  readonly limits?: Partial<ThreadLimits>;
};

export type ThreadLimits = {
  readonly answerMs: number;
  readonly idleMs: number;
  readonly heapMb: number;
  readonly maxWaiting: number;
};

// Maps are megabytes, and so is the thread; services that need none should not pay for one.
const LIMITS: ThreadLimits = { answerMs: 20_000, idleMs: 60_000, heapMb: 768, maxWaiting: 1_000 };

/** Starts the thread when it is needed, ends it when it is idle; a map that kills it or takes too long is never read again. */
export function createMapThread({ schedule, log, limits }: MapThreadNeeds): MapThread {
  const { idleMs, maxWaiting, ...rest } = { ...LIMITS, ...limits };
  const line = createMapLine({ schedule, ...rest });
  const givenUp = new LRUCache<string, MapAnswer>({ max: 10_000 });
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  let stayOn: (() => void) | null = null;

  async function read({ key, load }: AskedMap, positions: readonly Position[]): Promise<MapAnswer | null> {
    if (closed) return null;
    const known = givenUp.get(key) ?? (line.isOpen() ? await line.send({ key, positions }) : null);
    if (known !== null && known.kind !== 'unknown') return known;
    const map = await load();
    if (map === null || closed) return null;
    return judge(key, await line.send({ key, positions, map }));
  }

  function judge(key: string, answer: MapAnswer | null): MapAnswer | null {
    if (answer?.kind === 'found' || closed) return answer;
    if (answer === null) log.warn({ map: key }, 'a source map took too long or too much memory to read');
    const broken = answer ?? TOO_MUCH;
    givenUp.set(key, broken);
    return broken;
  }

  function leave(): void {
    waiting -= 1;
    if (waiting === 0 && !closed) stayOn = schedule(() => void line.end(), idleMs);
  }

  return {
    ask(map, positions) {
      if (closed || waiting >= maxWaiting) return Promise.resolve(null);
      waiting += 1;
      stayOn?.();
      const mine = turn.then(() => read(map, positions)).finally(leave);
      turn = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      closed = true;
      stayOn?.();
      await line.end();
      await turn;
    },
  };
}

const TOO_MUCH: MapAnswer = { kind: 'broken', because: 'reading it takes too long or too much memory' };
