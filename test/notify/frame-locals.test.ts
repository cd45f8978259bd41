import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LocatedFrame } from '../../src/locate/place-frames.ts';
import { placeLocals } from '../../src/notify/place-locals.ts';
import { readFrameLocals } from '../../src/notify/read-frame-locals.ts';
import { library, makeOccurrence, ours } from './samples.ts';

const FRAMES: readonly LocatedFrame[] = [
  ours('src/cart.ts', 42, 'Cart.priceItem', 'return item.price;'),
  library('koa-compose/index.js', 7, 'dispatch'),
  ours('src/cart.ts', 31, 'walk', 'walk(rest);'),
  ours('src/cart.ts', 31, 'walk', 'walk(rest);'),
  ours('src/main.ts', 3, 'main', 'walk(all);'),
];

function place(frameLocals: unknown, frames = FRAMES) {
  const { reported, thrown } = makeOccurrence();
  const text = typeof frameLocals === 'string' ? frameLocals : JSON.stringify(frameLocals);
  const occurrence = makeOccurrence({
    reported: { ...reported, frameLocals: text },
    exceptions: [
      { type: 'Other', message: '', relation: 'root', frames: [ours('src/x.ts', 42, 'priceItem', 'x')] },
      { ...thrown, relation: 'cause', frames },
    ],
  });
  const { byFrame, rest } = placeLocals(occurrence);
  const placed = Object.fromEntries(
    frames.flatMap((frame, i) => {
      const variables = byFrame.get(frame);
      return variables === undefined
        ? []
        : [[i, variables.map(({ name, value }) => `${name}=${value}`).join()]];
    }),
  );
  return { placed, rest };
}

for (const [what, sent, expected] of [
  ['by file and line', [{ file: '/app/src/main.ts', line: 3, locals: { a: '1' } }], { 4: 'a=1' }],
  ['by function and line', [{ function: 'walk', line: 31, locals: { a: '1' } }], { 2: 'a=1' }],
  [
    'of a recursion, in its order',
    [
      { function: 'walk', line: 31, locals: { n: '1' } },
      { function: 'walk', line: 31, locals: { n: '2' } },
    ],
    { 2: 'n=1', 3: 'n=2' },
  ],
  ['by function, however it is qualified', { priceItem: { item: null, n: 2 } }, { 0: 'item=null,n=2' }],
  ['of a library', [{ function: 'dispatch', locals: { i: '0' } }], { 1: 'i=0' }],
  ['by their place in the list', [{ locals: { a: '1' } }, null, { b: [1] }], { 0: 'a=1', 2: 'b=[1]' }],
  ['of the innermost frame alone', { quantity: 2, coupon: 'SPRING' }, { 0: 'quantity=2,coupon=SPRING' }],
] as const)
  test(`local variables ${what} stand with their frame`, () => {
    const { placed, rest } = place(sent);
    assert.deepEqual(placed, expected);
    assert.equal(rest, '');
  });

test('frames of compiled code are told apart by their column', () => {
  const frames = FRAMES.map((frame, i) => ({
    ...frame,
    compiled: { file: '/app/dist/app.min.js', line: 1, column: 100 + i },
  }));
  const sent = [{ file: 'app.min.js', line: 1, column: 102, locals: { a: '1' } }];
  assert.deepEqual(place(sent, frames).placed, { 2: 'a=1' });
});

test('what belongs to no frame, or is no list of frames, is kept as it is', () => {
  const lost = place([
    { function: 'gone', locals: { a: '1' } },
    { function: 'main', locals: { b: '2' } },
  ]);
  assert.deepEqual(lost.placed, { 4: 'b=2' });
  assert.deepEqual(JSON.parse(lost.rest), [{ function: 'gone', locals: { a: '1' } }]);
  assert.equal(place('sku = "pear"').rest, 'sku = "pear"');
  assert.equal(place('[1, 2]').rest, '[1, 2]');
  assert.equal(place('').rest, '');
});

test('what was scrubbed stays scrubbed', () => {
  assert.deepEqual(readFrameLocals('[{"locals":{"password":"[scrubbed]"}}]'), [
    { variables: [{ name: 'password', value: '[scrubbed]' }] },
  ]);
});

test('any text is read, within bounds', () => {
  const deep = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
  assert.equal(readFrameLocals(deep)?.length, 1);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const { variables } of readFrameLocals(text) ?? [])
        for (const { name, value } of variables) assert.ok(name.length <= 500 && value.length <= 500);
      place(text);
    }),
  );
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`v${i}`, 'x'.repeat(2_000)]));
  const [frame] = readFrameLocals(JSON.stringify(many)) ?? [];
  assert.deepEqual([frame?.variables.length, frame?.variables[0]?.value.length], [100, 500]);
});
