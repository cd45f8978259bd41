import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutcomes } from '../../src/outcome.ts';
import { createBeyondReporter } from '../../src/notify/report-beyond.ts';
import type { Notice } from '../../src/store/store.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';

const WEEK = Date.UTC(2026, 10, 22);

test('the default contact is told once a week that there are too many different errors', async () => {
  const notices: Notice[] = [];
  const reporter = createBeyondReporter({
    ...createManualClock(WEEK + 1),
    store: {
      addNotice: async (notice) => notices.push(notice),
    },
    config: { default_contact: 'care@shop.test', timezone: 'UTC', max_errors_per_week: 100_000 },
    outcomes: createOutcomes(),
    notify: () => undefined,
    log: SILENT_LOG,
  });
  for (const weekMs of [WEEK, WEEK, WEEK + 7 * 86_400_000]) reporter.report(weekMs);
  await reporter.close();
  const items = notices.flatMap((notice) => notice.items);
  assert.deepEqual(
    items.map(({ key }) => key),
    [`beyond ${WEEK}`, `beyond ${WEEK + 7 * 86_400_000}`],
  );
  assert.equal(items[0]?.title, 'More than 100,000 different errors this week');
  assert.match(items[0].text, /counted and mailed as before.*raise `max_errors_per_week`/);
});
