import { LRUCache } from 'lru-cache';
import type { Blamed } from './blame-lines.ts';
import { createOftenBlamer, type BlamedFile } from './blame-often.ts';
import type { LineBlame } from './blame-porcelain.ts';
import type { FindIgnoreRevs } from './ignore-revs.ts';
import { createLineBatches } from './line-batches.ts';
import type { ObjectSource } from './object-source.ts';
import { LimitFailure } from './git-failure.ts';
import { readCommit } from './read-commit.ts';
import { rememberBlame, type BlameMemory } from './remember-blame.ts';
import { remember } from './remember.ts';
import type { RunGit } from './run-git.ts';

export type BlameOptions = {
  /** Looks for the lines around in the files that changed with them too, which git may not be given the time for. */
  readonly findMoves?: boolean;
};

export type BlameLine = (
  commit: string,
  path: string,
  line: number,
  options?: BlameOptions,
) => Promise<LineBlame | null>;

export type LineBlamerNeeds = {
  readonly run: RunGit;
  readonly objects: ObjectSource;
  readonly findIgnoreRevs: FindIgnoreRevs;
  readonly memory?: BlameMemory;
  /** How many blames git works on at a time; others wait. */
  readonly maxAtOnce: number;
};

const TOO_MUCH_STAYS_MS = 10 * 60_000;
const MAX_LINE = 2 ** 31 - 1;

/**
 * Blames a line as it is in a commit, a full hash; null when there is no such line. People are named as commits name them. A search for moves that is too much
 * for git is given up for a while, and what is said without it is not remembered. Rejects with `GitFailure`.
 */
export function createLineBlamer(needs: LineBlamerNeeds): BlameLine {
  const blames = new LRUCache<string, Promise<LineBlame | null>>({ max: 20_000 });
  const blameOften = createOftenBlamer(needs);
  const ask = createLineBatches(blameOften, Math.max(1, needs.maxAtOnce));
  const tooMuch = new LRUCache<string, true>({ max: 1_000, ttl: TOO_MUCH_STAYS_MS });

  const blame = (file: BlamedFile, line: number) =>
    remember(blames, `${line} ${file.key}`, () =>
      rememberBlame(needs.memory, [file.key, line], async () =>
        markEnd(needs.objects, await ask(file, line)),
      ),
    );

  async function blameMoved(file: BlamedFile, line: number): Promise<LineBlame | null> {
    try {
      if (!tooMuch.has(`${line} ${file.key}`)) return await blame(file, line);
    } catch (error) {
      if (!(error instanceof LimitFailure)) throw error;
      tooMuch.set(`${line} ${file.key}`, true);
    }
    const found = await blame(toFile({ ...file, findMoves: false }), line);
    return found && { ...found, movesUnknown: true };
  }

  return async (commit, path, line, { findMoves = false } = {}) => {
    if (!/^[0-9a-f]{40,64}$/.test(commit) || !Number.isInteger(line) || line < 1 || line > MAX_LINE)
      return null;
    const file = toFile({ commit, path, ignoreRevs: await needs.findIgnoreRevs(commit), findMoves });
    return findMoves ? blameMoved(file, line) : blame(file, line);
  };
}

function toFile(blamed: Blamed): BlamedFile {
  const { commit, path, ignoreRevs, findMoves } = blamed;
  return { ...blamed, key: [commit, findMoves ? 'moves' : '', ignoreRevs ?? '', path].join('\0') };
}

/** git takes the first commit there is for the oldest; where a clone was cut off, the commit itself names older ones. */
async function markEnd(objects: ObjectSource, found: LineBlame | null): Promise<LineBlame | null> {
  if (found === null || found.previous !== undefined) return found;
  const commit = await readCommit(objects, found.commit);
  if (commit?.parents.length !== 0) return found;
  const { boundary: _, ...rest } = found;
  return { ...rest, root: true };
}
