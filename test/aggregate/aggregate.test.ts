import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import { readOccurrence } from '../../src/aggregate/occurrence.ts';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { createParser } from '../../src/parse/parse-exception.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { SILENT } from '../helpers/mail-terms.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const WEEK = Date.UTC(2026, 10, 1);
const RECEIVED = Date.UTC(2026, 10, 4);

function judge(traceId: string, occurredAtMs: number, line: number) {
  const { reported, blamed } = makeBlamed();
  const one = { ...reported, traceId, occurredAtMs };
  return { parsed: createParser()(one), blamed: makeBlamed({ reported: one, blamed: { ...blamed, line } }) };
}

test('a week shows of an error what its latest occurrence says, in whatever order a batch brings them', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const store = await openSqliteStore({ path, log: SILENT_LOG, now: () => RECEIVED });
  context.after(() => store.close());
  const outcomes = createOutcomes();
  const seen: number[] = [];
  const setTerms = ({ blamed }: BlamedException) => {
    seen.push(blamed.line);
    return SILENT;
  };
  const needs = { store, outcomes, setTerms, warnOfBeyond: () => assert.fail() };
  const aggregator = createAggregator({ ...needs, timezone: 'UTC', now: () => RECEIVED });
  const batch = [judge('b', RECEIVED - 1, 9), judge('a', RECEIVED - 5, 7), judge('c', RECEIVED - 3, 8)];
  await aggregator.count(batch, RECEIVED);
  const {
    errors: [error, ...others],
  } = await store.weeklyErrors(WEEK, { includeKnown: true, changedSinceMs: null, limit: 10 });
  assert.deepEqual([error?.count, error?.line, others.length, seen], [3, 9, 0, [9]]);
  assert.equal(readOccurrence(error?.occurrence ?? '').reported.occurredAtMs, RECEIVED - 1);
  assert.deepEqual(outcomes.totals(), { 'decisions{below the threshold}': 1, exceptions_counted: 3 });
});
