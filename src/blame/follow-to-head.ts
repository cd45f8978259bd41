import type { LineFate } from '../git/follow-line.ts';
import type { Repository } from '../git/repository.ts';
import type { Log } from '../telemetry/log.ts';
import type { BlamedException } from './blame-exception.ts';

export type FollowNeeds = {
  /** A repository by its name; null when the options no longer name it. */
  readonly findRepository: (name: string) => Pick<Repository, 'resolve' | 'followLine'> | null;
  /** Runs something once after a while; gives back what calls it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
};

export type FollowToHead = (blamed: BlamedLine) => Promise<LineFate | null>;

/** The line that was blamed, in the revision that it was blamed in. */
export type BlamedLine = Pick<BlamedException, 'repository' | 'revision' | 'blamed' | 'author'>;

// Who waits is a page or a mail; git goes on, so that the next to ask is told at once.
const WAIT_MS = 5_000;

/**
 * Tells what became of a blamed line up to `HEAD`, as of the last fetch. Null when nobody could be blamed for it, or
 * when git fails or takes longer than 5 seconds: then nothing is said. Never rejects.
 */
export function createHeadFollower({ findRepository, schedule, log }: FollowNeeds): FollowToHead {
  async function follow({ repository: name, revision, blamed }: BlamedLine): Promise<LineFate | null> {
    const repository = findRepository(name);
    const head = (await repository?.resolve('HEAD')) ?? null;
    if (repository === null || head === null) return null;
    return repository.followLine(revision.commit, blamed.path, blamed.line, head.commit);
  }

  return async function followToHead(line) {
    if (line.author === null || line.author.boundary !== undefined) return null;
    const { promise: timeIsUp, resolve } = Promise.withResolvers<null>();
    const cancel = schedule(() => resolve(null), WAIT_MS);
    try {
      return await Promise.race([follow(line), timeIsUp]);
    } catch (error) {
      log.warn({ err: error, path: line.blamed.path }, 'what became of a line is not told, git was no help');
      return null;
    } finally {
      cancel();
    }
  };
}
