import type { Frame } from '../parse/stack.ts';
import type { Candidates } from './candidates.ts';
import { findByClass } from './find-by-class.ts';
import { findByImport } from './find-by-import.ts';
import { findByPath } from './find-by-path.ts';
import { findInPackage } from './find-in-package.ts';
import { findPackagedFile } from './packaged-file.ts';
import type { PathMappings } from './path-mappings.ts';
import type { RepositoryTree, SearchedTree } from './repository-tree.ts';
import { toTracePath } from './trace-path.ts';

export type FindNeeds = {
  readonly packageDirectories: ReadonlySet<string>;
  readonly mapPath: PathMappings;
};

/** Finds what a frame may mean: by the operator's mapping, else by its package, its import path, its class or its path. */
export function createFinder({ packageDirectories, mapPath }: FindNeeds) {
  return async function findCandidates(frame: Frame, tree: SearchedTree): Promise<Candidates> {
    if (frame.native || frame.file === undefined) return { where: 'runtime' };
    const path = toTracePath(frame.file);
    if (path === null) return { where: 'runtime' };
    const found =
      findMapped(mapPath(path), tree, packageDirectories) ??
      (await findInPackage(frame, path, tree, packageDirectories)) ??
      (await findByImport(frame, path, tree)) ??
      (await findByClass(frame, path, tree)) ??
      (await findByPath(frame, path, tree));
    if (found.where === 'ours') return followLinks(found, tree);
    return (found.where === 'nowhere' && tree.isGuess && (await findRenamed(path, tree))) || found;
  };
}

/** A package below a mapped folder is no less a package, unless the mapping leads out of it. */
function findMapped(
  mapped: string | null,
  { index }: RepositoryTree,
  packageDirectories: ReadonlySet<string>,
): Candidates | null {
  if (mapped === null || findPackagedFile(mapped, packageDirectories) !== null) return null;
  return index.has(mapped) ? { where: 'ours', paths: [mapped], agreement: 'whole' } : { where: 'nowhere' };
}

async function followLinks(
  found: Extract<Candidates, { where: 'ours' }>,
  { followLink }: RepositoryTree,
): Promise<Candidates> {
  const followed = await Promise.all(found.paths.map(followLink));
  const paths = [...new Set(followed.filter((path) => path !== null))];
  return paths.length === 0 ? { where: 'nowhere' } : { ...found, paths };
}

/** A file that had the trace's path before, and has another one in the tree; null when there is none. */
async function findRenamed(path: string, tree: RepositoryTree): Promise<Candidates | null> {
  const { index, newest } = await tree.renames();
  const found = index.find(path);
  if (found === null || found.agreement === 'name' || found.others.length > 0) return null;
  const renamed = newest(found.path);
  return renamed === null ? null : { where: 'ours', paths: [renamed], agreement: 'part', byPath: true };
}
