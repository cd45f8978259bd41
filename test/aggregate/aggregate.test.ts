import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import { readOccurrence } from '../../src/aggregate/occurrence.ts';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import { createTermSetter } from '../../src/decide/set-terms.ts';
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
  const needs = { store, outcomes, setTerms, threshold: 3, warnOfBeyond: () => assert.fail() };
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

test('a mail is due as early as any client of a batch wants it, in whatever order they come', async (context) => {
  const store = await openSqliteStore({
    path: join(makeTemporaryDirectory(context), 'flawless.sqlite'),
    log: SILENT_LOG,
    now: () => RECEIVED,
  });
  context.after(() => store.close());
  const policy = { threshold: 3, minimumDateMs: 0 };
  const setTerms = createTermSetter({ rules: () => NO_RULES, policy });
  const needs = {
    store,
    outcomes: createOutcomes(),
    setTerms,
    threshold: 3,
    warnOfBeyond: () => assert.fail(),
  };
  const aggregator = createAggregator({ ...needs, timezone: 'UTC', now: () => RECEIVED });
  const ask = (errorId: string, thresholds: readonly (number | undefined)[]) =>
    thresholds.map((threshold, i) => {
      const { parsed, blamed } = judge(`${errorId} ${i}`, RECEIVED + i, 7);
      const reported = { ...parsed.reported, ...(threshold !== undefined && { threshold }) };
      return { parsed: { ...parsed, reported }, blamed: { ...blamed, errorId, reported } };
    });
  for (const [errorId, thresholds, letters] of [
    ['a', [1, undefined], 1],
    ['b', [undefined, 1], 1],
    ['c', [undefined, undefined], 0],
    ['d', [9, undefined, undefined], 1],
    ['e', [9, 9, 9], 0],
  ] as const)
    assert.equal(await aggregator.count(ask(errorId, thresholds), RECEIVED), letters, errorId);
  const late = ask('f', [1, undefined]).map(({ parsed }) => ({ parsed, blamed: null }));
  assert.equal(await aggregator.count(late, RECEIVED), 0);
  const [waiting, ...others] = await store.dueWaiting(RECEIVED, 10);
  assert.deepEqual([waiting?.threshold, waiting?.count, others.length], [1, 2, 0]);
});
