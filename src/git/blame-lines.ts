import { readBlamePorcelain, type LineBlame } from './blame-porcelain.ts';
import { toMailmapConfiguration } from './mailmap.ts';
import { GitFailure, type RunGit } from './run-git.ts';

export type LinesNeeds = {
  readonly run: RunGit;
  /** Whether `.mailmap` of the commit gives authors their names and addresses. */
  readonly mailmap: boolean;
};

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

/** Blames some lines of a file by one git; rejects with `GitFailure`. */
export async function blameLines(
  needs: LinesNeeds,
  blamed: Blamed,
  lines: readonly number[],
): Promise<LineBlames> {
  if (lines.length === 0) return new Map();
  try {
    return readBlamePorcelain(await needs.run(toArguments(needs, blamed, toRanges(blamed, lines))));
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

/** Blames all lines of a file by one git; rejects with `GitFailure`. */
export async function blameWholeFile(needs: LinesNeeds, blamed: Blamed): Promise<LineBlames> {
  return readBlamePorcelain(await needs.run(toArguments(needs, blamed, [])));
}

function toArguments(needs: LinesNeeds, blamed: Blamed, ranges: readonly string[]): readonly string[] {
  const { commit, path, ignoreRevs, findMoves } = blamed;
  return [
    ...toMailmapConfiguration(needs, commit),
    'blame',
    '--porcelain',
    '--no-textconv',
    '-w',
    '-M',
    ...(findMoves ? ['-C'] : []),
    ...(ignoreRevs === null ? [] : ['--ignore-revs-file', ignoreRevs]),
    ...ranges,
    commit,
    '--',
    path,
  ];
}

function toRanges(blamed: Blamed, lines: readonly number[]): readonly string[] {
  const after = blamed.findMoves ? AROUND : 0;
  return lines.flatMap((line) => ['-L', `${firstOf(line, blamed)},${line + after}`]);
}

function firstOf(line: number, { findMoves }: Blamed): number {
  return findMoves ? Math.max(1, line - AROUND) : line;
}
