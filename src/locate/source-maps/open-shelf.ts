import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED } from '../../sync-file.ts';
import { readMapLabel } from './map-file.ts';
import { createMapShelf, type MapShelf, type ShelvedMap } from './map-shelf.ts';

const NAME = /^[0-9a-f]{64}$/;

/** The maps of a directory, oldest first, so that of two for one path the newer one counts. What is no map is left alone. */
export async function openShelf(dir: string): Promise<MapShelf> {
  const shelf = createMapShelf();
  const found: ShelvedMap[] = [];
  for (const name of await readdir(dir).catch(() => [])) {
    if (name.endsWith(UNFINISHED)) await rm(join(dir, name), { force: true }).catch(() => undefined);
    const label = NAME.test(name) ? await readMapLabel(join(dir, name)) : null;
    const used = label && (await stat(join(dir, name)).catch(() => null));
    if (label !== null && used) found.push({ ...label, id: name, usedAtMs: used.mtimeMs });
  }
  for (const map of found.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) shelf.put(map);
  return shelf;
}
