import type { Frame } from '../parse/stack.ts';
import { covers, listDeclaredNames } from './declared-names.ts';
import type { Candidates } from './candidates.ts';
import type { RepositoryTree } from './repository-tree.ts';

/** The files whose path has the longest end in common with the trace's. */
export async function findByPath({ module }: Frame, path: string, tree: RepositoryTree): Promise<Candidates> {
  const found = tree.index.find(path);
  if (found === null) return { where: 'nowhere' };
  const { agreement, others } = found;
  const paths = [found.path, ...others];
  if (agreement === 'whole' || found.leads) return { where: 'ours', paths, agreement, leads: found.leads };
  if (module === undefined) return { where: 'ours', paths, agreement };
  return compareNames({ paths, agreement }, module, tree);
}

/** What a file declares can confirm a path that agrees in part, or speak against it. */
async function compareNames(
  { paths, agreement }: Pick<Ours, 'paths' | 'agreement'>,
  module: string,
  { readLines }: RepositoryTree,
): Promise<Candidates> {
  const declared = await Promise.all(
    paths.map(async (path) => listDeclaredNames(path, (await readLines(path)) ?? [])),
  );
  const agreeing = paths.filter((_, i) => covers(declared[i] ?? [], module));
  if (agreeing.length > 0) return { where: 'ours', paths: agreeing, agreement: 'confirmed' };
  if (declared.some((names) => names.length === 0)) return { where: 'ours', paths, agreement };
  return agreement === 'part' ? { where: 'ours', paths, agreement: 'name' } : { where: 'nowhere' };
}

type Ours = Extract<Candidates, { where: 'ours' }>;
