/** Counts by name and by ending, to be shown as a table. */
export type Tally = Record<string, Record<string, number>>;

export function count(tally: Tally, name: string, ending: string): void {
  const row = (tally[name] ??= {});
  row[ending] = (row[ending] ?? 0) + 1;
}

/** Adds the counts of another tally. */
export function addTally(tally: Tally, other: Tally): void {
  for (const [name, row] of Object.entries(other)) {
    const sums = (tally[name] ??= {});
    for (const [ending, n] of Object.entries(row)) sums[ending] = (sums[ending] ?? 0) + n;
  }
}

export function totalOf(tally: Tally): number {
  return Object.values(tally)
    .flatMap((row) => Object.values(row))
    .reduce((sum, n) => sum + n, 0);
}
