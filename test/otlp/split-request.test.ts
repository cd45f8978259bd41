import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitRequest } from '../../src/otlp/split-request.ts';
import { messyJson } from './messy-json.ts';
import { lengthField, messyProtobuf } from './messy-protobuf.ts';
import { readByParse } from './json-by-parse.ts';
import { countSpansBySpec, readBySpec } from './protobuf-by-spec.ts';
import { createCodec } from './otlp-by-protobufjs.ts';

const WANTED = new Set<string>();

test('splits protobuf that no SDK would write, and keeps every span of it', () => {
  let split = 0;
  fc.assert(
    fc.property(messyProtobuf(), (bytes) => {
      const halves = splitRequest(bytes, 'protobuf', 'traces');
      assert.equal(halves === null, countSpansBySpec(bytes) < 2);
      if (halves === null) return;
      split++;
      assert.deepEqual(
        halves.flatMap((half) => readBySpec(half, WANTED)),
        readBySpec(bytes, WANTED),
      );
    }),
    { numRuns: 2000 },
  );
  assert.ok(split > 100, `only ${split} split`);
});

test('splits JSON that no SDK would write, and keeps every span of it', () => {
  let split = 0;
  fc.assert(
    fc.property(messyJson(true), (text) => {
      const all = readByParse(text, WANTED);
      const halves = splitRequest(new TextEncoder().encode(text), 'json', 'traces');
      assert.equal(halves === null, all.length < 2);
      if (halves === null) return;
      split++;
      assert.deepEqual(
        halves.flatMap((half) => readByParse(new TextDecoder().decode(half), WANTED)),
        all,
      );
    }),
    { numRuns: 2000 },
  );
  assert.ok(split > 100, `only ${split} split`);
});

test('the cut comes where about half of the bytes are', () => {
  const codec = createCodec('logs');
  const sizes = [10, 10, 1000, 10, 10, 900, 10];
  const logRecords = sizes.map((size) => ({ severityText: 'x'.repeat(size) }));
  const logs = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
  for (const [bytes, encoding] of [
    [codec.encode(logs), 'protobuf'],
    [codec.encodeJson(logs), 'json'],
  ] as const) {
    const [first, second] = splitRequest(bytes, encoding, 'logs') ?? assert.fail();
    assert.ok(Math.abs(first.length - second.length) < 300, `${first.length} and ${second.length}`);
  }
});

test('a huge item first or last stands alone', () => {
  const codec = createCodec('traces');
  for (const sizes of [
    [9999, 1, 1],
    [1, 1, 9999],
  ]) {
    const spans = sizes.map((size) => ({ name: 'x'.repeat(size) }));
    const traces = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    const halves = splitRequest(codec.encode(traces), 'protobuf', 'traces') ?? assert.fail();
    const counts = halves.map(countSpansBySpec);
    assert.deepEqual(counts, sizes[0] === 1 ? [2, 1] : [1, 2]);
  }
});

test('half a million empty items are split evenly', () => {
  const scope = lengthField(2, Buffer.alloc(2 ** 20, Buffer.of(0x12, 0)));
  const halves = splitRequest(lengthField(1, scope), 'protobuf', 'logs') ?? assert.fail();
  assert.ok(halves.every((half) => half.length < 2 ** 19 + 100));
});

test('what is malformed is not split, and nothing makes it throw', () => {
  const spans = lengthField(
    1,
    lengthField(2, Buffer.concat([lengthField(2, Buffer.of()), lengthField(2, Buffer.of())])),
  );
  assert.ok(splitRequest(spans, 'protobuf', 'traces') !== null);
  assert.equal(splitRequest(Buffer.concat([spans, Buffer.of(0x07)]), 'protobuf', 'traces'), null);
  assert.equal(splitRequest(Buffer.from('{"resourceSpans":['), 'json', 'traces'), null);
  assert.equal(splitRequest(Buffer.from('{"a":'.repeat(200_000)), 'json', 'traces'), null);
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('protobuf', 'json'), (bytes, encoding) => {
      const halves = splitRequest(bytes, encoding, 'logs');
      assert.ok(halves === null || halves.length === 2);
    }),
    { numRuns: 2000 },
  );
});
