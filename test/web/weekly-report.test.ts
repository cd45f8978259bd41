import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Sighting } from '../../src/store/store.ts';
import { buildWeeklyReport, type WeeklyReport } from '../../src/web/weekly-report.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { type FlatSighting, makeSighting } from '../store/store-contract.ts';

const MINIMUM_DATE = Date.UTC(2026, 0, 1);
const OLD = Date.UTC(2025, 11, 31);

function makeRow(errorId: string, count: number, fields: Partial<FlatSighting> = {}): Sighting {
  const codeChangedAtMs = MINIMUM_DATE;
  return makeSighting({
    errorId,
    count,
    weekMs: 0,
    developer: 'ada@example.com',
    codeChangedAtMs,
    ...fields,
  });
}

async function build(
  rows: readonly Sighting[],
  choice: { known?: boolean; old?: boolean; limit?: number } = {},
): Promise<WeeklyReport> {
  const { known = false, old = false, limit = 1_000 } = choice;
  const store = await openSqliteStore({ path: ':memory:', log: SILENT_LOG, now: () => 0 });
  await store.record({ sightings: rows, waiting: [] }, 0);
  const changedSinceMs = old ? null : MINIMUM_DATE;
  const errors = await store.weeklyErrors(0, { includeKnown: known, changedSinceMs, limit });
  await store.close();
  return buildWeeklyReport(errors, 0);
}

function outline({ developers }: WeeklyReport) {
  return developers.map(({ developer, shown }) => [developer, ...shown.map(({ errorId }) => errorId)]);
}

test('orders developers by their occurrences, errors by theirs, and puts nobody last', async () => {
  const report = await build([
    makeRow('a', 50, { developer: null }),
    makeRow('b', 9),
    makeRow('c', 8, { developer: 'bob@example.com' }),
    makeRow('d', 7, { developer: 'bob@example.com' }),
  ]);
  assert.deepEqual(outline(report), [
    ['bob@example.com', 'c', 'd'],
    ['ada@example.com', 'b'],
    [null, 'a'],
  ]);
  assert.equal(report.occurrences, 74);
});

const ROWS = [
  makeRow('new', 4),
  makeRow('known', 3, { known: true }),
  makeRow('old', 2, { codeChangedAtMs: OLD }),
  makeRow('both', 1, { known: true, codeChangedAtMs: OLD }),
];

for (const [choice, shown, hiddenKnown, hiddenOld] of [
  [{}, ['new'], 2, 1],
  [{ known: true }, ['new', 'known'], 0, 2],
  [{ old: true }, ['new', 'old'], 2, 0],
  [{ known: true, old: true }, ['new', 'known', 'old', 'both'], 0, 0],
] as const)
  test(`shows ${shown.join(', ')} with ${JSON.stringify(choice)}`, async () => {
    const report = await build(ROWS, choice);
    assert.deepEqual(outline(report), [['ada@example.com', ...shown]]);
    assert.deepEqual([report.hiddenKnown, report.hiddenOld], [hiddenKnown, hiddenOld]);
  });

test('keeps code whose date is unknown whatever the minimum date is', async () => {
  assert.equal((await build([makeRow('a', 1, { codeChangedAtMs: null })])).errorCount, 1);
});

test('lists the most frequent errors up to the limit and still counts the others', async () => {
  const report = await build(
    [makeRow('a', 3), makeRow('b', 2, { developer: 'bob@example.com' }), makeRow('c', 1)],
    {
      limit: 1,
    },
  );
  assert.deepEqual(outline(report), [['ada@example.com', 'a'], ['bob@example.com']]);
  assert.deepEqual([report.shownCount, report.errorCount, report.occurrences], [1, 3, 6]);
  assert.equal(report.developers[0]?.errorCount, 2);
});
