import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Log } from '../telemetry/log.ts';

/** A damaged file that is kept for a look. */
export type DamagedFile = { readonly name: string; readonly bytes: number };

/** Keeps the newest damaged files of a directory. */
export type SetAside = {
  /** Takes a file of the directory out of the way, and lets the oldest go when there are too many. */
  keep(name: string, bytes: number): Promise<void>;
  /** Lets the oldest go; false when there is none. */
  shed(): Promise<boolean>;
  size(): { readonly count: number; readonly bytes: number };
};

/** Ends the names of damaged files. */
export const SET_ASIDE = '.corrupt';

const MOST_FILES = 16;

/** `found`: what an earlier run left, oldest first. */
export async function createSetAside(needs: {
  readonly dir: string;
  readonly found: readonly DamagedFile[];
  readonly log: Log;
}): Promise<SetAside> {
  const { dir, log } = needs;
  const files = [...needs.found];

  async function shed(): Promise<boolean> {
    const oldest = files.shift();
    if (oldest === undefined) return false;
    await rm(join(dir, oldest.name), { force: true }).catch((error: unknown) =>
      log.error({ err: error, file: oldest.name }, 'a damaged spool file could not be deleted'),
    );
    return true;
  }

  while (files.length > MOST_FILES) await shed();
  return {
    async keep(name, bytes) {
      const kept = basename(name) + SET_ASIDE;
      log.error({ file: join(dir, kept) }, 'a spool file is damaged and was set aside');
      try {
        await rename(join(dir, name), join(dir, kept));
        files.push({ name: kept, bytes });
      } catch (error) {
        log.error({ err: error, file: name }, 'the damaged spool file could not be renamed');
      }
      while (files.length > MOST_FILES) await shed();
    },
    shed,
    size: () => ({ count: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) }),
  };
}
