import type { LineFate } from '../git/follow-line.ts';
import type { Repository } from '../git/repository.ts';
import type { Log } from '../telemetry/log.ts';
import type { BlamedException } from './blame-exception.ts';
import { findPresentPath } from './find-present-path.ts';
import { findStanding, type Standing } from './still-stands.ts';

/** What follows a line asks of a repository. */
export type FollowedRepository = Pick<
  Repository,
  'resolve' | 'followLine' | 'readLines' | 'listPaths' | 'listRenames'
> &
  Partial<Pick<Repository, 'staleSinceMs'>>;

export type FollowNeeds = {
  /** A repository by its name; null when the options no longer name it. */
  readonly findRepository: (name: string) => FollowedRepository | null;
  /** Runs something once after a while; gives back what calls it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
  readonly log: Log;
};

export type FollowToHead = (blamed: BlamedLine) => Promise<HeadFate | null>;

/**
 * What became of a line. `asOfMs`: when the origin was last reached, if that is long ago. `isGone`: nothing in its file
 * reads so any more, and the file is still there.
 */
export type HeadFate = KnownFate & { readonly isGone: boolean };

/** What is told of a line's fate. */
export type KnownFate = LineFate & { readonly asOfMs?: number };

/** The line that was blamed, in the revision that it was blamed in. */
export type BlamedLine = Pick<BlamedException, 'repository' | 'revision' | 'blamed' | 'author'>;

// Who waits is a page or a mail; git goes on, so that the next to ask is told at once.
const WAIT_MS = 5_000;

/**
 * Tells what became of a blamed line up to `HEAD`, as of the last fetch; a line that was moved within its file, wrapped,
 * or changed and put back is unchanged. Null when nobody could be blamed for it, or when git fails or takes longer than
 * 5 seconds: then nothing is said. Never rejects.
 */
export function createHeadFollower({ findRepository, schedule, log }: FollowNeeds): FollowToHead {
  async function follow({ repository: name, revision, blamed }: BlamedLine): Promise<HeadFate | null> {
    const repository = findRepository(name);
    const head = (await repository?.resolve('HEAD'))?.commit ?? null;
    if (repository === null || head === null) return null;
    const fate = await repository.followLine(revision.commit, blamed.path, blamed.line, head);
    if (fate === null) return null;
    const asOfMs = repository.staleSinceMs?.() ?? null;
    const age = asOfMs === null ? {} : { asOfMs };
    if (fate.kind === 'unchanged') return { ...fate, ...age, isGone: false };
    const standing = await findAtHead(repository, { ...blamed, commit: revision.commit }, head);
    if (standing === 'stands') return { kind: 'unchanged', at: head, ...age, isGone: false };
    return { ...fate, ...age, isGone: standing === 'gone' };
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

type Line = { readonly commit: string; readonly path: string; readonly line: number };

/** Null when there is no such file any more, or it is too large to be read. */
async function findAtHead(repository: FollowedRepository, was: Line, head: string): Promise<Standing | null> {
  const path = await findPresentPath(repository, was.path, head);
  if (path === null) return null;
  const [before, after] = await Promise.all([
    repository.readLines(was.commit, was.path),
    repository.readLines(head, path),
  ]);
  return before === null || after === null ? null : findStanding({ before, after, line: was.line });
}
