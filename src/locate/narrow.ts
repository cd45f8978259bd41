import { setImmediate as nextTurn } from 'node:timers/promises';
import { collapseSpace } from '../collapse-space.ts';
import type { Frame } from '../parse/stack.ts';
import { toPlainFunctionName } from '../plain-function-name.ts';
import type { Settled } from './find-mounted.ts';
import type { PathIndex } from './path-index.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** The paths in a folder; all when there is no folder, or none is in it. */
export function keepBelow(paths: readonly string[], folder: string | null): readonly string[] {
  if (folder === null) return paths;
  const below = paths.filter((path) => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  return below.length > 0 ? below : paths;
}

/** The paths of those files whose line reads as the trace quotes it. */
export async function keepQuoted(
  paths: readonly string[],
  { text, line }: Frame,
  tree: RepositoryTree,
): Promise<readonly string[]> {
  const quoted = collapseSpace(text ?? '');
  if (quoted.length < TELLING || line === undefined) return [];
  return keepFiles(paths, tree, (whole) => collapseSpace(readLine(whole, line)) === quoted);
}

function readLine(text: string, line: number): string {
  let from = 0;
  for (let n = 1; n < line && from >= 0; n++) from = text.indexOf('\n', from) + 1 || -1;
  if (from < 0) return '';
  const to = text.indexOf('\n', from);
  return text.slice(from, to < 0 ? undefined : to).slice(0, MAX_LINE);
}

const MAX_LINE = 10_000;

// Many files have a `}` or a `try` in the same line.
const TELLING = 5;

/** The paths in the same module, the innermost folder with a manifest, as a file of the same trace; all when none is. */
export function keepNearest(
  paths: readonly string[],
  settled: readonly Settled[],
  { index }: RepositoryTree,
): readonly string[] {
  const modules = new Set(settled.map(({ path }) => findModule(path, index)));
  modules.delete('');
  const near = paths.filter((path) => modules.has(findModule(path, index)));
  return near.length > 0 ? near : paths;
}

/** Empty when there is none, or only the one of the whole repository. */
function findModule(path: string, index: PathIndex): string {
  const folders = path.split('/').slice(0, -1);
  for (let depth = folders.length; depth > 0; depth--) {
    const folder = `${folders.slice(0, depth).join('/')}/`;
    if (MANIFESTS.some((name) => index.has(folder + name))) return folder;
  }
  return '';
}

const MANIFESTS = [
  'package.json',
  'pom.xml',
  'build.gradle',
  'build.gradle.kts',
  'build.sbt',
  'pyproject.toml',
  'setup.py',
  'requirements.txt',
  'go.mod',
  'Cargo.toml',
  'composer.json',
  'Gemfile',
  'mix.exs',
  'pubspec.yaml',
  'Package.swift',
  'Dockerfile',
];

/** The paths with a folder that bears the service's name; all when none does. */
export function keepNamedAfter(paths: readonly string[], service: string): readonly string[] {
  const name = service.slice(service.lastIndexOf('/') + 1).toLowerCase();
  const folders = new Set([name, name.replace(/[-_.]?(?:service|svc|server|api)$/, '')]);
  const named = paths.filter((path) =>
    path
      .toLowerCase()
      .split('/')
      .slice(0, -1)
      .some((folder) => folders.has(folder)),
  );
  return named.length > 0 ? named : paths;
}

/** The paths of those files that have such a line and mention the function; all when none does. */
export async function keepHaving(
  paths: readonly string[],
  { line = 0, function: name = '' }: Frame,
  tree: RepositoryTree,
): Promise<readonly string[]> {
  const plain = toPlainFunctionName(name);
  const having = await keepFiles(
    paths,
    tree,
    (text) => text.includes(plain) && countLines(text, line) >= line,
  );
  return having.length > 0 ? having : paths;
}

/** At most as many as are asked for. */
function countLines(text: string, enough: number): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines < enough; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** A file too large to be looked into is not kept. Others get their turn between two files. */
async function keepFiles(
  paths: readonly string[],
  { readText }: RepositoryTree,
  accepts: (text: string) => boolean,
): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const path of paths) {
    const text = await readText(path);
    if (text !== null && accepts(text)) kept.push(path);
    await nextTurn();
  }
  return kept;
}
