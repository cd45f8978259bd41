import { createPathIndex, type PathIndex } from '../path-index.ts';
import { isInstalled } from './compiled-frame.ts';
import type { MapLabel } from './map-file.ts';

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
  findByDebugId(debugId: string): ShelvedMap | undefined;
  /** By the longest unique path in common, within one version of one service. */
  findByPath(service: string, version: string, printedPath: string): ShelvedMap | undefined;
  all(): readonly ShelvedMap[];
};

type Release = { readonly ids: Map<string, string>; index: PathIndex | null };

export function createMapShelf(): MapShelf {
  const maps = new Map<string, ShelvedMap>();
  const byDebugId = new Map<string, string>();
  const releases = new Map<string, Release>();

  function find(id: string | undefined): ShelvedMap | undefined {
    return id === undefined ? undefined : maps.get(id);
  }

  function remove(id: string): void {
    const map = maps.get(id);
    if (map === undefined) return;
    maps.delete(id);
    if (map.debugId !== null && byDebugId.get(map.debugId) === id) byDebugId.delete(map.debugId);
    const key = nameRelease(map.service, map.version);
    const release = releases.get(key);
    if (release?.ids.get(map.path) !== id) return;
    release.ids.delete(map.path);
    release.index = null;
    if (release.ids.size === 0) releases.delete(key);
  }

  return {
    put(map) {
      maps.set(map.id, map);
      if (map.debugId !== null) byDebugId.set(map.debugId, map.id);
      const key = nameRelease(map.service, map.version);
      const release = releases.get(key) ?? { ids: new Map<string, string>(), index: null };
      if (!release.ids.has(map.path)) release.index = null;
      release.ids.set(map.path, map.id);
      releases.set(key, release);
    },
    remove,
    get: find,
    findByDebugId: (debugId) => find(byDebugId.get(debugId)),
    findByPath(service, version, printedPath) {
      const release = releases.get(nameRelease(service, version));
      if (release === undefined) return undefined;
      release.index ??= createPathIndex([...release.ids.keys()]);
      const found = release.index.find(printedPath);
      if (found === null || (found.others.length > 0 && !found.leads)) return undefined;
      const enough = isInstalled(printedPath) ? ['whole'] : ['whole', 'part'];
      return enough.includes(found.agreement) ? find(release.ids.get(found.path)) : undefined;
    },
    all: () => [...maps.values()],
  };
}

function nameRelease(service: string, version: string): string {
  return JSON.stringify([service, version]);
}
