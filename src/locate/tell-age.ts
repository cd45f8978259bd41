import type { Repository } from '../git/repository.ts';
import { formatMoment } from '../week.ts';
import type { Revision } from './resolve-revision.ts';

/** Adds to a revision that was guessed how old the repository is that it was guessed from, where that is too old. */
export function tellAge(
  revision: Revision,
  repository: Pick<Repository, 'staleSinceMs'>,
  timezone: string,
): Revision {
  const sinceMs = repository.staleSinceMs();
  if (revision.known || sinceMs === null) return revision;
  const because = `${revision.because}; the origin has not been reached since ${formatMoment(sinceMs, timezone)}`;
  return { ...revision, because };
}
