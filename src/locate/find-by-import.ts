import type { Frame } from '../parse/stack.ts';
import type { Candidates } from './candidates.ts';
import type { OwnPackages } from './own-packages.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** The file of a Go package, told by its import path. Null when the frame is none of Go's, or the path has to tell. */
export async function findByImport(
  frame: Frame,
  path: string,
  tree: RepositoryTree,
): Promise<Candidates | null> {
  if (frame.module === undefined || !path.endsWith('.go')) return null;
  const modules = await tree.ownPackages('go');
  // The compiler calls every program `main`; with -trimpath the path itself begins with the module's.
  const isProgram = frame.module === 'main';
  const file = isProgram ? path : `${frame.module}/${path.slice(path.lastIndexOf('/') + 1)}`;
  const ours = listRepositoryPaths(file, modules);
  const paths = ours.filter((found) => tree.index.has(found));
  if (paths.length > 0) return { where: 'ours', paths, agreement: 'whole' };
  if (isProgram || modules.size === 0) return null;
  return ours.length > 0 ? { where: 'nowhere', isOurs: true } : { where: 'library', path: file };
}

/** The paths a file has below the modules whose import path its own begins with, the longest of these first. */
function listRepositoryPaths(file: string, modules: OwnPackages): readonly string[] {
  return [...modules]
    .filter(([importPath]) => file.startsWith(`${importPath}/`))
    .toSorted(([a], [b]) => b.length - a.length)
    .flatMap(([importPath, folders]) => folders.map((folder) => folder + file.slice(importPath.length + 1)));
}
