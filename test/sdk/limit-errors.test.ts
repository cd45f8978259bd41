import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { createErrorLimit, MAX_WAIT_MS } from '../../sdk/src/limit-errors.ts';

/** A limit whose records are added up. */
function startLimit() {
  const clock = { nowMs: 0 };
  const told = new Map<string, number>();
  function tell(key: string, count: number): boolean {
    told.set(key, (told.get(key) ?? 0) + count);
    return true;
  }
  const limit = createErrorLimit<string>({ now: () => clock.nowMs, leave: (key, count) => tell(key, count) });
  return {
    clock,
    limit,
    told,
    tell,
    /** One occurrence; gives what the record stands for, 0 for none. */
    occur: (key: string): number => {
      const count = limit.admit(key, 'here');
      if (count > 0) {
        tell(key, count);
        limit.settle(key, count, key);
      }
      return count;
    },
  };
}

test('lets the first ten through, then the powers of two with what came between', () => {
  const { occur } = startLimit();
  const records: [number, number][] = [];
  for (let number = 1; number <= 300; number++) {
    const count = occur('a');
    if (count > 0) records.push([number, count]);
  }
  const first = Array.from({ length: 10 }, (_, index) => [index + 1, 1]);
  assert.deepEqual(records, [...first, [16, 6], [32, 16], [64, 32], [128, 64], [256, 128]]);
});

test('lets one through when the last is ten minutes old', () => {
  const { clock, occur } = startLimit();
  for (let number = 1; number <= 20; number++) occur('a');
  clock.nowMs = MAX_WAIT_MS - 1;
  assert.equal(occur('a'), 0);
  clock.nowMs = MAX_WAIT_MS;
  assert.equal(occur('a'), 6);
  assert.equal(occur('a'), 0);
});

test('hands over what waits when it is asked to, the overdue only, or all', () => {
  const { clock, limit, told, tell, occur } = startLimit();
  for (let number = 1; number <= 20; number++) occur('a');
  clock.nowMs = MAX_WAIT_MS - 1;
  for (let number = 1; number <= 13; number++) occur('b');
  clock.nowMs = MAX_WAIT_MS;
  limit.flush(tell, 'overdue');
  assert.deepEqual([told.get('a'), told.get('b')], [20, 10]);
  limit.flush(() => false, 'all');
  assert.equal(limit.countWaiting(), 3, 'what is refused waits on');
  limit.flush(tell, 'all');
  assert.deepEqual([told.get('b'), limit.countWaiting()], [13, 0]);
  limit.flush(tell, 'all');
  assert.equal(told.get('b'), 13);
});

test('remembers 200 errors, and tells what waits of one before it is forgotten', () => {
  const { told, occur } = startLimit();
  for (let number = 1; number <= 13; number++) occur('old');
  for (let number = 1; number <= 199; number++) occur(`other ${number}`);
  assert.equal(told.get('old'), 10);
  occur('one more');
  assert.equal(told.get('old'), 13);
  assert.equal(occur('old'), 1, 'it is new again');
});

test('asks of what was counted elsewhere only whether a record is due', () => {
  const { limit, occur } = startLimit();
  for (let number = 1; number <= 14; number++) occur('a');
  assert.equal(limit.admit('a', 'elsewhere'), 0);
  assert.equal(limit.admit('a', 'elsewhere'), 1, 'the sixteenth');
  limit.settle('a', 0, 'a');
  assert.equal(limit.countWaiting(), 4);
});

test('loses no count, whatever comes in which order', () => {
  const steps = fc.array(
    fc.oneof(
      { weight: 20, arbitrary: fc.record({ key: fc.nat(260), times: fc.integer({ min: 1, max: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ waitMs: fc.nat(MAX_WAIT_MS * 2) }) },
    ),
    { maxLength: 400 },
  );
  const property = fc.property(steps, (list) => {
    const { clock, limit, told, tell, occur } = startLimit();
    const happened = new Map<string, number>();
    for (const step of list) {
      if ('waitMs' in step) {
        clock.nowMs += step.waitMs;
        limit.flush(tell, 'overdue');
        continue;
      }
      const key = `error ${step.key}`;
      for (let number = 0; number < step.times; number++) occur(key);
      happened.set(key, (happened.get(key) ?? 0) + step.times);
    }
    limit.flush(tell, 'all');
    assert.deepEqual(told, happened);
  });
  fc.assert(property);
});
