import type { MatchedSpan } from '../trace-scan.ts';

/** What has been found so far. In JSON a later member of the same name undoes what the earlier one brought. */
export type JsonFindings = {
  spanCount: number;
  rejectedSpans: number;
  spans: MatchedSpan[];
  /** The first thing wrong with the request as a whole. */
  problem: { readonly what: string; readonly at: number } | undefined;
};

export type Mark = Omit<JsonFindings, 'spans'> & { readonly found: number };

/** Remembers the findings as they are. */
export function markFindings(findings: JsonFindings): Mark {
  const { spanCount, rejectedSpans, problem } = findings;
  return { spanCount, rejectedSpans, problem, found: findings.spans.length };
}

/** Takes the findings back to what they were. */
export function restoreFindings(findings: JsonFindings, mark: Mark): void {
  findings.spanCount = mark.spanCount;
  findings.rejectedSpans = mark.rejectedSpans;
  findings.problem = mark.problem;
  findings.spans.length = mark.found;
}
