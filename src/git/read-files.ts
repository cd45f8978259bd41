import { LRUCache } from 'lru-cache';
import type { ObjectInfo } from './object-replies.ts';
import type { ObjectSource } from './object-source.ts';
import { remember } from './remember.ts';
import { GitFailure } from './git-failure.ts';

/** Reads files as they are in a commit, a full hash; rejects with `GitFailure`. */
export type FileReader = {
  /** The lines, without line ends; null when the file is too large to be source code, or no file but a directory. */
  readonly readLines: (commit: string, path: string) => Promise<readonly string[] | null>;
  /** The whole text; null when there is no such file or it is larger than `maxBytes`, and then it is not read. */
  readonly readFile: (commit: string, path: string, maxBytes: number) => Promise<string | null>;
};

const MAX_SOURCE_BYTES = 4 * 1024 * 1024;
const MAX_CACHE_BYTES = 64 * 1024 * 1024;
const MAX_INFOS = 20_000;
const FULL_HASH = /^[0-9a-f]{40,64}$/;

/**
 * Keeps what it read, by bytes; the same contents in many commits are read once, and so is what is asked for twice at a
 * time. `isListed` tells whether the commit's tree has a file.
 */
export function createFileReader(
  objects: ObjectSource,
  isListed: (commit: string, path: string) => Promise<boolean>,
): FileReader {
  const infos = new LRUCache<string, Promise<ObjectInfo | null>>({ max: MAX_INFOS });
  const lines = new LRUCache<string, Promise<readonly string[]>>({ maxSize: MAX_CACHE_BYTES });
  const texts = new LRUCache<string, Promise<string>>({ maxSize: MAX_CACHE_BYTES });

  async function find(commit: string, path: string): Promise<ObjectInfo | null> {
    if (!FULL_HASH.test(commit) || path === '') return null;
    const name = `${commit}:${path}`;
    const info = await remember(infos, name, () => objects.info(name));
    // Trees do not change, but what is missing in a damaged mirror is there again in a new one.
    if (info === null) infos.delete(name);
    return info?.type === 'blob' ? info : null;
  }

  async function readText(id: string): Promise<string> {
    const contents = await objects.contents(id);
    if (contents === null) throw new GitFailure(`the object ${id} is missing in the repository`);
    return contents.toString();
  }

  async function explainMissing(commit: string, path: string): Promise<GitFailure> {
    const short = commit.slice(0, 10);
    return new GitFailure(
      (await isListed(commit, path))
        ? `a file of commit ${short} is missing in the repository`
        : `commit ${short} has no such file`,
    );
  }

  return {
    async readLines(commit, path) {
      const info = await find(commit, path);
      if (info === null) throw await explainMissing(commit, path);
      if (info.size > MAX_SOURCE_BYTES) return null;
      return remember(lines, info.id, async () => splitLines(await readText(info.id)), sizeOf(info));
    },
    async readFile(commit, path, maxBytes) {
      const info = await find(commit, path);
      if (info === null || info.size > maxBytes) return null;
      return remember(texts, info.id, () => readText(info.id), sizeOf(info));
    },
  };
}

function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

// Lines are strings of their own, with some bytes around each.
function sizeOf({ size }: ObjectInfo): number {
  return 2 * size + 100;
}
