import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createKeyDecoder } from '../../src/otlp/key-decoder.ts';

test('decodes any run of bytes as it would be decoded alone', () => {
  const bytes = fc.array(fc.constantFrom(0x61, 0x62, 0xc3, 0xa4), { minLength: 600, maxLength: 600 });
  const range = fc.tuple(fc.nat(600), fc.nat(600));
  fc.assert(
    fc.property(bytes, fc.array(range, { minLength: 50, maxLength: 300 }), (all, ranges) => {
      const buffer = Buffer.from(all);
      const decode = createKeyDecoder(buffer);
      for (const [a, b] of ranges) {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        assert.equal(decode(from, to), buffer.toString('utf8', from, to));
      }
    }),
  );
});

test('tells keys apart that begin alike, whatever their lengths', () => {
  const decode = createKeyDecoder(Buffer.alloc(1024, 'a'));
  for (const length of [...Array(1024).keys(), ...Array(1024).keys()]) {
    assert.equal(decode(0, length), 'a'.repeat(length));
  }
  for (let length = 1023; length > 0; length--) assert.equal(decode(0, length), 'a'.repeat(length));
});
