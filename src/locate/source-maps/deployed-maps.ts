import { dirname, isAbsolute, join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { readFrom, withDiskFile, type DiskFile } from './disk-file.ts';
import { MAX_CODE_BYTES, MAX_MAP_BYTES, type FoundCode, type FoundMap } from './found-map.ts';
import { decodeInlineMap, isInline } from './inline-map.ts';
import { readMapComment, type MapComment } from './map-comment.ts';
import { readMapReference } from './map-reference.ts';

/** Compiled code on the disk of this machine, where a service that runs beside Flawless has it. */
export type DeployedMaps = {
  /** Null when there is no such file here. Never rejects. */
  find(printedPath: string): Promise<FoundCode | null>;
};

// Files come with a deployment; a storm of distinct stacks must not ask the disk for each of its frames.
const ABSENT_STAYS_MS = 60_000;
const COMMENTS_KEPT = 2_000;
const TAIL_BYTES = 64 * 1024;

export function createDeployedMaps({ now }: { readonly now: () => number }): DeployedMaps {
  const absent = new LRUCache<string, number>({ max: 10_000 });
  const comments = new LRUCache<string, MapComment>({ max: COMMENTS_KEPT });

  async function readComment(path: string, file: DiskFile): Promise<MapComment> {
    const key = `${path}\0${file.version}`;
    const comment = comments.get(key) ?? withoutBody(await findComment(file));
    comments.set(key, comment);
    return comment;
  }

  async function look(path: string): Promise<FoundCode | null> {
    const found = await withDiskFile(path, MAX_CODE_BYTES, async (file) => ({
      version: file.version,
      comment: await readComment(path, file),
    }));
    if (found === null) return null;
    const { url, debugId } = found.comment;
    const map =
      url !== null && isInline(url) ? nameInline(path, found.version) : await nameExternal(path, url);
    return { map, debugId };
  }

  return {
    async find(printedPath) {
      if (!isReadable(printedPath)) return null;
      const until = absent.get(printedPath);
      if (until !== undefined && now() < until) return null;
      const found = await look(printedPath);
      if (found === null) absent.set(printedPath, now() + ABSENT_STAYS_MS);
      return found;
    },
  };
}

// Reading there is asking the kernel, or another machine through an automounter.
const NO_FILES = /^\/(?:dev|proc|sys|net)\//;

/** The path comes with a trace, so from anybody: it must name code, on this machine. */
function isReadable(path: string): boolean {
  if (path.length > 4096 || path.includes('\0') || !/\.(?:[cm]?js|jsx)$/i.test(path)) return false;
  return isAbsolute(path) && !/^[/\\]{2}/.test(path) && !NO_FILES.test(join(path));
}

/** The comment stands at the end; only a long inline map makes it begin further up. */
async function findComment(file: DiskFile): Promise<MapComment> {
  const start = Math.max(0, file.size - TAIL_BYTES);
  const comment = readMapComment((await readFrom(file, start)).toString());
  return start === 0 || comment.url !== null ? comment : readMapComment((await readFrom(file, 0)).toString());
}

function withoutBody(comment: MapComment): MapComment {
  return comment.url !== null && isInline(comment.url) ? { ...comment, url: 'data:' } : comment;
}

function nameInline(path: string, version: string): FoundMap {
  return {
    key: `inline ${version} ${path}`,
    home: { where: 'disk', path },
    load: async () => {
      const code = await withDiskFile(path, MAX_CODE_BYTES, (file) => readFrom(file, 0));
      const { url = null } = code === null ? {} : readMapComment(code.toString());
      const bytes = url === null ? null : decodeInlineMap(url);
      return bytes && { bytes, gzip: false };
    },
  };
}

async function nameExternal(path: string, url: string | null): Promise<FoundMap | null> {
  const named = url === null ? null : readMapReference(url);
  const paths = [...(named === null ? [] : [join(dirname(path), named)]), `${path}.map`];
  for (const mapPath of paths) {
    const version = await withDiskFile(mapPath, MAX_MAP_BYTES, async (file) => file.version);
    if (version !== null) return nameFile(mapPath, version);
  }
  return null;
}

function nameFile(path: string, version: string): FoundMap {
  return {
    key: `file ${version} ${path}`,
    home: { where: 'disk', path },
    load: async () => {
      const bytes = await withDiskFile(path, MAX_MAP_BYTES, (file) => readFrom(file, 0));
      return bytes && { bytes, gzip: false };
    },
  };
}
