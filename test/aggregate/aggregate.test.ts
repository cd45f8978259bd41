import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import { readOccurrence } from '../../src/aggregate/occurrence.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { createParser } from '../../src/parse/parse-exception.ts';
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
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
  const store = createSqliteStore({ path, log: SILENT_LOG, now: () => RECEIVED });
  context.after(() => store.close());
  const outcomes = createOutcomes();
  const aggregator = createAggregator({ store, outcomes, timezone: 'UTC', now: () => RECEIVED });
  const seen: number[] = [];
  const batch = [judge('b', RECEIVED - 1, 9), judge('a', RECEIVED - 5, 7), judge('c', RECEIVED - 3, 8)];
  await aggregator.count(batch, RECEIVED, (blamed) => {
    seen.push(blamed.blamed.line);
    return { notify: false, reason: 'below the threshold' };
  });
  const {
    errors: [error, ...others],
  } = await store.weeklyErrors(WEEK, { includeKnown: true, changedSinceMs: null, limit: 10 });
  assert.deepEqual([error?.count, error?.line, others.length, seen], [3, 9, 0, [9]]);
  assert.equal(readOccurrence(error?.occurrence ?? '').reported.occurredAtMs, RECEIVED - 1);
  assert.deepEqual(outcomes.totals(), { 'decisions{below the threshold}': 1, exceptions_counted: 3 });
});
