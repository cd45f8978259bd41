import type { Frame } from '../parse/stack.ts';
import type { Candidates } from './candidates.ts';
import { covers, sharesVendor } from './declared-names.ts';
import { findForeignOrigin, isFromWeb } from './foreign-origin.ts';
import type { RepositoryTree, SearchedTree } from './repository-tree.ts';

type Ours = Extract<Candidates, { where: 'ours' }>;

/** The files whose path has the longest end in common with the trace's. */
export async function findByPath(frame: Frame, path: string, tree: SearchedTree): Promise<Candidates> {
  const { module, file = '' } = frame;
  const found = tree.index.find(path);
  if (found === null) return { where: 'nowhere' };
  const { leads, others } = found;
  const agreement = found.agreement === 'whole' && isFromWeb(file) ? 'part' : found.agreement;
  const against = (await findForeignOrigin(file, tree.service, tree)) ?? undefined;
  const ours: Ours = {
    where: 'ours',
    paths: [found.path, ...others],
    agreement,
    leads,
    byPath: true,
    against,
  };
  return module === undefined || ours.paths.length > MOST_READ ? ours : compareNames(ours, module, tree);
}

const MOST_READ = 50;

/** What a file declares can confirm its path, or speak against it. */
async function compareNames(ours: Ours, module: string, tree: RepositoryTree): Promise<Candidates> {
  const { paths, agreement } = ours;
  const declared = await Promise.all(paths.map(tree.declaredNames));
  const agreeing = paths.filter((_, i) => covers(declared[i] ?? [], module));
  if (agreeing.length > 0 && agreement === 'whole') return { ...ours, paths: agreeing };
  if (agreeing.length > 0) return { where: 'ours', paths: agreeing, agreement: 'confirmed' };
  const speaksAgainst = declared.every((names) => names.length > 0 && !sharesVendor(names, module));
  if (!speaksAgainst) return ours;
  const against = `${paths[0]} declares ${declared[0]?.[0]}, and not ${module} as in the trace`;
  return agreement === 'name' ? { where: 'nowhere' } : { ...ours, against };
}
