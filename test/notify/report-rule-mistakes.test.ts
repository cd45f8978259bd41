import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutcomes } from '../../src/outcome.ts';
import { createRuleMistakeReporter } from '../../src/notify/report-rule-mistakes.ts';
import { StoreUnavailable, type Notice } from '../../src/store/store.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';

const PROBLEM = '/etc/flawless/known_errors.yaml:2:3: "filenam" is not a field of this file';
const GONE = '/etc/flawless/watched_files.yaml: is gone';

function openReporter(contact: string | null) {
  const clock = createManualClock(Date.UTC(2026, 10, 25));
  const outcomes = createOutcomes();
  const world = { isDown: false, notices: [] as Notice[], woken: 0 };
  const reporter = createRuleMistakeReporter({
    ...clock,
    store: {
      addNotice: async (notice) => {
        if (world.isDown) throw new StoreUnavailable('the disk is full');
        world.notices.push(notice);
        return 1;
      },
    },
    config: { default_contact: contact, timezone: 'UTC' },
    outcomes,
    notify: () => void (world.woken += 1),
    log: SILENT_LOG,
  });
  return { clock, outcomes, world, reporter };
}

test('the default contact is told which file and line is wrong', async () => {
  const { reporter, world, outcomes } = openReporter('care@shop.test');
  reporter.report([PROBLEM, GONE]);
  await reporter.close();
  const [notice] = world.notices;
  assert.deepEqual([notice?.recipients, notice?.weekMs], [['care@shop.test'], Date.UTC(2026, 10, 22)]);
  assert.deepEqual(
    notice?.items.map(({ title }) => title),
    ['Mistake in known_errors.yaml, line 2', 'Mistake in watched_files.yaml'],
  );
  assert.ok(notice?.items[0]?.text.startsWith(`${PROBLEM}. Until it is mended, `));
  assert.deepEqual([world.woken, outcomes.totals()['mails_queued{notice}']], [1, 1]);
});

test('while the store takes nothing, what is to be told waits, and is told once', async () => {
  const { reporter, world, clock } = openReporter('care@shop.test');
  world.isDown = true;
  reporter.report([PROBLEM]);
  await clock.waitForTimer();
  reporter.report([GONE]);
  await clock.waitForTimer();
  world.isDown = false;
  clock.advance(15_000);
  await reporter.close();
  assert.deepEqual(
    world.notices.flatMap(({ items }) => items.map(({ title }) => title)),
    ['Mistake in known_errors.yaml, line 2', 'Mistake in watched_files.yaml'],
  );
});

test('without a default contact nobody is written to', async () => {
  const { reporter, world } = openReporter(null);
  reporter.report([PROBLEM]);
  await reporter.close();
  assert.deepEqual(world.notices, []);
});
