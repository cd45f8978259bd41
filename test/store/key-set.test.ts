import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createKeySet } from '../../src/store/sqlite/key-set.ts';

// Few different halves, so that keys meet in the same slots.
const half = fc.oneof(fc.nat(3), fc.nat(0xffff_ffff), fc.constantFrom(1023, 1024, 2047, 0xffff_ffff));
const step = fc.record({ does: fc.constantFrom('add', 'add', 'delete'), high: half, low: half });

test('holds what a Set holds, whatever is added and deleted in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const [keys, wanted] = [createKeySet(), new Set<string>()];
      for (const { does, high, low } of steps) {
        // Two zeros are the same key as zero and one.
        const name = `${high} ${high === 0 && low === 0 ? 1 : low}`;
        if (does === 'add') assert.equal(keys.add(high, low), !wanted.has(name));
        else keys.delete(high, low);
        if (does === 'add') wanted.add(name);
        else wanted.delete(name);
        assert.equal(keys.size(), wanted.size);
      }
    }),
    { numRuns: 500 },
  );
});

test('grows and shrinks without losing a key', () => {
  const keys = createKeySet();
  const count = 50_000;
  for (let i = 0; i < count; i++) assert.ok(keys.add(i >>> 3, Math.imul(i, 0x9e37_79b1) >>> 0));
  for (let i = 0; i < count; i++) assert.ok(!keys.add(i >>> 3, Math.imul(i, 0x9e37_79b1) >>> 0));
  for (let i = 0; i < count - 10; i++) keys.delete(i >>> 3, Math.imul(i, 0x9e37_79b1) >>> 0);
  assert.equal(keys.size(), 10);
  for (let i = count - 10; i < count; i++)
    assert.ok(!keys.add(i >>> 3, Math.imul(i, 0x9e37_79b1) >>> 0), 'still there');
});
