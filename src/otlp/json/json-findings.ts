/** What has been found so far. In JSON a later member of the same name undoes what the earlier one brought. */
export type JsonFindings<Item> = {
  itemCount: number;
  rejectedItems: number;
  readonly matched: Item[];
  /** The first thing wrong with the request as a whole. */
  problem: { readonly what: string; readonly at: number } | undefined;
};

export type Mark = Omit<JsonFindings<unknown>, 'matched'> & { readonly found: number };

/** Remembers the findings as they are. */
export function markFindings(findings: JsonFindings<unknown>): Mark {
  const { itemCount, rejectedItems, problem } = findings;
  return { itemCount, rejectedItems, problem, found: findings.matched.length };
}

/** Takes the findings back to what they were. */
export function restoreFindings(findings: JsonFindings<unknown>, mark: Mark): void {
  findings.itemCount = mark.itemCount;
  findings.rejectedItems = mark.rejectedItems;
  findings.problem = mark.problem;
  findings.matched.length = mark.found;
}
