import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '../src/receive/batch.ts';
import { Unavailable } from '../src/unavailable.ts';
import { watchRefusals } from '../src/watch-refusals.ts';
import { createWeightLimit, TooMuchAtOnce } from '../src/weight-limit.ts';
import { createManualClock } from './helpers/manual-clock.ts';

const bytes = new Uint8Array();
const BATCH: Batch = {
  signal: 'traces',
  encoding: 'json',
  bytes,
  received: { bytes, contentEncoding: 'identity' },
  receivedAtMs: 0,
  hops: [],
};

test('a batch that nobody could take is told of for ten seconds, with all that lies behind it', async () => {
  const clock = createManualClock(0);
  const fault = new Unavailable('the spool is full', { cause: new Error('no space left') });
  const { accept, refusing } = watchRefusals(() => Promise.reject(fault), clock.now);
  assert.equal(refusing(), null);
  await assert.rejects(accept(BATCH), fault);
  clock.advance(9_999);
  assert.equal(refusing(), 'the spool is full: no space left');
  clock.advance(1);
  assert.equal(refusing(), null);
});

for (const fault of [new TooMuchAtOnce('a crowd'), new Error('a bug')])
  test(`${fault.message} is no reason to send batches elsewhere`, async () => {
    const { accept, refusing } = watchRefusals(() => Promise.reject(fault), Date.now);
    await assert.rejects(accept(BATCH), fault);
    assert.equal(refusing(), null);
  });

test('together no more may be inside than the limit, but what comes alone is let in', () => {
  const limit = createWeightLimit(100);
  const leave = limit.enter(1_000);
  assert.throws(() => limit.enter(1), TooMuchAtOnce);
  leave();
  const others = [limit.enter(60), limit.enter(40)];
  assert.throws(() => limit.enter(1), TooMuchAtOnce);
  for (const out of others) out();
  limit.enter(100);
});
