import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPause } from '../../src/forward/pause.ts';
import { createManualClock } from '../helpers/manual-clock.ts';

function openPause() {
  const clock = createManualClock(0);
  let ends = 0;
  const pause = createPause({ ...clock, random: () => 0.5, over: () => void (ends += 1) });
  return { pause, clock, ends: () => ends };
}

test('a pause that is active only becomes longer, and ends once', () => {
  const { pause, clock, ends } = openPause();
  pause.begin(0);
  pause.begin(20_000);
  pause.begin(5_000);
  clock.advance(19_999);
  assert.deepEqual([pause.active(), ends()], [true, 0]);
  clock.advance(1);
  assert.deepEqual([pause.active(), ends()], [false, 1]);
  clock.advance(100_000);
  assert.equal(ends(), 1);
});

test('a pause called off neither ends nor goes on', () => {
  const { pause, clock, ends } = openPause();
  pause.begin(1_000);
  pause.cancel();
  clock.advance(100_000);
  assert.deepEqual([pause.active(), ends()], [false, 0]);
});
