import type { BeyondErrors, DeveloperTally, ErrorWeek, WeeklyErrors } from '../store/store.ts';

/** One week's errors by the developer who last changed the line. */
export type WeeklyReport = {
  /** The busiest first; the errors nobody could be found for stand last. */
  readonly developers: readonly DeveloperErrors[];
  readonly errorCount: number;
  readonly occurrences: number;
  /** How many more frequent errors were passed over, and how many of the rest are listed. */
  readonly offset: number;
  readonly shownCount: number;
  /** Errors that the two switches leave out, of this week. */
  readonly hiddenKnown: number;
  readonly hiddenOld: number;
  /** What was counted of errors that the week had no room for; not among the sums above. */
  readonly beyond: BeyondErrors;
};

export type DeveloperErrors = DeveloperTally & {
  /** The most frequent first. */
  readonly shown: readonly ErrorWeek[];
};

/** Puts what the store has added up, and has listed from `offset` on, in the order of the report. */
export function buildWeeklyReport(
  { developers, errors, ...hidden }: WeeklyErrors,
  offset: number,
): WeeklyReport {
  const shown = Map.groupBy(errors, ({ developer }) => developer);
  const sum = (of: 'errorCount' | 'occurrences') => developers.reduce((all, tally) => all + tally[of], 0);
  return {
    ...hidden,
    developers: developers
      .map((tally) => ({ ...tally, shown: shown.get(tally.developer) ?? [] }))
      .toSorted(compareDevelopers),
    errorCount: sum('errorCount'),
    occurrences: sum('occurrences'),
    offset,
    shownCount: errors.length,
  };
}

function compareDevelopers(a: DeveloperErrors, b: DeveloperErrors): number {
  const nobody = Number(a.developer === null) - Number(b.developer === null);
  return nobody || b.occurrences - a.occurrences || ((a.developer ?? '') < (b.developer ?? '') ? -1 : 1);
}
