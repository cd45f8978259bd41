import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import type { MatchedLogRecord } from '../../src/otlp/matched-log-record.ts';
import type { Scan } from '../../src/otlp/scan.ts';
import { scanLogs } from '../../src/otlp/scan-logs.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { concat, lengthField, WANTED_KEYS } from './messy-protobuf.ts';
import { createCodec } from './otlp-by-protobufjs.ts';

const KEYS = createWantedKeys(WANTED_KEYS);
const ATTRIBUTES = '"attributes":[{"key":"exception.type","value":{"stringValue":"E"}}]';

test('an invalid record is rejected in protobuf and its neighbours are read', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['wire type 7', Uint8Array.of(0x2f)],
    ['a length beyond the record', Uint8Array.of(0x2a, 0x7f)],
    ['half a fixed64', Uint8Array.of(0x09, 1, 2, 3, 4)],
    ['a trace id of 15 bytes', lengthField(9, new Uint8Array(15))],
    ['a span id of 16 bytes', lengthField(10, new Uint8Array(16))],
    ['a broken attribute', lengthField(6, Uint8Array.of(0x0a, 0x09))],
    ['groups 200,000 deep', new Uint8Array(200_000).fill(0x2b)],
  ];
  const good = wantedRecord();
  for (const [what, bytes] of cases) {
    const { itemCount, rejected, matched } = scan(request([good, concat([good, bytes]), good]));
    assert.deepEqual([itemCount, rejected.length, matched.length], [3, 1, 2], what);
  }
});

test('a body, however deep, is not read', () => {
  const deep = concat([lengthField(5, new Uint8Array(200_000).fill(0x2b)), wantedRecord()]);
  assert.deepEqual(scan(request([deep])).matched.length, 1);
});

test('an invalid record is rejected in JSON and its neighbours are read', () => {
  const cases = [
    '{"attributes":{},"x":"exception"}',
    `{${ATTRIBUTES},"eventName":5}`,
    `{${ATTRIBUTES},"timeUnixNano":-1}`,
    `{${ATTRIBUTES},"observedTimeUnixNano":"18446744073709551616"}`,
    '{"attributes":[{"key":"exception.type","value":{"intValue":"9223372036854775808"}}]}',
  ];
  for (const text of cases) {
    const found = scanText(`{${ATTRIBUTES}},${text},{${ATTRIBUTES}}`);
    assert.deepEqual([found.itemCount, found.rejected.length, found.matched.length], [3, 1, 2], text);
  }
});

test('names, duplicates, escapes and 64-bit numbers are read in JSON as OTLP wants them', () => {
  const cases: readonly (readonly [string, Partial<MatchedLogRecord>])[] = [
    [`"timeUnixNano":1544712660000000123,${ATTRIBUTES}`, { timeUnixNano: 1544712660000000123n }],
    [`"time_unix_nano":5,"trace_id":"x",${ATTRIBUTES}`, { timeUnixNano: 0n, traceId: '' }],
    [`"traceId":"x","traceId":"${'Ab'.repeat(16)}",${ATTRIBUTES}`, { traceId: 'ab'.repeat(16) }],
    [`"spanId":"","traceId":null,${ATTRIBUTES}`, { spanId: '', traceId: '' }],
    [`"eventName":"a","eventName":"b",${ATTRIBUTES}`, { eventName: 'b' }],
    [`"parentSpanId":"x","events":5,${ATTRIBUTES}`, {}],
    ['"attributes":[{"key":"\\u0065\\u0078\\u0063\\u0065\\u0070\\u0074\\u0069\\u006fn.type"}]', {}],
  ];
  for (const [members, expected] of cases) {
    const [record, ...more] = scanText(`{${members}}`).matched;
    assert.ok(record !== undefined && more.length === 0, members);
    assert.deepEqual({ ...record, ...expected }, record, members);
  }
  assert.equal(scanText(`{${ATTRIBUTES},"attributes":[]}`).matched.length, 0);
});

test('ids that are not hex and a malformed envelope name an ExportLogsServiceRequest', () => {
  const texts = [
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"${Buffer.alloc(16).toString('base64')}"}]}]}]}`,
    '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"spanId":"abc"}]}]}]}',
    '{"resourceLogs":[{"scopeLogs":[{"logRecords":[5]}]}]}',
    '{"resourceLogs":5}',
    '{"resourceLogs":[}',
    '',
  ];
  for (const text of texts) {
    assert.throws(() => scanLogs(new TextEncoder().encode(text), 'json', KEYS), isNamed, text);
  }
  for (const bytes of [Uint8Array.of(0x0a, 0x05), lengthField(1, lengthField(2, Uint8Array.of(0x17)))]) {
    assert.throws(() => scan(bytes), isNamed);
  }
});

test('a stack trace of a megabyte is read whole, in both encodings', () => {
  const codec = createCodec('logs');
  const stack = 'at f (/srv/ä "x".js:1:2)\n\u0000'.repeat(40_000);
  const attributes = [
    { key: 'exception.stacktrace', value: { stringValue: stack } },
    { key: 'exception.type', value: { stringValue: 'E' } },
  ];
  const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] };
  for (const found of [scan(codec.encode(logs)), scanLogs(codec.encodeJson(logs), 'json', KEYS)]) {
    assert.equal(found.matched[0]?.attributes.get('exception.stacktrace'), stack);
  }
});

function isNamed(error: unknown): boolean {
  const named = /valid ExportLogsServiceRequest: .*, at byte \d+\.$/;
  return error instanceof MalformedOtlp && named.test(error.message);
}

function scan(bytes: Uint8Array): Scan<MatchedLogRecord> {
  return scanLogs(bytes, 'protobuf', KEYS);
}

function scanText(records: string): Scan<MatchedLogRecord> {
  const text = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${records}]}]}]}`;
  return scanLogs(new TextEncoder().encode(text), 'json', KEYS);
}

function wantedRecord(): Uint8Array {
  return lengthField(6, lengthField(1, new TextEncoder().encode('exception.type')));
}

function request(records: readonly Uint8Array[]): Uint8Array {
  return lengthField(1, lengthField(2, concat(records.map((record) => lengthField(2, record)))));
}
