import type { Frame } from '../parse/stack.ts';
import type { Agreement, Candidates } from './candidates.ts';
import { covers, sharesVendor } from './declared-names.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** The file of a class, where a trace prints the file's bare name beside it. Null when the frame does not. */
export async function findByClass(
  { module }: Frame,
  path: string,
  tree: RepositoryTree,
): Promise<Candidates | null> {
  if (module === undefined || path.includes('/')) return null;
  if (path.endsWith('.php')) return findDeclaring(module, path, toDirectories(module), tree);
  if (!/\.(?:java|kts?|scala|sc|groovy|cljc?)$/.test(path)) return null;
  const packageName = toPackage(module);
  const full = packageName === '' ? [] : tree.index.listEnding(`${toDirectories(packageName)}${path}`);
  if (full.length > 0) return { where: 'ours', paths: full, agreement: 'whole' };
  return findDeclaring(module, path, toDirectories(packageName), tree);
}

/** Kotlin, Scala and PHP let folders differ from packages, so it is the file that has to say what it declares. */
async function findDeclaring(
  module: string,
  file: string,
  directories: string,
  { index, declaredNames }: RepositoryTree,
): Promise<Candidates> {
  const all = sortByFolders(index.listEnding(file), directories.split('/'));
  const read = all.slice(0, MOST_READ);
  const named = await Promise.all(read.map(async (path) => ({ path, names: await declaredNames(path) })));
  const declaring = named.filter(({ names }) => covers(names, module));
  if (declaring.length > 0) return toOurs(declaring, 'confirmed');
  // A script declares no package, and a trait of PHP is told with the class that uses it.
  const near = named.filter(({ names }) =>
    directories === '' ? names.length === 0 : file.endsWith('.php') && sharesVendor(names, module),
  );
  if (near.length > 0) return toOurs(near, directories === '' ? 'part' : 'name');
  const isLibrary = directories !== '' && read.length === all.length;
  return isLibrary ? { where: 'library', path: `${directories}${file}` } : { where: 'nowhere' };
}

const MOST_READ = 100;

/** Those first whose folders have most of the package's names. */
function sortByFolders(paths: readonly string[], names: readonly string[]): readonly string[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const count = (path: string) =>
    new Set(
      path
        .toLowerCase()
        .split('/')
        .filter((folder) => wanted.has(folder)),
    ).size;
  return paths
    .map((path) => ({ path, score: count(path) }))
    .toSorted((a, b) => b.score - a.score)
    .map(({ path }) => path);
}

function toOurs(named: readonly { readonly path: string }[], agreement: Agreement): Candidates {
  return { where: 'ours', paths: named.map(({ path }) => path), agreement };
}

/** `com.shop.Till$Drawer` → `com.shop`. Everything behind a `$` is inside a class. */
function toPackage(module: string): string {
  const outer = module.split('$', 1)[0] ?? '';
  return outer.slice(0, Math.max(0, outer.lastIndexOf('.')));
}

function toDirectories(name: string): string {
  return name === '' ? '' : `${name.replaceAll(/[.\\]/g, '/')}/`;
}
