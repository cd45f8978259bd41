import { readBlamePorcelain, type LineBlame } from './blame-porcelain.ts';
import { countLines } from './count-lines.ts';
import { NO_CONFIGURED_IGNORES } from './configured-ignores.ts';
import { toMailmapConfiguration } from './mailmap.ts';
import { GitFailure, LimitFailure } from './git-failure.ts';
import type { ObjectSource } from './object-source.ts';
import type { RunGit } from './run-git.ts';

export type LinesNeeds = { readonly run: RunGit; readonly objects: ObjectSource };

/** A file whose lines are blamed, and how. */
export type Blamed = {
  readonly commit: string;
  readonly path: string;
  readonly ignoreRevs: string | null;
  readonly findMoves: boolean;
};

/** Blames by the numbers of lines; those that are not in the file are missing. */
export type LineBlames = ReadonlyMap<number, LineBlame>;

// git takes forty letters and digits for a copy, which one line seldom has: the lines around move with it.
const AROUND = 12;

/**
 * Blames some lines of a file, each as if it were asked for alone; people are named as commits name them. Rejects with `GitFailure`. git takes ranges that touch
 * for one, and sees more of it move than of a line, so they are asked for apart.
 */
export async function blameLines(
  needs: LinesNeeds,
  blamed: Blamed,
  lines: readonly number[],
): Promise<LineBlames> {
  const found = new Map<number, LineBlame>();
  for (const part of separate(lines, aroundOf(blamed))) {
    const blames = await blameApart(needs, blamed, part);
    for (const line of part) addFound(found, line, blames);
  }
  return found;
}

function addFound(found: Map<number, LineBlame>, line: number, blames: LineBlames): void {
  const blame = blames.get(line);
  if (blame !== undefined) found.set(line, blame);
}

/** Parts of the lines, in each of which there is a line at least between what is around one and around the next. */
function separate(lines: readonly number[], around: number): readonly (readonly number[])[] {
  const parts: number[][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const part = parts.find((others) => line - (others.at(-1) ?? line) > 2 * around + 1);
    if (part === undefined) parts.push([line]);
    else part.push(line);
  }
  return parts;
}

async function blameApart(needs: LinesNeeds, blamed: Blamed, lines: readonly number[]): Promise<LineBlames> {
  if (lines.length === 0) return new Map();
  try {
    return readBlamePorcelain(await needs.run(toArguments(blamed, lines)));
  } catch (error) {
    if (!(error instanceof GitFailure) || error instanceof LimitFailure) throw error;
    const present = await findPresent(needs, blamed, lines);
    if (present.length === lines.length) throw error;
    return blameApart(needs, blamed, present);
  }
}

/** git fails over a range that begins after the last line, and blames none of the others either. */
async function findPresent(needs: LinesNeeds, blamed: Blamed, lines: readonly number[]) {
  const length = (await countLines(needs.objects, blamed)) ?? Infinity;
  return lines.filter((line) => firstOf(line, blamed) <= length);
}

function toArguments(blamed: Blamed, lines: readonly number[]): readonly string[] {
  const { commit, path, ignoreRevs, findMoves } = blamed;
  return [
    ...toMailmapConfiguration(null),
    'blame',
    '--porcelain',
    '--no-textconv',
    NO_CONFIGURED_IGNORES,
    '-w',
    '-M',
    ...(findMoves ? ['-C'] : []),
    ...(ignoreRevs === null ? [] : ['--ignore-revs-file', ignoreRevs]),
    ...toRanges(blamed, lines),
    commit,
    '--',
    path,
  ];
}

function toRanges(blamed: Blamed, lines: readonly number[]): readonly string[] {
  return lines.flatMap((line) => ['-L', `${firstOf(line, blamed)},${line + aroundOf(blamed)}`]);
}

function firstOf(line: number, blamed: Blamed): number {
  return Math.max(1, line - aroundOf(blamed));
}

function aroundOf({ findMoves }: Blamed): number {
  return findMoves ? AROUND : 0;
}
