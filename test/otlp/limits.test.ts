import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_MATCHES, MAX_VALUES } from '../../src/otlp/limits.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { concat, lengthField } from './messy-protobuf.ts';

const KEYS = createWantedKeys(['k']);

test('spans with more matching events than a request may have are rejected, the others are read', () => {
  const counts = [MAX_MATCHES - 1, 2, 0, 1, 1];
  const expected = [5, 2, [MAX_MATCHES - 1, 1]];
  assert.deepEqual(summarise('protobuf', requestOf(counts.map((n) => repeat(protobufEvent(), n)))), expected);
  const spans = counts.map((n) => `{"events":[${Array<string>(n).fill(JSON_EVENT).join(',')}]}`);
  assert.deepEqual(summarise('json', jsonRequestOf(spans)), expected);
});

test('a span with more attribute values than a request may have is rejected, the resource is still read', () => {
  const list = lengthField(
    9,
    lengthField(2, lengthField(5, repeat(lengthField(1, new Uint8Array()), MAX_VALUES))),
  );
  const spans = requestOf([protobufEvent(), concat([protobufEvent(), list]), protobufEvent()]);
  const scan = scanTraces(spans, 'protobuf', KEYS);
  assert.deepEqual([scan.itemCount, scan.rejectedItems, scan.matched[0]?.resource.get('r')], [3, 2, null]);
  const value = `{"arrayValue":{"values":[${'{},'.repeat(MAX_VALUES)}{}]}}`;
  const json = jsonRequestOf([
    `{"events":[${JSON_EVENT}]}`,
    `{"events":[${JSON_EVENT}],"attributes":[{"value":${value}}]}`,
  ]);
  const jsonScan = scanTraces(json, 'json', KEYS);
  assert.deepEqual([jsonScan.itemCount, jsonScan.rejectedItems], [2, 1]);
  assert.equal(jsonScan.matched[0]?.resource.get('r'), null);
});

const JSON_EVENT = '{"attributes":[{"key":"k"}]}';

function summarise(encoding: 'protobuf' | 'json', bytes: Uint8Array): unknown {
  const { itemCount, rejectedItems, matched: spans } = scanTraces(bytes, encoding, KEYS);
  return [itemCount, rejectedItems, spans.map(({ events }) => events.length)];
}

function protobufEvent(): Uint8Array {
  return lengthField(11, lengthField(3, lengthField(1, new TextEncoder().encode('k'))));
}

function requestOf(spans: readonly Uint8Array[]): Uint8Array {
  const resource = lengthField(1, lengthField(1, lengthField(1, new TextEncoder().encode('r'))));
  const scopeSpans = lengthField(2, concat(spans.map((span) => lengthField(2, span))));
  return lengthField(1, concat([resource, scopeSpans]));
}

function jsonRequestOf(spans: readonly string[]): Uint8Array {
  const resource = '{"attributes":[{"key":"r"}]}';
  const text = `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"spans":[${spans.join(',')}]}]}]}`;
  return new TextEncoder().encode(text);
}

function repeat(unit: Uint8Array, times: number): Uint8Array {
  return new Uint8Array(unit.length * times).map((_, i) => unit[i % unit.length] ?? 0);
}
