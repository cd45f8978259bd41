import type { KnownFate } from '../blame/follow-to-head.ts';

/** What became of a blamed line since, for programs; null when it is not known. */
export function listFateFacts(fate: KnownFate | null) {
  if (fate === null) return null;
  const asOf = fate.asOfMs === undefined ? {} : { as_of: new Date(fate.asOfMs).toISOString() };
  if (fate.kind === 'unchanged') return { line: fate.kind, head: fate.at, ...asOf };
  const { commit, authorName, authorEmail, authoredAtMs, summary } = fate.by;
  return {
    line: fate.kind,
    commit,
    author: { name: authorName, email: authorEmail },
    time: new Date(authoredAtMs).toISOString(),
    summary,
    ...asOf,
  };
}
