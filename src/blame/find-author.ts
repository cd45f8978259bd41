import type { LineBlame } from '../git/blame-porcelain.ts';
import type { Repository } from '../git/repository.ts';

export type AuthorNeeds = Pick<Repository, 'blameLine' | 'findTakenOut' | 'readFile'>;

export type FindAuthor = (commit: string, path: string, line: number) => Promise<LineBlame | null>;

// Longer files are no source code.
const MAX_BYTES = 4 * 1024 * 1024;
// Of a line with fewer letters and digits, git sees only together with others that it moved within its file.
const LONG_LINE = 20;

/**
 * Who wrote a line: whoever moves it, within its file or from one to another, did not, whoever copies it to another did. Null
 * when there is no such line; rejects with `GitFailure`.
 */
export function createAuthorFinder(repository: AuthorNeeds): FindAuthor {
  return async (commit, path, line) => {
    const put = await repository.blameLine(commit, path, line);
    if (put === null || put.root || put.boundary) return put;
    const sources = await findSources(repository, put);
    if (sources?.length === 0) return put;
    const moved = await repository.blameLine(commit, path, line, { findMoves: true });
    if (moved === null || moved.movesUnknown || sources?.includes(moved.path)) return moved;
    return (await isStillThere(repository, moved, put.commit)) ? put : moved;
  };
}

/** The files that the commit may have moved the line from; null when any could be one. */
async function findSources(repository: AuthorNeeds, put: LineBlame): Promise<readonly string[] | null> {
  const others = await findOthers(repository, put);
  if (others?.length !== 0 || put.previous === undefined) return others;
  return (await mayComeFromWithin(repository, put)) ? [put.path, put.previous.path] : [];
}

async function findOthers({ findTakenOut }: AuthorNeeds, put: LineBlame): Promise<readonly string[] | null> {
  const paths = await findTakenOut(put.commit, put.text);
  // Most of what large commits add to a file is new, and looking takes long.
  if (paths === null) return put.previous === undefined ? null : [];
  return paths.filter((path) => path !== put.path);
}

async function mayComeFromWithin(repository: AuthorNeeds, { previous, text }: LineBlame): Promise<boolean> {
  if (previous === undefined || text.replace(/[^A-Za-z0-9]/g, '').length >= LONG_LINE) return false;
  return hasLine(repository, previous.commit, previous.path, text);
}

/** Whether the file that a line was found in has it still; that file may have got its name later. */
function isStillThere(repository: AuthorNeeds, { path, text }: LineBlame, commit: string): Promise<boolean> {
  return hasLine(repository, commit, path, text);
}

async function hasLine({ readFile }: AuthorNeeds, commit: string, path: string, text: string) {
  const file = await readFile(commit, path, MAX_BYTES);
  return (file ?? '').split('\n').some((line) => dropSpace(line) === dropSpace(text));
}

function dropSpace(line: string): string {
  return line.replace(/\s/g, '');
}
