import assert from 'node:assert/strict';
import { test } from 'node:test';

import { takeTime } from '../../sdk/src/take-time.ts';

test('gives no time twice, and comes back to the clock when it is far ahead', () => {
  assert.deepEqual([takeTime(5), takeTime(5), takeTime(6), takeTime(100)], [5, 6, 7, 100]);
  let latest = 0;
  for (let count = 0; count < 1000; count++) latest = takeTime(100);
  assert.equal(latest, 1100);
  assert.equal(takeTime(100), 100);
  assert.equal(takeTime(5000), 5000);
});
