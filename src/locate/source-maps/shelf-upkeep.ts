import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { MapShelf, ShelvedMap } from './map-shelf.ts';

/** Keeps a shelf and its directory small. */
export type ShelfUpkeep = {
  /** Notes that a map was of use. */
  touch(map: ShelvedMap): Promise<void>;
  /** Forgets what was not used for so long, and the longest unused ones that make all too large. */
  makeRoom(): Promise<void>;
};

export type ShelfUpkeepNeeds = {
  readonly dir: string;
  readonly now: () => number;
  readonly keepUnusedMs: number;
  readonly maxTotalBytes?: number;
};

const MAX_TOTAL_BYTES = 2 * 1024 ** 3;
const DAY_MS = 24 * 60 * 60_000;

/** The time of a file's last change tells when it was last of use, to the day. */
export function createShelfUpkeep(shelf: MapShelf, needs: ShelfUpkeepNeeds): ShelfUpkeep {
  const { dir, now, keepUnusedMs, maxTotalBytes = MAX_TOTAL_BYTES } = needs;
  return {
    async touch(map) {
      if (now() - map.usedAtMs < DAY_MS) return;
      shelf.put({ ...map, usedAtMs: now() });
      await utimes(join(dir, map.id), now() / 1000, now() / 1000).catch(() => undefined);
    },
    async makeRoom() {
      const all = shelf.all().toSorted((a, b) => a.usedAtMs - b.usedAtMs);
      let total = sumBytes(all);
      for (const { id, bytes, usedAtMs } of all) {
        if (total <= maxTotalBytes && usedAtMs >= now() - keepUnusedMs) continue;
        shelf.remove(id);
        await rm(join(dir, id), { force: true });
        total -= bytes;
      }
    },
  };
}

export function sumBytes(maps: readonly ShelvedMap[]): number {
  return maps.reduce((sum, { bytes }) => sum + bytes, 0);
}
