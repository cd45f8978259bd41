import type { ObjectSource } from './object-source.ts';
import { readTree, type TreeEntry } from './read-tree.ts';

/** A file of the older tree that the newer one has changed or no more; its contents' hashes. */
export type ChangedFile = { readonly path: string; readonly before: string; readonly after: string | null };

type Trees = { readonly path: string; readonly before: string; readonly after: string | null };

const MAX_TREES = 400;
const MAX_FILES = 200;

/**
 * Compares two trees, which costs what differs and starts no git; null when too much does, or a tree cannot be had. Files
 * that only the newer one has are left out. Rejects with `GitFailure`.
 */
export async function listChangedFiles(
  objects: ObjectSource,
  before: string,
  after: string,
): Promise<readonly ChangedFile[] | null> {
  const files: ChangedFile[] = [];
  const open: Trees[] = before === after ? [] : [{ path: '', before, after }];
  for (let trees = open.pop(), read = 1; trees !== undefined; trees = open.pop(), read++) {
    const changes = await compare(objects, trees);
    if (changes === null || files.length + changes.files.length > MAX_FILES) return null;
    if (read + open.length + changes.trees.length > MAX_TREES) return null;
    files.push(...changes.files);
    open.push(...changes.trees);
  }
  return files;
}

async function compare(objects: ObjectSource, { path, before, after }: Trees) {
  const [older, newer] = await Promise.all([
    readTree(objects, before),
    after === null ? new Map<string, TreeEntry>() : readTree(objects, after),
  ]);
  if (older === null || newer === null) return null;
  const files: ChangedFile[] = [];
  const trees: Trees[] = [];
  for (const { name, kind, id } of older.values()) {
    const now = newer.get(name);
    if (kind === 'other' || now?.id === id) continue;
    const change = {
      path: `${path}${Buffer.from(name, 'latin1').toString()}`,
      before: id,
      after: now?.kind === kind ? now.id : null,
    };
    if (kind === 'file') files.push(change);
    else trees.push({ ...change, path: `${change.path}/` });
  }
  return { files, trees };
}
