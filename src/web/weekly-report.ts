import type { BeyondErrors, DeveloperTally, ErrorWeek, WeeklyErrors } from '../store/store.ts';

/** One week's errors by the developer who last changed the line. */
export type WeeklyReport = {
  /** The busiest first; the errors nobody could be found for stand last. */
  readonly developers: readonly DeveloperErrors[];
  readonly errorCount: number;
  readonly occurrences: number;
  /** Errors counted above but left out of the lists, because there are too many. */
  readonly notShown: number;
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

/** The two switches. */
export type ReportChoice = { readonly includeKnown: boolean; readonly includeOld: boolean };

/** Puts what the store has added up in the order of the report. */
export function buildWeeklyReport({ developers, errors, ...hidden }: WeeklyErrors): WeeklyReport {
  const shown = Map.groupBy(errors, ({ developer }) => developer);
  const sum = (of: 'errorCount' | 'occurrences') => developers.reduce((all, tally) => all + tally[of], 0);
  return {
    ...hidden,
    developers: developers
      .map((tally) => ({ ...tally, shown: shown.get(tally.developer) ?? [] }))
      .toSorted(compareDevelopers),
    errorCount: sum('errorCount'),
    occurrences: sum('occurrences'),
    notShown: sum('errorCount') - errors.length,
  };
}

function compareDevelopers(a: DeveloperErrors, b: DeveloperErrors): number {
  const nobody = Number(a.developer === null) - Number(b.developer === null);
  return nobody || b.occurrences - a.occurrences || ((a.developer ?? '') < (b.developer ?? '') ? -1 : 1);
}
