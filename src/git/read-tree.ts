import type { ObjectSource } from './object-source.ts';

/** An entry of a tree, by its name; names are of bytes, and so is each character of `name`. */
export type TreeEntry = { readonly name: string; readonly kind: EntryKind; readonly id: string };

type EntryKind = 'tree' | 'file' | 'other';

/**
 * Reads one directory of a commit; null when it cannot be had. Rejects with `GitFailure`. Format: `decode_tree_entry` in
 * git's `tree-walk.c`.
 */
export async function readTree(
  objects: ObjectSource,
  id: string,
): Promise<ReadonlyMap<string, TreeEntry> | null> {
  const bytes = await objects.contents(id);
  if (bytes === null) return null;
  const entries = new Map<string, TreeEntry>();
  const idBytes = id.length / 2;
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, at);
    if (space === -1 || end < space) break;
    const name = bytes.toString('latin1', space + 1, end);
    const kind = toKind(bytes.toString('latin1', at, space));
    entries.set(name, { name, kind, id: bytes.toString('hex', end + 1, end + 1 + idBytes) });
    at = end + 1 + idBytes;
  }
  return entries;
}

// Links and submodules hold no lines.
function toKind(mode: string): EntryKind {
  if (mode === '40000' || mode === '040000') return 'tree';
  return mode.startsWith('100') ? 'file' : 'other';
}
