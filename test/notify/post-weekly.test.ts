import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutcomes } from '../../src/outcome.ts';
import { startWeeklyPost } from '../../src/notify/post-weekly.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { findWeekToTell } from '../../src/week.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { createMemoryLog } from './post-office.ts';

const HOUR = 3_600_000;
const SUNDAY = Date.UTC(2026, 2, 8);
const WEEK = Date.UTC(2026, 2, 1);

for (const [moment, timezone, expected] of [
  ['2026-03-08T07:59:59Z', 'UTC', null],
  ['2026-03-08T08:00:00Z', 'UTC', '2026-03-01T00:00:00.000Z'],
  ['2026-03-10T07:59:59Z', 'UTC', '2026-03-01T00:00:00.000Z'],
  ['2026-03-10T08:00:00Z', 'UTC', null],
  ['2026-03-14T23:00:00Z', 'UTC', null],
  ['2026-03-07T23:00:00Z', 'Asia/Tokyo', '2026-02-28T15:00:00.000Z'],
  // Clocks go forward at 2 o'clock, in the night from Saturday to Sunday.
  ['2026-03-29T05:59:59Z', 'Europe/Berlin', null],
  ['2026-03-29T06:00:00Z', 'Europe/Berlin', '2026-03-21T23:00:00.000Z'],
  ['2026-10-25T07:00:00Z', 'Europe/Berlin', '2026-10-17T22:00:00.000Z'],
  ['2026-10-25T06:59:59Z', 'Europe/Berlin', null],
] as const)
  test(`at ${moment} in ${timezone} ${expected === null ? 'no week' : `the week of ${expected}`} is to be told`, () => {
    const weekMs = findWeekToTell(Date.parse(moment), timezone);
    assert.equal(weekMs === null ? null : new Date(weekMs).toISOString(), expected);
  });

function openPost(startMs: number, recipients: readonly string[] = ['team@shop.test']) {
  const clock = createManualClock(startMs);
  const outcomes = createOutcomes();
  const log = createMemoryLog();
  const world = { isDown: false, asked: [] as number[], woken: 0 };
  const post = startWeeklyPost({
    ...clock,
    store: {
      addWeekLetter: async (weekMs) => {
        if (world.isDown) throw new StoreUnavailable('the disk is full');
        world.asked.push(weekMs);
        return 1;
      },
    },
    config: { timezone: 'UTC', weekly_report_recipients: recipients },
    outcomes,
    notify: () => void (world.woken += 1),
    log,
  });
  /** Looks as often as it is time to. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 60_000) {
      await clock.waitForTimer();
      clock.advance(Math.min(left, 60_000));
    }
    await clock.waitForTimer();
  }
  return { post, pass, world, outcomes, log };
}

test('the letter is queued at 8 on Sunday and asked for no more after that', async () => {
  const { post, pass, world, outcomes } = openPost(SUNDAY + 7 * HOUR + 59 * 60_000);
  await pass(60_000);
  await pass(3 * HOUR);
  await post.close();
  assert.deepEqual([world.asked, world.woken], [[WEEK], 1]);
  assert.equal(outcomes.totals()['mails_queued{week}'], 1);
});

test('while the store takes nothing the letter waits', async () => {
  const { post, pass, world, log } = openPost(SUNDAY + 8 * HOUR);
  world.isDown = true;
  await pass(3 * 60_000);
  world.isDown = false;
  await pass(60_000);
  await post.close();
  assert.deepEqual(world.asked, [WEEK]);
  assert.match(log.text(), /the weekly report must wait .*disk is full/);
});

test('without recipients nothing is looked after', async () => {
  const { post, world } = openPost(SUNDAY + 8 * HOUR, []);
  await post.close();
  assert.deepEqual(world.asked, []);
});
