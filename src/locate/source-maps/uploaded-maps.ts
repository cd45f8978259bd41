import { hash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ClaimedMap, FoundMap, MapHome } from './found-map.ts';
import { readMapFile, writeMapFile, type MapLabel } from './map-file.ts';
import { whereIs } from './map-release.ts';
import type { MapShelf, ShelvedMap } from './map-shelf.ts';
import { openShelf } from './open-shelf.ts';
import { createShelfUpkeep, sumBytes, type ShelfUpkeep, type ShelfUpkeepNeeds } from './shelf-upkeep.ts';

/** Maps that were uploaded: files of one directory, whose names are hashes. */
export type UploadedMaps = {
  findByDebugId(debugId: string): Promise<FoundMap | null>;
  findByPath(service: string, version: string, printedPath: string): Promise<ClaimedMap | null>;
  /** Resolves once it is on the disk. */
  add(label: MapLabel, bytes: Uint8Array): Promise<'new' | 'replaced'>;
  /** Forgets what was not used for so long, and the longest unused ones that make all too large. */
  prune(): Promise<void>;
  stats(): Promise<UploadStats>;
};

export type UploadStats = { readonly maps: number; readonly bytes: number };

type OpenShelf = { readonly shelf: MapShelf; readonly upkeep: ShelfUpkeep };

const compress = promisify(gzip);

export function createUploadedMaps(needs: ShelfUpkeepNeeds): UploadedMaps {
  const { dir, now } = needs;
  const inTurn = createTurns();
  let opened: Promise<OpenShelf> | null = null;

  async function readShelf(): Promise<OpenShelf> {
    const shelf = await openShelf(dir);
    return { shelf, upkeep: createShelfUpkeep(shelf, needs) };
  }

  const open = (): Promise<OpenShelf> => (opened ??= readShelf());

  return {
    async findByDebugId(debugId) {
      const { shelf, upkeep } = await open();
      const map = shelf.findByDebugId(debugId);
      if (map === undefined) return null;
      await upkeep.touch(map);
      return toFoundMap(map, dir);
    },
    async findByPath(service, version, printedPath) {
      const { shelf, upkeep } = await open();
      const found = shelf.findByPath(service, version, printedPath);
      if (found === null) return null;
      await upkeep.touch(found.map);
      return { map: toFoundMap(found.map, dir), claim: found.claim };
    },
    async add(label, bytes) {
      const { shelf, upkeep } = await open();
      const gzipped = await compress(bytes);
      return inTurn(async () => {
        const kept = await replace(shelf, dir, { label, gzipped, usedAtMs: now() });
        await upkeep.makeRoom();
        return kept;
      });
    },
    async prune() {
      const { upkeep } = await open();
      await inTurn(() => upkeep.makeRoom());
    },
    async stats() {
      const all = (await open()).shelf.all();
      return { maps: all.length, bytes: sumBytes(all) };
    },
  };
}

/** Changes of the directory wait for each other. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

function toFoundMap(map: ShelvedMap, dir: string): FoundMap {
  return {
    key: `upload ${map.hash}`,
    home: toHome(map),
    load: async () => {
      const bytes = await readMapFile(join(dir, map.id));
      return bytes && { bytes, gzip: true };
    },
  };
}

function toHome({ mapPath, root }: MapLabel): MapHome {
  return root === null
    ? { where: 'upload', path: mapPath }
    : { where: 'repository', path: posix.join(root, mapPath) };
}

type NewMap = { readonly label: MapLabel; readonly gzipped: Uint8Array; readonly usedAtMs: number };

async function replace(shelf: MapShelf, dir: string, { label, gzipped, usedAtMs }: NewMap) {
  await mkdir(dir, { recursive: true });
  const id = nameMap(label);
  const known = shelf.get(id) !== undefined;
  shelf.remove(id);
  const bytes = await writeMapFile(join(dir, id), label, gzipped);
  shelf.put({ ...label, id, bytes, usedAtMs });
  return known ? 'replaced' : 'new';
}

/** With another debug ID it is another build, of which traces may still come. */
function nameMap(label: MapLabel): string {
  const { service, version, debugId } = label;
  return hash('sha256', JSON.stringify([service, version, whereIs(label), debugId]));
}
