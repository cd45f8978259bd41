import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { decodeInlineMap, isInline } from '../locate/source-maps/inline-map.ts';
import { readMapComment } from '../locate/source-maps/map-comment.ts';
import { readMapReference } from '../locate/source-maps/map-reference.ts';

/** A source map in a folder. Paths are relative to it, with forward slashes. */
export type LocalMap = {
  /** Of the compiled file. */
  readonly path: string;
  readonly mapPath: string;
  readonly read: () => Promise<Uint8Array>;
};

/**
 * The maps of all compiled JavaScript in a folder, and those whose code is not there; in the order of their paths. Links and
 * `node_modules` are left out. Rejects as the file system does.
 */
export async function findSourceMaps(dir: string): Promise<readonly LocalMap[]> {
  const paths = (await listFiles(dir, '')).toSorted();
  const files = new Set(paths);
  const maps: LocalMap[] = [];
  for (const path of paths.filter(isCode)) {
    const map = await findMapOf(dir, path, files);
    if (map !== null) maps.push(map);
  }
  const claimed = new Set(maps.flatMap(({ path, mapPath }) => [`${path}.map`, mapPath]));
  const lone = paths.filter((path) => isCode(path.replace(/\.map$/, '')) && path.endsWith('.map'));
  return [
    ...maps,
    ...lone.filter((path) => !claimed.has(path)).map((path) => fromFile(dir, path.slice(0, -4), path)),
  ];
}

async function listFiles(dir: string, below: string): Promise<readonly string[]> {
  const entries = await readdir(join(dir, below), { withFileTypes: true });
  const lists = entries.map(async (entry) => {
    const path = posix.join(below, entry.name);
    if (entry.isFile()) return [path];
    const isOurs = entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git';
    return isOurs ? listFiles(dir, path) : [];
  });
  return (await Promise.all(lists)).flat();
}

function isCode(path: string): boolean {
  return /\.(?:[cm]?js|jsx)$/i.test(path);
}

async function findMapOf(dir: string, path: string, files: ReadonlySet<string>): Promise<LocalMap | null> {
  const { url } = readMapComment(await readFile(join(dir, path), 'utf8'));
  if (url !== null && isInline(url)) return fromInline(dir, path);
  const named = url === null ? null : readMapReference(url);
  const besides = [...(named === null ? [] : [posix.join(posix.dirname(path), named)]), `${path}.map`];
  const mapPath = besides.find((beside) => files.has(beside));
  return mapPath === undefined ? null : fromFile(dir, path, mapPath);
}

function fromFile(dir: string, path: string, mapPath: string): LocalMap {
  return { path, mapPath, read: () => readFile(join(dir, mapPath)) };
}

function fromInline(dir: string, path: string): LocalMap {
  return {
    path,
    mapPath: path,
    read: async () => {
      const { url } = readMapComment(await readFile(join(dir, path), 'utf8'));
      return decodeInlineMap(url ?? '') ?? Buffer.alloc(0);
    },
  };
}
