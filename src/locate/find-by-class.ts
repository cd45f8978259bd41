import type { Frame } from '../parse/stack.ts';
import { covers, listDeclaredNames } from './declared-names.ts';
import type { Agreement, Candidates } from './candidates.ts';
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
  { index, readLines }: RepositoryTree,
): Promise<Candidates> {
  const named = await Promise.all(
    index.listEnding(file).map(async (path) => {
      return { path, names: listDeclaredNames(path, (await readLines(path)) ?? []) };
    }),
  );
  const declaring = named.filter(({ names }) => covers(names, module));
  if (declaring.length > 0) return toOurs(declaring, 'confirmed');
  // A script declares no package, and a trait of PHP is told with the class that uses it.
  const near = named.filter(({ names }) =>
    directories === '' ? names.length === 0 : sharesVendor(names, file, module),
  );
  if (near.length > 0) return toOurs(near, 'part');
  return directories === '' ? { where: 'nowhere' } : { where: 'library', path: `${directories}${file}` };
}

function toOurs(named: readonly { readonly path: string }[], agreement: Agreement): Candidates {
  return { where: 'ours', paths: named.map(({ path }) => path), agreement };
}

function sharesVendor(names: readonly string[], file: string, module: string): boolean {
  const [vendor] = module.split(/[.\\]/, 1);
  return file.endsWith('.php') && names.some((name) => name.split('.', 1)[0] === vendor);
}

/** `com.shop.Till$Drawer` → `com.shop`. Everything behind a `$` is inside a class. */
function toPackage(module: string): string {
  const outer = module.split('$', 1)[0] ?? '';
  return outer.slice(0, Math.max(0, outer.lastIndexOf('.')));
}

function toDirectories(name: string): string {
  return name === '' ? '' : `${name.replaceAll(/[.\\]/g, '/')}/`;
}
