import { LRUCache } from 'lru-cache';
import { readBlamePorcelain, type LineBlame } from './blame-porcelain.ts';
import type { FindIgnoreRevs } from './ignore-revs.ts';
import { createLineBatches } from './line-batches.ts';
import { toMailmapConfiguration } from './mailmap.ts';
import type { ObjectSource } from './object-source.ts';
import { rememberBlame, type BlameMemory } from './remember-blame.ts';
import { remember } from './remember.ts';
import { GitFailure, type RunGit } from './run-git.ts';

export type BlameOptions = {
  /** Looks for the lines around in the files that changed with them too, which takes longer. */
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
  /** Whether `.mailmap` of the commit gives authors their names and addresses. */
  readonly mailmap: boolean;
  readonly memory?: BlameMemory;
  /** How many blames git works on at a time; others wait. */
  readonly maxAtOnce: number;
};

/** Lines of one file, and how they are blamed. */
type Blamed = {
  readonly commit: string;
  readonly path: string;
  readonly ignoreRevs: string | null;
  readonly findMoves: boolean;
};

const MAX_LINE = 2 ** 31 - 1;
// git takes forty letters and digits for a copy, which one line seldom has: the lines around move with it.
const AROUND = 12;

/** Blames a line as it is in a commit, a full hash; null when there is no such line. Rejects with `GitFailure`. */
export function createLineBlamer(needs: LineBlamerNeeds): BlameLine {
  const blames = new LRUCache<string, Promise<LineBlame | null>>({ max: 20_000 });
  const ask = createLineBatches(
    (key, lines) => blameLines(needs, fromKey(key), lines),
    Math.max(1, needs.maxAtOnce),
  );
  return async (commit, path, line, { findMoves = false } = {}) => {
    if (!/^[0-9a-f]{40,64}$/.test(commit) || !Number.isInteger(line) || line < 1 || line > MAX_LINE)
      return null;
    const key = toKey({ commit, path, ignoreRevs: await needs.findIgnoreRevs(commit), findMoves });
    return remember(blames, `${line} ${key}`, () =>
      rememberBlame(needs.memory, [key, line, needs.mailmap], async () =>
        markBoundary(needs.objects, await ask(key, line)),
      ),
    );
  };
}

function toKey({ commit, path, ignoreRevs, findMoves }: Blamed): string {
  return [commit, findMoves ? 'moves' : '', ignoreRevs ?? '', path].join('\0');
}

function fromKey(key: string): Blamed {
  const [commit = '', moves, ignoreRevs = '', ...path] = key.split('\0');
  return { commit, path: path.join('\0'), ignoreRevs: ignoreRevs || null, findMoves: moves !== '' };
}

async function blameLines(
  needs: LineBlamerNeeds,
  blamed: Blamed,
  lines: readonly number[],
): Promise<ReadonlyMap<number, LineBlame>> {
  if (lines.length === 0) return new Map();
  try {
    return readBlamePorcelain(await needs.run(toArguments(needs, blamed, lines)));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const [, length] = /has only (\d{1,10}) lines?/.exec(error.message) ?? [];
    const rest = lines.filter((line) => firstOf(line, blamed) <= Number(length));
    if (length !== undefined && rest.length < lines.length) return blameLines(needs, blamed, rest);
    // Looking everywhere may take longer than git is given; the plain blame says whether git fails at all.
    if (blamed.findMoves) return blameLines(needs, { ...blamed, findMoves: false }, lines);
    throw error;
  }
}

function toArguments(needs: LineBlamerNeeds, blamed: Blamed, lines: readonly number[]): readonly string[] {
  const { commit, path, ignoreRevs, findMoves } = blamed;
  const after = findMoves ? AROUND : 0;
  return [
    ...toMailmapConfiguration(needs, commit),
    'blame',
    '--line-porcelain',
    '--no-textconv',
    '-w',
    '-M',
    ...(findMoves ? ['-C'] : []),
    ...(ignoreRevs === null ? [] : ['--ignore-revs-file', ignoreRevs]),
    ...lines.flatMap((line) => ['-L', `${firstOf(line, blamed)},${line + after}`]),
    commit,
    '--',
    path,
  ];
}

function firstOf(line: number, { findMoves }: Blamed): number {
  return findMoves ? Math.max(1, line - AROUND) : line;
}

/** git takes the first commit there is for the oldest; where a clone was cut off, the commit itself names older ones. */
async function markBoundary(objects: ObjectSource, found: LineBlame | null): Promise<LineBlame | null> {
  if (found?.boundary === undefined) return found;
  const text = (await objects.contents(found.commit))?.toString('latin1') ?? '';
  const hasParent = /^tree [0-9a-f]+\nparent /.test(text);
  const { boundary, ...rest } = found;
  return hasParent ? { ...rest, boundary } : rest;
}
