import { isDeepStrictEqual } from 'node:util';
import { RULE_KINDS } from './rules.ts';
import type { RuleKind, Rules } from './rules.ts';

/** What became of a file's entries, for the log: all are counted, the first of them are shown. */
export type RuleChange = {
  readonly kind: RuleKind;
  readonly added: number;
  readonly removed: number;
  readonly entriesAdded: readonly object[];
  readonly entriesRemoved: readonly object[];
};

const MOST_SHOWN = 5;

/** The kinds whose entries differ. An entry that was altered was removed and added; order alone is a change, too. */
export function describeRuleChanges(before: Rules, after: Rules): readonly RuleChange[] {
  return RULE_KINDS.filter((kind) => !isDeepStrictEqual(before[kind], after[kind])).map((kind) =>
    describeChange(kind, before[kind], after[kind]),
  );
}

function describeChange(kind: RuleKind, before: readonly object[], after: readonly object[]): RuleChange {
  const [added, removed] = [leaveOut(after, before), leaveOut(before, after)];
  return {
    kind,
    added: added.length,
    removed: removed.length,
    entriesAdded: added.slice(0, MOST_SHOWN),
    entriesRemoved: removed.slice(0, MOST_SHOWN),
  };
}

function leaveOut(entries: readonly object[], others: readonly object[]): readonly object[] {
  const known = new Set(others.map((entry) => JSON.stringify(entry)));
  return entries.filter((entry) => !known.has(JSON.stringify(entry)));
}
