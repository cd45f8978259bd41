import { posix } from 'node:path';
import { createPathIndex, type PathIndex } from '../path-index.ts';
import type { ClaimedMap } from './found-map.ts';
import type { MapLabel } from './map-file.ts';
import { createPiles } from './piles.ts';

/** The maps of one version of one service, by the paths of their files. */
export type MapRelease<T extends ReleasedMap> = {
  put(map: T): void;
  remove(map: T): void;
  isEmpty(): boolean;
  /** By the longest unique path in common. */
  find(printedPath: string): PathMatch<T> | null;
};

export type ReleasedMap = Pick<MapLabel, 'path' | 'root'> & { readonly id: string };

export type PathMatch<T> = { readonly map: T; readonly claim: ClaimedMap['claim'] };

type Indexes = { readonly byPath: PathIndex; readonly tops: ReadonlyMap<string, readonly string[]> };

export function createMapRelease<T extends ReleasedMap>(): MapRelease<T> {
  const piles = createPiles<T>();
  let indexes: Indexes | null = null;

  function match(path: string | undefined, common: number, printed: readonly string[]): PathMatch<T> | null {
    const map = path === undefined ? undefined : piles.last(path);
    const claim = map === undefined ? null : judge(map, common, printed);
    return map === undefined || claim === null ? null : { map, claim };
  }

  return {
    put(map) {
      if (piles.last(whereIs(map)) === undefined) indexes = null;
      piles.put(whereIs(map), map.id, map);
    },
    remove(map) {
      piles.remove(whereIs(map), map.id);
      indexes = null;
    },
    isEmpty: () => piles.isEmpty(),
    find(printedPath) {
      indexes ??= createIndexes(piles.keys(), (path) => piles.last(path)?.path ?? path);
      const found = indexes.byPath.find(printedPath);
      if (found === null) return null;
      const printed = toSegments(printedPath);
      const common = countCommon(toSegments(found.path), printed);
      const isOne = found.others.length === 0 || found.leads;
      if (common > 1) return match(isOne ? found.path : undefined, common, printed);
      const [top, ...others] = indexes.tops.get(toName(printedPath)) ?? [];
      return match(others.length === 0 ? top : undefined, common, printed);
    },
  };
}

/** In the repository when that is known, else below the folder that was uploaded. */
export function whereIs({ path, root }: Pick<MapLabel, 'path' | 'root'>): string {
  return root === null ? path : posix.join(root, path);
}

/** A folder that was deployed without its name has no more than the file's in common with what lies at its top. */
function createIndexes(paths: readonly string[], toUploaded: (path: string) => string): Indexes {
  const tops = paths.filter((path) => toSegments(toUploaded(path)).length <= 2);
  return { byPath: createPathIndex(paths), tops: Map.groupBy(tops, toName) };
}

/** All but the folder that was uploaded, which may be deployed under another name, must be in common, and a folder at least. */
function judge({ path }: ReleasedMap, common: number, printed: readonly string[]) {
  const { length } = toSegments(path);
  if (printed.includes('node_modules'))
    return common >= length && namesPackage(length, printed) ? 'sure' : null;
  return common > 1 && common >= length - 1 ? 'sure' : 'doubtful';
}

/** Files of installed packages are often named alike: the folder that bears the package's name must have been uploaded. */
function namesPackage(length: number, printed: readonly string[]): boolean {
  const at = printed.lastIndexOf('node_modules');
  const below = printed.length - at - (printed[at + 1]?.startsWith('@') === true ? 3 : 2);
  return length > Math.max(1, below);
}

function countCommon(path: readonly string[], printed: readonly string[]): number {
  let common = 0;
  while (common < path.length && path.at(-1 - common) === printed.at(-1 - common)) common += 1;
  return common;
}

function toName(path: string): string {
  return toSegments(path).at(-1) ?? '';
}

function toSegments(path: string): readonly string[] {
  return path.split(/[/\\]+/).filter((segment) => segment !== '' && segment !== '.');
}
