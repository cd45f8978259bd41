import type { Repository } from './repository.ts';
import { GitFailure } from './git-failure.ts';

/** A repository that has nothing to say of lines, files and people where git fails; names and trees it needs all the same. */
export function forgiveFailures(repository: Repository): Repository {
  return {
    ...repository,
    blameLine: forgive((...line) => repository.blameLine(...line), null),
    readLines: forgive((...file) => repository.readLines(...file), null),
    readFile: forgive((...file) => repository.readFile(...file), null),
    findTakenOut: forgive(repository.findTakenOut, []),
    listRenames: forgive((commit) => repository.listRenames(commit), []),
    readCoAuthors: forgive((...commit) => repository.readCoAuthors(...commit), []),
    listAuthors: forgive(() => repository.listAuthors(), []),
    listFileAuthors: forgive((...file) => repository.listFileAuthors(...file), []),
  };
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
