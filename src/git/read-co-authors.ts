import type { ObjectSource } from './object-source.ts';
import { readCommit } from './read-commit.ts';
import { readTrailers } from './read-trailers.ts';

export type Person = { readonly name: string; readonly email: string };

const MAX_CO_AUTHORS = 50;

/** The people that the `Co-authored-by` trailers of a commit name, a full hash; rejects with `GitFailure`. */
export async function readCoAuthors(objects: ObjectSource, commit: string): Promise<readonly Person[]> {
  const found = await readCommit(objects, commit);
  if (found === null) return [];
  return readTrailers(found.message, 'Co-authored-by').flatMap(toPerson).slice(0, MAX_CO_AUTHORS);
}

function toPerson(line: string): readonly Person[] {
  const open = line.lastIndexOf('<');
  const close = line.lastIndexOf('>');
  if (open === -1 || close < open) return [];
  const email = line.slice(open + 1, close).trim();
  return email === '' ? [] : [{ name: line.slice(0, open).trim(), email }];
}
