import { hash } from 'node:crypto';
import { posix } from 'node:path';
import { LRUCache } from 'lru-cache';
import { MAX_CODE_BYTES, MAX_MAP_BYTES, type FoundCode, type FoundMap } from './found-map.ts';
import { decodeInlineMap, isInline } from './inline-map.ts';
import { readMapComment } from './map-comment.ts';
import { readMapReference } from './map-reference.ts';

/** The repository at one revision. Both functions reject, if at all, with `GitFailure`. */
export type RevisionFiles = {
  /** The file a printed path means; null when there is none. */
  readonly findFile: (printedPath: string) => string | null;
  /** A file's whole text; null when it is too large or not there. */
  readonly readFile: (path: string, maxBytes: number) => Promise<string | null>;
};

/** Compiled code that is kept in the repository, with its map. */
export type RepositoryMaps = {
  /** Null when the file is not there. Rejects as `files.readFile` does. */
  find(printedPath: string, files: RevisionFiles & { readonly commit?: string }): Promise<FoundCode | null>;
};

/** What a commit has is remembered: most JavaScript in a repository was never compiled, and what was is long. */
export function createRepositoryMaps(): RepositoryMaps {
  const known = new LRUCache<string, FoundCode>({ max: 10_000 });
  return {
    async find(printedPath, files) {
      const path = files.findFile(printedPath);
      if (path === null) return null;
      if (files.commit === undefined) return findInRepository(path, files, null);
      const key = `repository ${files.commit}:${path}`;
      const code = known.get(key) ?? (await findInRepository(path, files, key));
      if (code !== null) known.set(key, code);
      return code;
    },
  };
}

async function findInRepository(
  path: string,
  files: RevisionFiles,
  key: string | null,
): Promise<FoundCode | null> {
  const code = await files.readFile(path, MAX_CODE_BYTES);
  if (code === null) return null;
  const { url, debugId } = readMapComment(code);
  const isInside = url !== null && isInline(url);
  const place = isInside ? { path, bytes: decodeInlineMap(url) } : await findBeside(path, url, files);
  if (place === null || place.bytes === null) return { map: null, debugId };
  const read = async () => (isInside ? readInline(path, files) : readFile(place.path, files));
  return { map: toMap(place.path, place.bytes, key === null ? null : { key, read }), debugId };
}

async function readInline(path: string, files: RevisionFiles): Promise<Uint8Array | null> {
  const code = await files.readFile(path, MAX_CODE_BYTES);
  return decodeInlineMap(readMapComment(code ?? '').url ?? '');
}

async function readFile(path: string, files: RevisionFiles): Promise<Uint8Array | null> {
  const text = await files.readFile(path, MAX_MAP_BYTES);
  return text === null ? null : Buffer.from(text);
}

async function findBeside(path: string, url: string | null, files: RevisionFiles) {
  const named = url === null ? null : readMapReference(url);
  const besides = [...(named === null ? [] : [posix.join(posix.dirname(path), named)]), `${path}.map`];
  for (const mapPath of besides.filter((one) => !one.startsWith('../'))) {
    const bytes = await readFile(mapPath, files);
    if (bytes !== null) return { path: mapPath, bytes };
  }
  return null;
}

type Reread = { readonly key: string; readonly read: () => Promise<Uint8Array | null> };

/** What can be read again is not kept; else the bytes themselves are the key. */
function toMap(path: string, bytes: Uint8Array, reread: Reread | null): FoundMap {
  const { key, read } = reread ?? { key: `repository ${hash('sha256', bytes)}`, read: async () => bytes };
  const load = async () => {
    const loaded = await read();
    return loaded && { bytes: loaded, gzip: false };
  };
  return { key, home: { where: 'repository', path }, load };
}
