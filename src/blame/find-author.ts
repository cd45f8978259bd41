import type { LineBlame } from '../git/blame-porcelain.ts';
import type { Repository } from '../git/repository.ts';

export type AuthorNeeds = Pick<Repository, 'blameLine' | 'findTakenOut' | 'readFile'>;

export type FindAuthor = (commit: string, path: string, line: number) => Promise<LineBlame | null>;

// Longer files are no source code.
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Who wrote a line: whoever moves it from one file to another did not, whoever copies it did. Null when there is no such
 * line; rejects with `GitFailure`.
 */
export function createAuthorFinder(repository: AuthorNeeds): FindAuthor {
  return async (commit, path, line) => {
    const put = await repository.blameLine(commit, path, line);
    if (put === null || put.root || put.boundary) return put;
    const sources = await findSources(repository, put);
    if (sources?.length === 0) return put;
    const moved = await repository.blameLine(commit, path, line, { findMoves: true });
    if (moved === null || sources?.includes(moved.path)) return moved;
    return (await isStillThere(repository, moved, put.commit)) ? put : moved;
  };
}

/** The other files that the commit took the line out of; null when any could be one. */
async function findSources({ findTakenOut }: AuthorNeeds, put: LineBlame): Promise<readonly string[] | null> {
  const paths = await findTakenOut(put.commit, put.text);
  // Most of what large commits add to a file is new, and looking takes long.
  if (paths === null) return put.previous === undefined ? null : [];
  return paths.filter((path) => path !== put.path);
}

/** Whether the file that a line was found in has it still; that file may have got its name later. */
async function isStillThere(
  { readFile }: AuthorNeeds,
  { path, text }: LineBlame,
  commit: string,
): Promise<boolean> {
  const source = await readFile(commit, path, MAX_BYTES);
  return (source ?? '').split('\n').some((line) => dropSpace(line) === dropSpace(text));
}

function dropSpace(line: string): string {
  return line.replace(/\s/g, '');
}
