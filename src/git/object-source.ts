import type { ObjectInfo } from './object-replies.ts';
import type { RunGit } from './run-git.ts';

/** Gives objects of a repository; rejects with `GitFailure`. */
export type ObjectSource = {
  /** Null when there is no such object. `name` is a full hash, one with `:` and a path, or a revision with `^{commit}`. */
  readonly info: (name: string) => Promise<ObjectInfo | null>;
  /** The contents of an object that `info` found; null when they cannot be had, as those of trees by an old git. */
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
      // What `run` gives is text, which a tree is not.
      if (type === 'tree') return null;
      return Buffer.from(await run(['cat-file', type, id]));
    },
  };
}
