import type { Frame } from '../parse/stack.ts';
import type { Candidates } from './candidates.ts';
import type { GoModule, RepositoryTree } from './repository-tree.ts';

/** The file of a Go package, told by its import path. Null when the frame is none of Go's, or the path has to tell. */
export async function findByImport(
  frame: Frame,
  path: string,
  tree: RepositoryTree,
): Promise<Candidates | null> {
  if (frame.module === undefined || !path.endsWith('.go')) return null;
  const modules = await tree.goModules();
  // The compiler calls every program `main`; with -trimpath the path itself begins with the module's.
  const file = frame.module === 'main' ? path : `${frame.module}/${path.slice(path.lastIndexOf('/') + 1)}`;
  const ours = toRepositoryPath(file, modules);
  if (ours !== null && tree.index.has(ours)) return { where: 'ours', paths: [ours], agreement: 'whole' };
  const isLibrary = modules.length > 0 && ours === null && frame.module !== 'main';
  return isLibrary ? { where: 'library', path: file } : null;
}

function toRepositoryPath(file: string, modules: readonly GoModule[]): string | null {
  const module = modules.find(({ importPath }) => file.startsWith(`${importPath}/`));
  return module === undefined ? null : module.dir + file.slice(module.importPath.length + 1);
}
