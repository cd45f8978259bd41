import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_MATCHES, MAX_REJECTED, MAX_VALUES } from '../../src/otlp/limits.ts';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { concat, lengthField } from './messy-protobuf.ts';

const KEYS = createWantedKeys(['k']);

test('spans with more matching events than a request may have are overlooked, the others are read', () => {
  const counts = [MAX_MATCHES - 1, 2, 0, 1, 1];
  const expected = [5, 0, 2, [MAX_MATCHES - 1, 1]];
  assert.deepEqual(summarise('protobuf', requestOf(counts.map((n) => repeat(protobufEvent(), n)))), expected);
  const spans = counts.map((n) => `{"events":[${Array<string>(n).fill(JSON_EVENT).join(',')}]}`);
  assert.deepEqual(summarise('json', jsonRequestOf(spans)), expected);
});

test('a span with more attribute values than a request may have is overlooked, the resource is still read', () => {
  const list = lengthField(
    9,
    lengthField(2, lengthField(5, repeat(lengthField(1, new Uint8Array()), MAX_VALUES))),
  );
  const broken = concat([protobufEvent(), Uint8Array.of(0x2f)]);
  const spans = requestOf([protobufEvent(), concat([protobufEvent(), list]), protobufEvent(), broken]);
  const { itemCount, rejected, overlooked, matched } = scanTraces(spans, 'protobuf', KEYS);
  assert.deepEqual([itemCount, rejected.length, overlooked, matched[0]?.resource.get('r')], [4, 1, 2, null]);
  const value = `{"arrayValue":{"values":[${'{},'.repeat(MAX_VALUES)}{}]}}`;
  const json = jsonRequestOf([
    `{"events":[${JSON_EVENT}]}`,
    `{"events":[${JSON_EVENT}],"attributes":[{"value":${value}}]}`,
  ]);
  const jsonScan = scanTraces(json, 'json', KEYS);
  assert.deepEqual([jsonScan.itemCount, jsonScan.rejected, jsonScan.overlooked], [2, [], 1]);
  assert.equal(jsonScan.matched[0]?.resource.get('r'), null);
});

test('the spans of a resource with too many attribute values are overlooked, the others are read', () => {
  const value = lengthField(2, lengthField(5, repeat(lengthField(1, new Uint8Array()), MAX_VALUES)));
  const large = lengthField(
    1,
    concat([lengthField(1, lengthField(1, value)), scopeSpansOf([protobufEvent()])]),
  );
  const bytes = concat([requestOf([protobufEvent()]), large]);
  assert.deepEqual(summarise('protobuf', bytes), [2, 0, 1, [1]]);
  const list = `{"arrayValue":{"values":[${'{},'.repeat(MAX_VALUES)}{}]}}`;
  const json = [`{"attributes":[{"key":"r"}]}`, `{"attributes":[{"value":${list}}]}`].map(
    (resource) => `{"resource":${resource},"scopeSpans":[{"spans":[{"events":[${JSON_EVENT}]}]}]}`,
  );
  const text = `{"resourceSpans":[${json.join(',')}]}`;
  assert.deepEqual(summarise('json', new TextEncoder().encode(text)), [2, 0, 1, [1]]);
});

test('an invalid span is rejected even where the next match would be one too many', () => {
  const full = repeat(protobufEvent(), MAX_MATCHES);
  const broken = concat([protobufEvent(), Uint8Array.of(0x2f)]);
  assert.deepEqual(summarise('protobuf', requestOf([full, broken, protobufEvent()])), [
    3,
    1,
    1,
    [MAX_MATCHES],
  ]);
  const spans = [
    `{"events":[${Array<string>(MAX_MATCHES).fill(JSON_EVENT).join(',')}]}`,
    `{"events":[${JSON_EVENT},5]}`,
    `{"events":[${JSON_EVENT}]}`,
  ];
  assert.deepEqual(summarise('json', jsonRequestOf(spans)), [3, 1, 1, [MAX_MATCHES]]);
});

test('a request with more invalid spans than there can be by mistake is malformed', () => {
  const broken = lengthField(99, new TextEncoder().encode('k'));
  const span = concat([broken, Uint8Array.of(0x2f)]);
  const json = '{"events":5,"x":"k"}';
  for (const n of [MAX_REJECTED, MAX_REJECTED + 1]) {
    const bytes = requestOf(Array<Uint8Array>(n).fill(span));
    const text = jsonRequestOf(Array<string>(n).fill(json));
    if (n > MAX_REJECTED) {
      assert.throws(() => scanTraces(bytes, 'protobuf', KEYS), isMalformed);
      assert.throws(() => scanTraces(text, 'json', KEYS), isMalformed);
    } else {
      assert.deepEqual(summarise('protobuf', bytes), [n, n, 0, []]);
      assert.deepEqual(summarise('json', text), [n, n, 0, []]);
    }
  }
});

function isMalformed(error: unknown): boolean {
  return error instanceof MalformedOtlp && /too many of its items are invalid/.test(error.message);
}

const JSON_EVENT = '{"attributes":[{"key":"k"}]}';

function summarise(encoding: 'protobuf' | 'json', bytes: Uint8Array): unknown {
  const { itemCount, rejected, overlooked, matched: spans } = scanTraces(bytes, encoding, KEYS);
  return [itemCount, rejected.length, overlooked, spans.map(({ events }) => events.length)];
}

function protobufEvent(): Uint8Array {
  return lengthField(11, lengthField(3, lengthField(1, new TextEncoder().encode('k'))));
}

function requestOf(spans: readonly Uint8Array[]): Uint8Array {
  const resource = lengthField(1, lengthField(1, lengthField(1, new TextEncoder().encode('r'))));
  return lengthField(1, concat([resource, scopeSpansOf(spans)]));
}

function scopeSpansOf(spans: readonly Uint8Array[]): Uint8Array {
  return lengthField(2, concat(spans.map((span) => lengthField(2, span))));
}

function jsonRequestOf(spans: readonly string[]): Uint8Array {
  const resource = '{"attributes":[{"key":"r"}]}';
  const text = `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"spans":[${spans.join(',')}]}]}]}`;
  return new TextEncoder().encode(text);
}

function repeat(unit: Uint8Array, times: number): Uint8Array {
  return new Uint8Array(unit.length * times).map((_, i) => unit[i % unit.length] ?? 0);
}
