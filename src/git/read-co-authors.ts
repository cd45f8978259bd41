import type { RunGit } from './run-git.ts';

export type Person = { readonly name: string; readonly email: string };

const MAX_CO_AUTHORS = 50;

/** The people that the `Co-authored-by` trailers of a commit name, a full hash; rejects with `GitFailure`. */
export async function readCoAuthors(run: RunGit, commit: string): Promise<readonly Person[]> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return [];
  const format = '--format=%(trailers:key=Co-authored-by,valueonly,unfold)';
  const output = await run(['show', '-s', '--no-show-signature', '--no-notes', format, commit, '--']);
  return output.split('\n').flatMap(toPerson).slice(0, MAX_CO_AUTHORS);
}

function toPerson(line: string): readonly Person[] {
  const open = line.lastIndexOf('<');
  const close = line.lastIndexOf('>');
  if (open === -1 || close < open) return [];
  const email = line.slice(open + 1, close).trim();
  return email === '' ? [] : [{ name: line.slice(0, open).trim(), email }];
}
