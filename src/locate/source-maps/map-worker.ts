import { parentPort } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { findOrigin, type Origin, type Position } from './find-origin.ts';
import { MAX_MAP_BYTES, type MapBytes } from './found-map.ts';
import { readMap, type ReadMap } from './read-map.ts';
import { readReason } from '../../read-reason.ts';

/** What the thread is asked, one after the other; `map` only when it did not know the key. */
export type MapQuestion = {
  readonly key: string;
  readonly positions: readonly Position[];
  readonly map?: MapBytes;
};

export type MapAnswer =
  | { readonly kind: 'unknown' }
  /** What is wrong with the map. */
  | { readonly kind: 'broken'; readonly because: string }
  | { readonly kind: 'found'; readonly origins: readonly (Origin | null)[]; readonly debugId: string | null };

const MAX_WEIGHT = 192 * 1024 * 1024;

/** Keeps maps it has read, the last one always. */
function createAnswerer(): (question: MapQuestion) => MapAnswer {
  const maps = new LRUCache<string, ReadMap>({
    maxSize: MAX_WEIGHT,
    sizeCalculation: ({ weight }) => Math.min(weight, MAX_WEIGHT),
  });
  return ({ key, positions, map: given }) => {
    const read = maps.get(key) ?? (given && unpackMap(given));
    if (read === undefined) return { kind: 'unknown' };
    if (typeof read === 'string') return { kind: 'broken', because: read };
    maps.set(key, read);
    const origins = positions.map((position) => findOrigin(read.map, position));
    return { kind: 'found', origins, debugId: read.debugId };
  };
}

function unpackMap({ bytes, gzip }: MapBytes): ReadMap | string {
  try {
    return readMap(gzip ? gunzipSync(bytes, { maxOutputLength: MAX_MAP_BYTES }) : bytes);
  } catch (error) {
    return `it cannot be read: ${readReason(error)}`;
  }
}

const answer = createAnswerer();
parentPort?.on('message', (question: MapQuestion) => parentPort?.postMessage(answer(question), []));
