import type { LineFate } from '../git/follow-line.ts';

/** What became of a blamed line since, for programs; null when it is not known. */
export function listFateFacts(fate: LineFate | null) {
  if (fate === null) return null;
  if (fate.kind === 'unchanged') return { line: fate.kind, head: fate.at };
  const { commit, authorName, authorEmail, authoredAtMs, summary } = fate.by;
  return {
    line: fate.kind,
    commit,
    author: { name: authorName, email: authorEmail },
    time: new Date(authoredAtMs).toISOString(),
    summary,
  };
}
