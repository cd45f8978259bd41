import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createMarkerSearch } from '../../src/otlp/marker-search.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';

test('every key has one of the markers in it, whatever the key', () => {
  const keys = fc.array(
    fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('exception.type', 'z€')),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(keys, (all) => {
      const wanted = createWantedKeys(all);
      for (const key of all) {
        const bytes = Buffer.from(key);
        assert.ok(wanted.markers.some((marker) => bytes.includes(marker)));
        assert.equal(wanted.find(bytes, 0, bytes.length), key);
      }
    }),
  );
});

test('the keys of exceptions share one short marker that begins with a rare letter', () => {
  const { markers } = createWantedKeys(['exception.type', 'exception.message']);
  assert.deepEqual(markers.map(String), ['xcepti']);
});

test('says of ranges, one after the other, whether a marker begins there', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 });
  const sizes = fc.array(fc.nat(9), { maxLength: 20 });
  fc.assert(
    fc.property(text, sizes, (all, steps) => {
      const search = createMarkerSearch(Buffer.from(all), [Buffer.from('ab'), Buffer.from('ca')]);
      let from = 0;
      for (const step of steps) {
        const to = Math.min(from + step, all.length);
        const expected = /ab|ca/.test(all.slice(from, to + 1)) && to > from;
        assert.equal(search.anyIn(from, to), expected, `${all} ${from} ${to}`);
        from = to;
      }
    }),
  );
});
