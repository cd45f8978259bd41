import { collapseSpace } from '../collapse-space.ts';
import type { Frame } from '../parse/stack.ts';
import type { Settled } from './find-mounted.ts';
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
  return keepFiles(paths, tree, (lines) => collapseSpace(lines[line - 1] ?? '') === quoted);
}

// Many files have a `}` or a `try` in the same line.
const TELLING = 5;

/** The paths with the longest beginning in common with files of the same trace. */
export function keepNearest(paths: readonly string[], settled: readonly Settled[]): readonly string[] {
  const nearness = paths.map((path) => Math.max(0, ...settled.map((one) => countCommon(path, one.path))));
  const most = Math.max(...nearness);
  return paths.filter((_, i) => nearness[i] === most);
}

function countCommon(a: string, b: string): number {
  const [as, bs] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)];
  const differ = as.findIndex((segment, i) => segment !== bs[i]);
  return differ < 0 ? as.length : differ;
}

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
  { line = 0, function: name }: Frame,
  tree: RepositoryTree,
): Promise<readonly string[]> {
  const simple = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec((name ?? '').slice(-200))?.[0] ?? '';
  const having = await keepFiles(
    paths,
    tree,
    (lines) => lines.length >= line && lines.some((text) => text.includes(simple)),
  );
  return having.length > 0 ? having : paths;
}

async function keepFiles(
  paths: readonly string[],
  { readLines }: RepositoryTree,
  accepts: (lines: readonly string[]) => boolean,
): Promise<readonly string[]> {
  const accepted = await Promise.all(paths.map(async (path) => accepts((await readLines(path)) ?? [])));
  return paths.filter((_, i) => accepted[i]);
}
