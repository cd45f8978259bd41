import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import { createTermSetter } from '../../src/decide/set-terms.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { createParser } from '../../src/parse/parse-exception.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { shiftWeek, startOfWeek } from '../../src/week.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const THRESHOLD = 3;

/** Counts and decides over a real store, with the clock in the test's hands. */
async function openBooks(context: TestContext, timezone: string, startMs: number) {
  const clock = { ms: startMs };
  const now = () => clock.ms;
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const store = await openSqliteStore({ path, log: SILENT_LOG, now });
  context.after(() => store.close());
  const policy = { threshold: THRESHOLD, minimumDateMs: 0 };
  const setTerms = createTermSetter({ rules: () => NO_RULES, policy });
  const needs = { store, setTerms, warnOfBeyond: () => assert.fail(), outcomes: createOutcomes() };
  const aggregator = createAggregator({ ...needs, threshold: 3, timezone, now });
  let traces = 0;

  /** One exception, received at `ms`; gives how many letters that makes. */
  function count(ms: number, occurredAtMs = ms): Promise<number> {
    clock.ms = ms;
    const traceId = (++traces).toString(16).padStart(32, '0');
    const reported = { ...makeBlamed().reported, traceId, occurredAtMs };
    const judged = { parsed: createParser()(reported), blamed: makeBlamed({ reported }) };
    return aggregator.count([judged], ms);
  }

  async function countOf(weekMs: number): Promise<number> {
    const choice = { includeKnown: true, changedSinceMs: null, limit: 10 };
    const { errors } = await store.weeklyErrors(weekMs, choice);
    return errors.reduce((sum, error) => sum + error.count, 0);
  }

  return { store, count, countOf };
}

const BOUNDARIES: readonly (readonly [zone: string, near: string])[] = [
  ['UTC', '2026-11-22T00:00Z'],
  ['Europe/Berlin', '2026-03-28T23:00Z'],
  ['Europe/Berlin', '2026-10-24T22:00Z'],
  ['America/Santiago', '2026-04-05T04:00Z'],
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Havana', '2026-11-01T04:00Z'],
  ['Asia/Kathmandu', '2026-11-21T18:15Z'],
];

for (const [zone, near] of BOUNDARIES)
  test(`around ${near} every occurrence is in exactly one week of ${zone}, and each week has its mail`, async (context) => {
    const boundary = Date.parse(near);
    const { count, countOf } = await openBooks(context, zone, boundary);
    const around = Array.from({ length: 24 }, (_, i) => boundary + (i - 12) * 20 * MINUTE);
    const moments = [...around, boundary - 1].toSorted((a, b) => a - b);
    const letters: number[] = [];
    for (const ms of moments) letters.push(await count(ms));
    assert.deepEqual(
      letters.flatMap((n, i) => (n > 0 ? [i] : [])),
      [THRESHOLD - 1, 13 + THRESHOLD - 1],
    );
    assert.equal(await countOf(shiftWeek(boundary, -1, zone)), 13);
    assert.equal(await countOf(boundary), 12);
  });

test('what arrives late counts in the week of its arrival, and makes no second mail of the last week', async (context) => {
  const boundary = Date.UTC(2026, 10, 22);
  const { count, countOf } = await openBooks(context, 'UTC', boundary);
  const letters = [];
  for (let i = 0; i < 4; i++) letters.push(await count(boundary - HOUR + i));
  for (let i = 0; i < 4; i++) letters.push(await count(boundary + HOUR + i, boundary - HOUR));
  assert.deepEqual(letters, [0, 0, 1, 0, 0, 0, 1, 0]);
  assert.deepEqual([await countOf(boundary - 7 * DAY), await countOf(boundary)], [4, 4]);
});

test('a clock that jumps back and forth over the boundary loses no count and mails each week once', async (context) => {
  const boundary = Date.UTC(2026, 10, 22);
  const { count, countOf, store } = await openBooks(context, 'UTC', boundary);
  let letters = 0;
  for (let i = 0; i < 20; i++)
    letters += await count(boundary + (i % 2 === 0 ? -1 : 1) * (HOUR + i * 10 * MINUTE));
  for (let i = 0; i < 5; i++) letters += await count(boundary + 8 * DAY + i);
  for (let i = 0; i < 5; i++) letters += await count(boundary - 365 * DAY + i);
  for (let i = 0; i < 5; i++) letters += await count(boundary + 5 * HOUR + i);
  const weeks = [boundary - 7 * DAY, boundary, boundary + 7 * DAY, startOfWeek(boundary - 365 * DAY, 'UTC')];
  assert.deepEqual(await Promise.all(weeks.map(countOf)), [10, 15, 5, 5]);
  assert.equal(letters, 4);
  assert.equal((await store.claimLetters(boundary + 12 * HOUR, HOUR, 10)).length, 4, 'also those from ahead');
});
