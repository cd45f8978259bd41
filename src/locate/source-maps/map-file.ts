import { writeDurably } from '../../sync-file.ts';
import { readFrom, withDiskFile } from './disk-file.ts';
import { MAX_MAP_BYTES } from './found-map.ts';

/** What is known of an uploaded map without reading it. */
export type MapLabel = {
  readonly service: string;
  readonly version: string;
  /** Of the compiled file, as it was uploaded: it begins with the name of the folder. */
  readonly path: string;
  /** What its sources are relative to. */
  readonly mapPath: string;
  /** The folder of the repository that both paths begin in, '' for its top; null when it is not known. */
  readonly root: string | null;
  readonly debugId: string | null;
  /** Of the map's bytes. */
  readonly hash: string;
};

// A line with a label, then the map, gzip'd: one file, so that one rename replaces both.
const MAX_LABEL_BYTES = 32 * 1024;
const MAX_FILE_BYTES = MAX_MAP_BYTES + MAX_LABEL_BYTES;

/** Durable and whole, or not there, when this resolves or rejects; gives the file's size. */
export async function writeMapFile(path: string, label: MapLabel, gzipped: Uint8Array): Promise<number> {
  const head = Buffer.from(`${JSON.stringify(label)}\n`);
  await writeDurably(path, [head, gzipped]);
  return head.length + gzipped.length;
}

/** Null when the file is not one that was written here. */
export function readMapLabel(path: string): Promise<(MapLabel & { readonly bytes: number }) | null> {
  return withDiskFile(path, MAX_FILE_BYTES, async (file) => {
    const head = await readFrom({ ...file, size: Math.min(file.size, MAX_LABEL_BYTES) }, 0);
    const label: unknown = JSON.parse(head.subarray(0, head.indexOf('\n')).toString());
    return isLabel(label) ? { ...label, root: label.root ?? null, bytes: file.size } : null;
  });
}

/** The map as it was written, gzip'd. */
export function readMapFile(path: string): Promise<Uint8Array | null> {
  return withDiskFile(path, MAX_FILE_BYTES, async (file) => {
    const bytes = await readFrom(file, 0);
    return bytes.subarray(bytes.indexOf('\n') + 1);
  });
}

/** Without a root it was written by a version that did not know of it. */
function isLabel(json: unknown): json is Omit<MapLabel, 'root'> & { readonly root?: string | null } {
  if (typeof json !== 'object' || json === null) return false;
  const label = new Map<string, unknown>(Object.entries(json));
  return (
    ['service', 'version', 'path', 'mapPath', 'hash'].every((name) => typeof label.get(name) === 'string') &&
    isTextOrNull(label.get('debugId')) &&
    isTextOrNull(label.get('root') ?? null)
  );
}

function isTextOrNull(json: unknown): boolean {
  return json === null || typeof json === 'string';
}
