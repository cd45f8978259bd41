import type { CompiledFrame } from './compiled-frame.ts';
import type { Origin } from './find-origin.ts';
import type { createMapFinder, MapPlace } from './find-maps.ts';
import type { ClaimedMap, MapHome } from './found-map.ts';
import type { MapThread } from './map-thread.ts';

/** A frame and where a map says it comes from; null when the map does not speak of it. */
export type Traced = {
  readonly frame: CompiledFrame;
  readonly origin: Origin | null;
  readonly home: MapHome;
  readonly claim: ClaimedMap['claim'];
};

export type TracerNeeds = {
  readonly findMaps: ReturnType<typeof createMapFinder>;
  readonly thread: Pick<MapThread, 'ask'>;
};

/**
 * Traces all the frames of one file through the first map that is the file's without doubt, else through the first one that can be read;
 * none without a map. Rejects as `at.readFile` does.
 */
export function createTracer({ findMaps, thread }: TracerNeeds) {
  return async function traceFile(
    file: string,
    frames: readonly CompiledFrame[],
    at: MapPlace,
  ): Promise<readonly Traced[]> {
    let best: readonly Traced[] | null = null;
    for await (const { map, claim } of findMaps(file, at)) {
      const answer = await thread.ask(map, frames.map(toPosition));
      if (answer?.kind !== 'found') continue;
      const origins = answer.origins;
      const traced = frames.map((frame, i) => ({ frame, origin: origins[i] ?? null, home: map.home, claim }));
      if (traced.every(isMeant)) return traced;
      best ??= traced;
    }
    return best ?? [];
  };
}

/** Whether the map is without doubt the one of the frame's file, as far as the map can show it. */
export function isMeant({ claim, origin }: Traced): boolean {
  return claim === 'sure' || (claim === 'text' && origin?.text !== undefined);
}

function toPosition({ line, column }: CompiledFrame) {
  return column === undefined ? { line } : { line, column };
}
