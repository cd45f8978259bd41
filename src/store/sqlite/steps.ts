import { joinTerms } from '../lower-threshold.ts';
import type { PackedEntry, PackedRow } from './pack-entry.ts';

/** What one error's new occurrences add up to in one week. */
export type Step = {
  /** What the latest of them says, with a mail as early as any of them wants it. */
  readonly row: PackedRow;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The numbers of the entry's rows that it is made of. */
  readonly rows: readonly number[];
};

export type IsNew = (high: number, low: number) => boolean;

/** One step for each error and week of the sightings that are new, in the order of their first sightings. */
export function toSteps({ rows, rowOf, keys, seenAtMs, counts }: PackedEntry, isNew: IsNew): readonly Step[] {
  const steps: (Draft | undefined)[] = Array.from({ length: rows.length });
  for (let i = 0; i < rowOf.length; i++) {
    if (!isNew(keys[i * 2] ?? 0, keys[i * 2 + 1] ?? 0)) continue;
    const row = rowOf[i] ?? 0;
    const draft = (steps[row] ??= begin(rows[row], row));
    if (draft !== undefined) add(draft, counts[i] ?? 0, seenAtMs[i] ?? 0);
  }
  return merge(steps.filter((draft) => draft !== undefined));
}

type Draft = { -readonly [Name in keyof Step]: Step[Name] };

function begin(row: PackedRow | undefined, number: number): Draft | undefined {
  if (row === undefined) return undefined;
  return { row, count: 0, firstMs: Infinity, lastMs: -Infinity, rows: [number] };
}

function add(draft: Draft, count: number, seenAtMs: number): void {
  draft.count += count;
  draft.firstMs = Math.min(draft.firstMs, seenAtMs);
  draft.lastMs = Math.max(draft.lastMs, seenAtMs);
}

/** Of several subjects of one error, the one seen last is told. */
function merge(drafts: readonly Draft[]): readonly Step[] {
  const merged = new Map<string, Step>();
  for (const draft of drafts) {
    const name = `${draft.row.weekMs} ${draft.row.errorId}`;
    const before = merged.get(name);
    merged.set(name, before === undefined ? draft : join(before, draft));
  }
  return [...merged.values()];
}

function join(before: Step, after: Step): Step {
  const [latest, other] = after.lastMs >= before.lastMs ? [after.row, before.row] : [before.row, after.row];
  return {
    row: { ...latest, terms: joinTerms(latest.terms, other.terms) },
    count: before.count + after.count,
    firstMs: Math.min(before.firstMs, after.firstMs),
    lastMs: Math.max(before.lastMs, after.lastMs),
    rows: [...before.rows, ...after.rows],
  };
}
