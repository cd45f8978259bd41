import type { Frame } from '../parse/stack.ts';
import type { Candidates } from './candidates.ts';
import { findPackagedFile, type Manager, type PackagedFile } from './packaged-file.ts';
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
  const paths = await listSources(packaged, tree);
  return paths.length > 0
    ? { where: 'ours', paths, agreement: 'whole' }
    : { where: 'library', path: packaged.path };
}

/** What the trace itself says of the package: `package:shop/till.dart`, and the application of Elixir and Erlang. */
function readPackage(frame: Frame, path: string): PackagedFile | null {
  const [, name = '', within = ''] = /^package:([^/]+)\/(.+)$/.exec(path) ?? [];
  if (name !== '') return { manager: 'pub', name, within: `lib/${within}`, path: `${name}/${within}` };
  if (frame.package === undefined || !/\.(?:exs?|[eh]rl)$/.test(path)) return null;
  return { manager: 'mix', name: frame.package, within: path, path: `${frame.package}/${path}` };
}

/** The files at the same place in a folder whose manifest gives it the package's name. */
async function listSources(
  { manager, name, within }: PackagedFile,
  tree: RepositoryTree,
): Promise<readonly string[]> {
  if (manager === null || within === '') return [];
  const isSource = IS_SOURCE[manager];
  const places = tree.index.listEnding(within).map((path) => ({ path, dir: path.slice(0, -within.length) }));
  const ours = await Promise.all(places.map(({ dir }) => isSource(dir, name, tree)));
  return places.filter((_, i) => ours[i]).map(({ path }) => path);
}

/** Whether a folder, which ends in `/` or is empty, holds the source of the package. */
type IsSource = (dir: string, name: string, tree: RepositoryTree) => Promise<boolean>;

const IS_SOURCE: Readonly<Record<Manager, IsSource>> = {
  npm: (dir, name, tree) => hasLine(`${dir}package.json`, tree, (line) => readNpmName(line) === name),
  // What is beside a project's own settings, or in its `src`, is what gets installed; a copy of somebody else's is not.
  python: async (dir, _, { index }) => {
    const project = dir.replace(/(?:^|\/)src\/$/, (src) => (src.startsWith('/') ? '/' : ''));
    return ['pyproject.toml', 'setup.py', 'setup.cfg'].some((file) => index.has(project + file));
  },
  go: (dir, name, { goModules }) =>
    goModules().then((modules) => modules.some((module) => module.dir === dir && module.importPath === name)),
  gem: async (dir, name, { index }) => index.has(`${dir}${name}.gemspec`),
  mix: async (dir, name, tree) =>
    tree.index.has(`${dir}src/${name}.app.src`) ||
    (await hasLine(`${dir}mix.exs`, tree, (line) => /\bapp:\s*:(\w+)/.exec(line)?.[1] === name)),
  pub: (dir, name, tree) =>
    hasLine(`${dir}pubspec.yaml`, tree, (line) => /^name:\s*["']?(\w+)/.exec(line)?.[1] === name),
};

function readNpmName(line: string): string | undefined {
  return /^(?:\{|\s)*"name"\s*:\s*"([^"]+)"/.exec(line.slice(0, 1_000))?.[1];
}

async function hasLine(
  file: string,
  { index, readLines }: RepositoryTree,
  accepts: (line: string) => boolean,
): Promise<boolean> {
  return index.has(file) && ((await readLines(file))?.some(accepts) ?? false);
}
