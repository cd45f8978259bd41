import { hash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { UNFINISHED } from '../../sync-file.ts';
import type { FoundMap } from './found-map.ts';
import { readMapFile, readMapLabel, writeMapFile, type MapLabel } from './map-file.ts';
import { createMapShelf, type MapShelf, type ShelvedMap } from './map-shelf.ts';

/** Maps that were uploaded: files of one directory, whose names are hashes. */
export type UploadedMaps = {
  findByDebugId(debugId: string): Promise<FoundMap | null>;
  findByPath(service: string, version: string, printedPath: string): Promise<FoundMap | null>;
  /** Resolves once it is on the disk. */
  add(label: MapLabel, bytes: Uint8Array): Promise<'new' | 'replaced'>;
  /** Forgets what was not used for so long, and the longest unused ones that make all too large. */
  prune(): Promise<void>;
  stats(): Promise<UploadStats>;
};

export type UploadStats = { readonly maps: number; readonly bytes: number };

export type UploadedMapsNeeds = {
  readonly dir: string;
  readonly now: () => number;
  readonly keepUnusedMs: number;
  readonly maxTotalBytes?: number;
};

const MAX_TOTAL_BYTES = 2 * 1024 ** 3;
const NAME = /^[0-9a-f]{64}$/;
const DAY_MS = 24 * 60 * 60_000;
const compress = promisify(gzip);

export function createUploadedMaps(needs: UploadedMapsNeeds): UploadedMaps {
  const { dir, now, keepUnusedMs, maxTotalBytes = MAX_TOTAL_BYTES } = needs;
  let opened: Promise<MapShelf> | null = null;
  let writing: Promise<unknown> = Promise.resolve();

  const open = (): Promise<MapShelf> => (opened ??= openShelf(dir));

  /** Changes of the directory wait for each other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = writing.then(work);
    writing = done.catch(() => undefined);
    return done;
  }

  async function forget(shelf: MapShelf, { id }: ShelvedMap): Promise<void> {
    shelf.remove(id);
    await rm(join(dir, id), { force: true });
  }

  async function makeRoom(shelf: MapShelf): Promise<void> {
    const all = shelf.all().toSorted((a, b) => a.usedAtMs - b.usedAtMs);
    let total = sumBytes(all);
    for (const map of all) {
      if (total <= maxTotalBytes && map.usedAtMs >= now() - keepUnusedMs) continue;
      await forget(shelf, map);
      total -= map.bytes;
    }
  }

  /** The time of a file's last change tells when it was last of use. */
  async function touch(shelf: MapShelf, map: ShelvedMap): Promise<void> {
    if (now() - map.usedAtMs < DAY_MS) return;
    shelf.put({ ...map, usedAtMs: now() });
    await utimes(join(dir, map.id), now() / 1000, now() / 1000).catch(() => undefined);
  }

  async function toFound(shelf: MapShelf, map: ShelvedMap | undefined): Promise<FoundMap | null> {
    if (map === undefined) return null;
    await touch(shelf, map);
    return {
      key: `upload ${map.hash}`,
      home: { where: 'upload', path: map.mapPath },
      load: async () => {
        const bytes = await readMapFile(join(dir, map.id));
        return bytes && { bytes, gzip: true };
      },
    };
  }

  return {
    async findByDebugId(debugId) {
      const shelf = await open();
      return toFound(shelf, shelf.findByDebugId(debugId));
    },
    async findByPath(service, version, printedPath) {
      const shelf = await open();
      return toFound(shelf, shelf.findByPath(service, version, printedPath));
    },
    async add(label, bytes) {
      const shelf = await open();
      const gzipped = await compress(bytes);
      return inTurn(async () => {
        await mkdir(dir, { recursive: true });
        const id = nameMap(label);
        const known = shelf.get(id) !== undefined;
        shelf.remove(id);
        const size = await writeMapFile(join(dir, id), label, gzipped);
        shelf.put({ ...label, id, bytes: size, usedAtMs: now() });
        await makeRoom(shelf);
        return known ? 'replaced' : 'new';
      });
    },
    async prune() {
      const shelf = await open();
      await inTurn(() => makeRoom(shelf));
    },
    async stats() {
      const all = (await open()).all();
      return { maps: all.length, bytes: sumBytes(all) };
    },
  };
}

function nameMap({ debugId, service, version, path }: MapLabel): string {
  return hash('sha256', JSON.stringify(debugId === null ? [service, version, path] : [debugId]));
}

function sumBytes(maps: readonly ShelvedMap[]): number {
  return maps.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Oldest first, so that of two maps for one path the newer one counts. */
async function openShelf(dir: string): Promise<MapShelf> {
  const shelf = createMapShelf();
  const names = await readdir(dir).catch(() => []);
  const found: ShelvedMap[] = [];
  for (const name of names) {
    if (name.endsWith(UNFINISHED)) await rm(join(dir, name), { force: true }).catch(() => undefined);
    const label = NAME.test(name) ? await readMapLabel(join(dir, name)) : null;
    const used = label && (await stat(join(dir, name)).catch(() => null));
    if (label !== null && used) found.push({ ...label, id: name, usedAtMs: used.mtimeMs });
  }
  for (const map of found.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) shelf.put(map);
  return shelf;
}
