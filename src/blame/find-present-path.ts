import type { Repository } from '../git/repository.ts';

/** What a file of long ago is called in a commit, a full hash; null when it is no longer there. */
export async function findPresentPath(
  repository: Pick<Repository, 'listPaths' | 'listRenames'>,
  path: string,
  commit: string,
): Promise<string | null> {
  const present = await repository.listPaths(commit);
  if (present.includes(path)) return path;
  let name = path;
  for (const { from, to } of (await repository.listRenames(commit)).toReversed())
    if (from === name) name = to;
  return present.includes(name) ? name : null;
}
