import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { cutText } from '../../sdk/src/cut-text.ts';
import { writeBoundedJson } from '../../sdk/src/write-bounded-json.ts';

test('writes what JSON.stringify writes while there is room', () => {
  const property = fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
    assert.deepEqual(JSON.parse(writeBoundedJson(value, 1_000_000)), JSON.parse(JSON.stringify(value)));
  });
  fc.assert(property);
});

test('stays valid and within its bytes whatever it is given', () => {
  const anything = fc.anything({
    withBigInt: true,
    withMap: true,
    withTypedArray: true,
    withSparseArray: true,
    maxDepth: 12,
  });
  fc.assert(
    fc.property(anything, fc.integer({ min: 512, max: 2000 }), (value, maxBytes) => {
      const json = writeBoundedJson(value, maxBytes);
      JSON.parse(json);
      assert.ok(Buffer.byteLength(json) <= maxBytes);
    }),
  );
});

test('stays within its bytes wherever in a deep value they run out', () => {
  let deep: unknown = 'the end';
  for (let depth = 0; depth < 4; depth++)
    deep = [{ before: 'é"\n', deep, after: 'é'.repeat(depth) }, 1, 2, 3];
  for (let maxBytes = 300; maxBytes < 600; maxBytes++) {
    const json = writeBoundedJson([deep, deep, deep], maxBytes);
    JSON.parse(json);
    assert.ok(Buffer.byteLength(json) <= maxBytes, `${Buffer.byteLength(json)} of ${maxBytes} bytes`);
  }
});

test('writes a short text for what JSON has no words for', () => {
  const circle: Record<string, unknown> = { name: 'circle' };
  circle['self'] = circle;
  const cases: [unknown, string][] = [
    [circle, '{"name":"circle","self":"[Circular]"}'],
    [[[[[[[[[[1]]]]]]]]], '[[[[[[[["[Object]"]]]]]]]]'],
    [{ big: 1n, call: () => 1, mark: Symbol('m') }, '{"big":"1","call":"[Function]","mark":"Symbol(m)"}'],
    [[undefined, Number.NaN], '[null,null]'],
    [
      { when: new Date(0), bytes: new Uint8Array(9) },
      '{"when":"1970-01-01T00:00:00.000Z","bytes":"[9 bytes]"}',
    ],
    [{ error: new TypeError('no') }, '{"error":"TypeError: no"}'],
    [{ pin: { value: 'hunter2', toJSON: () => '***' } }, '{"pin":"***"}'],
    [
      {
        bad: {
          toJSON: () => {
            throw new Error('x');
          },
        },
      },
      '{"bad":"[toJSON throws]"}',
    ],
    [undefined, 'null'],
  ];
  for (const [value, json] of cases) assert.equal(writeBoundedJson(value, 64 * 1024), json);
});

test('says where it stopped', () => {
  assert.match(
    writeBoundedJson(
      Array.from({ length: 1e6 }, () => 1),
      1024,
    ),
    /^\[(1,)+("…",)*"…"\]$/,
  );
  assert.match(
    writeBoundedJson(Object.fromEntries(Array.from({ length: 1e4 }, (_, n) => [`k${n}`, n])), 1024),
    /"…":"…"\}$/,
  );
});

test('cuts a text at a whole character', () => {
  assert.equal(cutText('aé😀b', 100), 'aé😀b');
  assert.equal(cutText('aé😀b', 7), 'aé😀');
  assert.equal(cutText('aé😀b', 6), 'aé');
  assert.equal(cutText('aé😀b', 0), '');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, maxBytes) => {
      const cut = cutText(text, maxBytes);
      assert.ok(text.startsWith(cut) && Buffer.byteLength(cut) <= maxBytes);
      assert.ok(cut === text || Buffer.byteLength(cut) > maxBytes - 4);
    }),
  );
});
