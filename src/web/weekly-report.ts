import type { ErrorWeek } from '../store/store.ts';

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
};

export type DeveloperErrors = {
  /** Null: nobody. */
  readonly developer: string | null;
  readonly errorCount: number;
  readonly occurrences: number;
  /** The most frequent first. */
  readonly shown: readonly ErrorWeek[];
};

export type ReportChoice = {
  readonly includeKnown: boolean;
  readonly includeOld: boolean;
  /** Code last changed before is old. */
  readonly minimumDateMs: number;
  readonly limit: number;
};

/** Groups and counts a week's rows, which come with the most frequent first. */
export function buildWeeklyReport(rows: readonly ErrorWeek[], choice: ReportChoice): WeeklyReport {
  const isHiddenKnown = (row: ErrorWeek) => row.known && !choice.includeKnown;
  const isHiddenOld = (row: ErrorWeek) => !choice.includeOld && isOld(row, choice.minimumDateMs);
  const wanted = rows.filter((row) => !isHiddenKnown(row) && !isHiddenOld(row));
  const listed = new Set(wanted.slice(0, choice.limit));
  return {
    developers: groupByDeveloper(wanted, listed),
    errorCount: wanted.length,
    occurrences: sumCounts(wanted),
    notShown: wanted.length - listed.size,
    hiddenKnown: rows.filter(isHiddenKnown).length,
    hiddenOld: rows.filter((row) => isHiddenOld(row) && !isHiddenKnown(row)).length,
  };
}

function isOld({ codeChangedAtMs }: ErrorWeek, minimumDateMs: number): boolean {
  return codeChangedAtMs !== null && codeChangedAtMs < minimumDateMs;
}

function groupByDeveloper(
  rows: readonly ErrorWeek[],
  listed: ReadonlySet<ErrorWeek>,
): readonly DeveloperErrors[] {
  const groups = [...Map.groupBy(rows, ({ developer }) => developer)].map(([developer, errors]) => ({
    developer,
    errorCount: errors.length,
    occurrences: sumCounts(errors),
    shown: errors.filter((row) => listed.has(row)),
  }));
  return groups.toSorted(compareDevelopers);
}

function compareDevelopers(a: DeveloperErrors, b: DeveloperErrors): number {
  const nobody = Number(a.developer === null) - Number(b.developer === null);
  return nobody || b.occurrences - a.occurrences || ((a.developer ?? '') < (b.developer ?? '') ? -1 : 1);
}

function sumCounts(rows: readonly ErrorWeek[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}
