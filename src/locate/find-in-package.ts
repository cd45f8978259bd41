import type { Frame } from '../parse/stack.ts';
import type { Candidates } from './candidates.ts';
import type { NamingManager } from './own-packages.ts';
import { findPackagedFile, type PackagedFile } from './packaged-file.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** The file of a package: of ours when the repository has its source, of a library else. Null when it is in no package. */
export async function findInPackage(
  frame: Frame,
  path: string,
  tree: RepositoryTree,
  directories: ReadonlySet<string>,
): Promise<Candidates | null> {
  const packaged = readPackage(frame, path) ?? findPackagedFile(path, directories);
  if (packaged === null) return null;
  const library: Candidates = { where: 'library', path: packaged.path };
  if (packaged.manager === null || packaged.within === '') return library;
  if (packaged.manager === 'python') return findInstalled(packaged.within, tree, directories) ?? library;
  return (await findOwn(packaged, [packaged.manager, ...(RELATED[packaged.manager] ?? [])], tree)) ?? library;
}

/** Elixir's traces name applications of Erlang as they name its own. */
const RELATED: Partial<Readonly<Record<NamingManager, readonly NamingManager[]>>> = { mix: ['rebar'] };

/** What the trace itself says of the package: `package:shop/till.dart`, and the application of Elixir and Erlang. */
function readPackage(frame: Frame, path: string): PackagedFile | null {
  const [, name = '', within = ''] = /^package:([^/]+)\/(.+)$/.exec(path) ?? [];
  if (name !== '') return { manager: 'pub', name, within: `lib/${within}`, path: `${name}/${within}` };
  if (frame.package === undefined || !/\.(?:exs?|[eh]rl)$/.test(path)) return null;
  return { manager: 'mix', name: frame.package, within: path, path: `${frame.package}/${path}` };
}

/** Null when no manifest gives a folder the package's name. What is ours and not there was built from something else. */
async function findOwn(
  { name, within }: PackagedFile,
  managers: readonly NamingManager[],
  { index, ownPackages }: RepositoryTree,
): Promise<Candidates | null> {
  const known = await Promise.all(managers.map(ownPackages));
  const folders = known.flatMap((packages) => packages.get(name) ?? []);
  if (folders.length === 0) return null;
  const paths = folders.map((folder) => folder + within).filter((path) => index.has(path));
  return paths.length > 0 ? { where: 'ours', paths, agreement: 'whole' } : { where: 'nowhere', isOurs: true };
}

/** What is beside a project's own settings, or in its `src`, is what pip installs; a copy of somebody else's is not. */
function findInstalled(
  within: string,
  { index }: RepositoryTree,
  directories: ReadonlySet<string>,
): Candidates | null {
  const paths = index.listEnding(within).filter((path) => {
    const project = path.slice(0, -within.length).replace(/(^|\/)src\/$/, '$1');
    const isProject = PROJECT_FILES.some((file) => index.has(project + file));
    return isProject && findPackagedFile(path, directories) === null;
  });
  return paths.length === 0 ? null : { where: 'ours', paths, agreement: 'whole' };
}

const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'];
