import { readConfigFile } from './read-config-file.ts';
import type { ReadFile } from './read-config-file.ts';
import { readIfThere } from './replace-file.ts';

/** A file as it was when it was first read. */
export type RememberedFile = {
  readonly path: string;
  /** Reads any file; what `path` held the first time is remembered. */
  readonly readFile: ReadFile;
  /** Whether the file says something else by now; one that cannot be read at the moment does not. */
  readonly hasChanged: () => Promise<boolean>;
};

export function createRememberedFile(path: string, readFile: ReadFile = readConfigFile): RememberedFile {
  let first: Uint8Array | null = null;
  return {
    path,
    async readFile(wanted) {
      const bytes = await readFile(wanted);
      if (wanted === path) first ??= bytes;
      return bytes;
    },
    async hasChanged() {
      const bytes = await readIfThere(path, readFile).catch(() => null);
      return first !== null && bytes !== null && Buffer.compare(first, bytes) !== 0;
    },
  };
}
