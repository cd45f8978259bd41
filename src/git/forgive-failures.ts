import type { LineBlame } from './blame-porcelain.ts';
import type { Repository } from './repository.ts';
import { GitFailure } from './git-failure.ts';

/**
 * A repository that has nothing to say of files and people where git fails, and does without a search for moves; names,
 * trees and who put a line where it is it needs all the same.
 */
export function forgiveFailures(repository: Repository): Repository {
  return {
    ...repository,
    blameLine: (...line) => blameSomehow(repository, ...line),
    readLines: forgive((...file) => repository.readLines(...file), null),
    readFile: forgive((...file) => repository.readFile(...file), null),
    findTakenOut: forgive(repository.findTakenOut, null),
    listRenames: forgive((commit) => repository.listRenames(commit), []),
    readCoAuthors: forgive((...commit) => repository.readCoAuthors(...commit), []),
    listAuthors: forgive(() => repository.listAuthors(), []),
    listFileAuthors: forgive((...file) => repository.listFileAuthors(...file), []),
  };
}

async function blameSomehow(
  { blameLine }: Pick<Repository, 'blameLine'>,
  ...[commit, path, line, options]: Parameters<Repository['blameLine']>
): Promise<LineBlame | null> {
  try {
    return await blameLine(commit, path, line, options);
  } catch (error) {
    if (!(error instanceof GitFailure) || options?.findMoves !== true) throw error;
    const found = await blameLine(commit, path, line);
    return found && { ...found, movesUnknown: true };
  }
}

type Ask<A extends readonly unknown[], T> = (...args: A) => Promise<T>;

function forgive<A extends readonly unknown[], T>(ask: Ask<A, T>, nothing: T): Ask<A, T> {
  return async (...args) => {
    try {
      return await ask(...args);
    } catch (error) {
      if (error instanceof GitFailure) return nothing;
      throw error;
    }
  };
}
