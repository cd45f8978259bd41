import { readOccurrence, type Occurrence } from '../../aggregate/occurrence.ts';
import { isIgnoredType } from '../../blame/is-ignored-type.ts';
import { matchesCodeRule } from '../../blame/match-code-rule.ts';
import { coversPath } from '../../config/covers-path.ts';
import { NO_RULES, type CodeRule, type RuleKind, type Rules } from '../../config/rules.ts';
import type { ErrorWeek, Store } from '../../store/store.ts';
import { Unavailable } from '../../unavailable.ts';
import { startOfWeek } from '../../week.ts';

/** What a rule would have met this week. */
export type Trial = {
  readonly errors: number;
  readonly occurrences: number;
  /** Of these errors, those that are known errors already. */
  readonly known: number;
  /** The most frequent of them. */
  readonly examples: readonly ErrorWeek[];
  /** How many errors of the week were looked at, the most frequent first, and how many there are. */
  readonly looked: number;
  readonly total: number;
};

export type RuleTrialNeeds = {
  readonly store: Pick<Store, 'weeklyErrors'>;
  readonly timezone: string;
  readonly now: () => number;
};

/** Tries a rule on the errors of this week; null while the store cannot be read. */
export type TryRule = <K extends RuleKind>(kind: K, rule: Rules[K][number]) => Promise<Trial | null>;

// Each is a document to be read, so that this many take some tenths of a second.
const MOST_ERRORS = 1_000;
const MOST_EXAMPLES = 5;

export function createRuleTrial({ store, timezone, now }: RuleTrialNeeds): TryRule {
  const choice = { includeKnown: true, changedSinceMs: null, limit: MOST_ERRORS };
  return async (kind, rule) => {
    try {
      const { developers, errors } = await store.weeklyErrors(startOfWeek(now(), timezone), choice);
      const total = developers.reduce((sum, { errorCount }) => sum + errorCount, 0);
      return { ...sumUp(await findMet(kind, rule, errors)), looked: errors.length, total };
    } catch (error) {
      if (error instanceof Unavailable) return null;
      throw error;
    }
  };
}

function sumUp(met: readonly ErrorWeek[]): Omit<Trial, 'looked' | 'total'> {
  return {
    errors: met.length,
    occurrences: met.reduce((sum, { count }) => sum + count, 0),
    known: met.filter(({ known }) => known).length,
    examples: met.slice(0, MOST_EXAMPLES),
  };
}

/** Requests of others are answered in between. */
async function findMet<K extends RuleKind>(
  kind: K,
  rule: Rules[K][number],
  errors: readonly ErrorWeek[],
): Promise<readonly ErrorWeek[]> {
  const met: ErrorWeek[] = [];
  for (const [index, row] of errors.entries()) {
    if (meets(kind, rule, row)) met.push(row);
    if (index % 50 === 49) await new Promise(setImmediate);
  }
  return met;
}

type Meets = { readonly [K in RuleKind]: (rule: Rules[K][number], row: ErrorWeek) => boolean };

const MEETS: Meets = {
  known_errors: meetsLine,
  building_blocks: meetsLine,
  third_party_whitelist: (rule, row) =>
    listLines(readOccurrence(row.occurrence)).some((line) => matchesCodeRule(rule, line)),
  watched_files: ({ filepath, watch_all_errors: all }, row) =>
    coversPath(filepath, row.path) ||
    (all && listOwnPaths(readOccurrence(row.occurrence)).some((path) => coversPath(filepath, path))),
  email_remapping: ({ remap }, { developer }) => namesAddress(remap, developer),
  file_disownership: ({ email, filepath }, { developer, path }) =>
    namesAddress(email, developer) && coversPath(filepath, path),
  ignored_exceptions: (rule, row) =>
    isIgnoredType(readOccurrence(row.occurrence), { ...NO_RULES, ignored_exceptions: [rule] }),
};

function meets<K extends RuleKind>(kind: K, rule: Rules[K][number], row: ErrorWeek): boolean {
  const meetsRow: Meets[K] = MEETS[kind];
  return meetsRow(rule, row);
}

function meetsLine(rule: CodeRule, { path, function: name, code }: ErrorWeek): boolean {
  return matchesCodeRule(rule, {
    path,
    ...(name !== null && { function: name }),
    ...(code !== null && { code }),
  });
}

function listLines({ exceptions }: Occurrence) {
  return exceptions.flatMap(({ frames }) =>
    frames.flatMap(({ place, function: name, text }) => {
      if (place.where !== 'ours' && place.where !== 'library') return [];
      const code = text ?? (place.where === 'ours' ? place.code : undefined);
      return [
        {
          path: place.path,
          ...(name !== undefined && { function: name }),
          ...(code !== undefined && { code }),
        },
      ];
    }),
  );
}

function listOwnPaths({ exceptions }: Occurrence): readonly string[] {
  const places = exceptions.flatMap(({ frames }) => frames.map(({ place }) => place));
  return places.flatMap((place) => (place.where === 'ours' ? [place.path] : []));
}

/** A rule names an address, or the part before its @. */
function namesAddress(wanted: string, address: string | null): boolean {
  const [plain, whole] = [wanted.toLowerCase(), (address ?? '').toLowerCase()];
  return whole === plain || whole.slice(0, Math.max(0, whole.indexOf('@'))) === plain;
}
