import type { DatabaseSync } from 'node:sqlite';
import type { BeyondErrors } from '../store.ts';
import type { Step } from './steps.ts';

/** How many errors each week has, and what was counted beyond; every function runs inside the caller's transaction. */
export type WeekTotals = ReturnType<typeof createWeekTotals>;

export function createWeekTotals(database: DatabaseSync, { maxErrors }: { readonly maxErrors: number }) {
  const take = database.prepare(
    `INSERT INTO week_total (week_ms, errors) VALUES (:week, 1)
     ON CONFLICT (week_ms) DO UPDATE SET errors = errors + 1 WHERE errors < :most`,
  );
  const add = database.prepare(
    `UPDATE week_total SET beyond = beyond + :count,
       beyond_first_ms = min(coalesce(beyond_first_ms, :first), :first),
       beyond_last_ms = max(coalesce(beyond_last_ms, :last), :last)
     WHERE week_ms = :week`,
  );
  return {
    /** Whether the week has room for another error; it is then taken. */
    takePlace: (weekMs: number): boolean => take.run({ week: weekMs, most: maxErrors }).changes > 0,
    addBeyond: ({ row, count, firstMs, lastMs }: Step) =>
      void add.run({ week: row.weekMs, count, first: firstMs, last: lastMs }),
  };
}

/** Reads what was counted beyond. */
export function createBeyondReader(database: DatabaseSync): (weekMs: number) => BeyondErrors {
  const read = database.prepare(
    'SELECT beyond, beyond_first_ms, beyond_last_ms FROM week_total WHERE week_ms = ?',
  );
  return (weekMs) => {
    const row = read.get(weekMs) ?? {};
    const [first, last] = [row['beyond_first_ms'], row['beyond_last_ms']];
    return {
      occurrences: Number(row['beyond'] ?? 0),
      firstSeenMs: typeof first === 'number' ? first : null,
      lastSeenMs: typeof last === 'number' ? last : null,
    };
  };
}
