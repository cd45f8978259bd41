import type { MapLabel } from './map-file.ts';
import { createMapRelease, type MapRelease, type PathMatch } from './map-release.ts';
import { createPiles } from './piles.ts';

/** An uploaded map that is kept under a name of ours. */
export type ShelvedMap = MapLabel & {
  readonly id: string;
  readonly bytes: number;
  readonly usedAtMs: number;
};

/** Which uploaded map speaks of which file: all in memory, the maps themselves are not. */
export type MapShelf = {
  put(map: ShelvedMap): void;
  remove(id: string): void;
  get(id: string): ShelvedMap | undefined;
  /** Any of those that have it: they are the same. */
  findByDebugId(debugId: string): ShelvedMap | undefined;
  /** Within one version of one service. */
  findByPath(service: string, version: string, printedPath: string): PathMatch<ShelvedMap> | null;
  all(): readonly ShelvedMap[];
};

export function createMapShelf(): MapShelf {
  const maps = new Map<string, ShelvedMap>();
  const byDebugId = createPiles<ShelvedMap>();
  const releases = new Map<string, MapRelease<ShelvedMap>>();

  return {
    put(map) {
      maps.set(map.id, map);
      if (map.debugId !== null) byDebugId.put(map.debugId, map.id, map);
      const key = nameRelease(map.service, map.version);
      const release = releases.get(key) ?? createMapRelease<ShelvedMap>();
      release.put(map);
      releases.set(key, release);
    },
    remove(id) {
      const map = maps.get(id);
      if (map === undefined) return;
      maps.delete(id);
      if (map.debugId !== null) byDebugId.remove(map.debugId, id);
      const key = nameRelease(map.service, map.version);
      const release = releases.get(key);
      release?.remove(map);
      if (release?.isEmpty() === true) releases.delete(key);
    },
    get: (id) => maps.get(id),
    findByDebugId: (debugId) => byDebugId.last(debugId),
    findByPath: (service, version, printedPath) =>
      releases.get(nameRelease(service, version))?.find(printedPath) ?? null,
    all: () => [...maps.values()],
  };
}

function nameRelease(service: string, version: string): string {
  return JSON.stringify([service, version]);
}
