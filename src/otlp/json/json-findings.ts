import type { JsonHole } from '../hole.ts';

/** What has been found so far. In JSON a later member of the same name undoes what the earlier one brought. */
export type JsonFindings<Item> = {
  itemCount: number;
  overlooked: number;
  readonly matched: Item[];
  readonly rejected: JsonHole[];
  /** The first thing wrong with the request as a whole. */
  problem: { readonly what: string; readonly at: number } | undefined;
};

export type Mark = Omit<JsonFindings<unknown>, 'matched' | 'rejected'> & {
  readonly matchedCount: number;
  readonly rejectedCount: number;
};

/** Remembers the findings as they are. */
export function markFindings(findings: JsonFindings<unknown>): Mark {
  const { itemCount, overlooked, problem, matched, rejected } = findings;
  return {
    itemCount,
    overlooked,
    problem,
    matchedCount: matched.length,
    rejectedCount: rejected.length,
  };
}

/** Takes the findings back to what they were. */
export function restoreFindings(findings: JsonFindings<unknown>, mark: Mark): void {
  findings.itemCount = mark.itemCount;
  findings.overlooked = mark.overlooked;
  findings.problem = mark.problem;
  findings.matched.length = mark.matchedCount;
  findings.rejected.length = mark.rejectedCount;
}
