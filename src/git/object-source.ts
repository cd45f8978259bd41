import type { ObjectInfo } from './object-replies.ts';
import type { RunGit } from './run-git.ts';

/** Gives objects of a repository; rejects with `GitFailure`. */
export type ObjectSource = {
  /** Null when there is no such object. `name` is a full hash, or one with `:` and a path. */
  readonly info: (name: string) => Promise<ObjectInfo | null>;
  /** The contents of an object that `info` found. */
  readonly contents: (id: string) => Promise<Buffer | null>;
};

/** Starts a git for everything it is asked, for versions of git that cannot be asked many things. */
export function createObjectSource(run: RunGit): ObjectSource {
  return {
    async info(name) {
      const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', name];
      const id = (await run(args, { mayFindNothing: true })).trim();
      if (id === '') return null;
      const type = (await run(['cat-file', '-t', id])).trim();
      return { id, type, size: Number(await run(['cat-file', '-s', id])) };
    },
    async contents(id) {
      const type = (await run(['cat-file', '-t', id])).trim();
      return Buffer.from(await run(['cat-file', type, id]));
    },
  };
}
