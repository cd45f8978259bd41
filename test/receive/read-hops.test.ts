import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHops } from '../../src/receive/read-hops.ts';
import { Refusal } from '../../src/receive/refusal.ts';

const OWN = '0123456789abcdef';
const ONE = 'aaaaaaaaaaaaaaaa';
const TWO = 'bbbbbbbbbbbbbbbb';

const VIAS: readonly (readonly [via: string | undefined, hops: readonly string[]])[] = [
  [undefined, []],
  ['', []],
  ['1.1 proxy', []],
  [`1.1 flawless-${ONE}`, [ONE]],
  [`1.1 flawless-${ONE}, 1.1 flawless-${TWO}`, [ONE, TWO]],
  [`1.1 flawless-${TWO},1.0 fred,  1.1   flawless-${ONE} `, [TWO, ONE]],
  [`1.1 flawless-${ONE}, 1.1 flawless-${ONE}`, [ONE, ONE]],
  [`1.1 flawless-${ONE}x, 1.1 flawless-, flawless-${ONE}, 1.1 FLAWLESS-${ONE}, 2 flawless-${ONE}`, []],
  [`1.1 proxy (flawless-${OWN})`, []],
];

for (const [via, hops] of VIAS)
  test(`Via: ${via} is read as ${hops.length} hops`, () => assert.deepEqual(readHops(via, OWN), hops));

const LOOPS: readonly (readonly [what: string, via: string])[] = [
  ['its own mark', `1.1 flawless-${OWN}`],
  ['its own mark among others', `1.1 flawless-${ONE}, 1.1 flawless-${OWN}, 1.1 proxy`],
  ['more marks than any route has', Array.from({ length: 11 }, () => `1.1 flawless-${ONE}`).join()],
];

for (const [what, via] of LOOPS)
  test(`${what} is a loop`, () =>
    assert.throws(
      () => readHops(via, OWN),
      (error) => error instanceof Refusal && error.status === 508,
    ));

test('any Via is read without a throw, into ids only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (via) => {
      for (const hop of readHops(via, OWN)) assert.match(hop, /^[0-9a-f]{16}$/);
    }),
  );
});
