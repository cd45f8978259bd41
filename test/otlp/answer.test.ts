import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { encodeExportResponse, encodeStatus } from '../../src/otlp/answer.ts';
import { parseFields } from './protobuf-by-spec.ts';

test('full success is zero bytes or an empty object', () => {
  for (const outcome of [{}, { rejected: 0 }, { rejected: 0, message: '' }]) {
    assert.equal(encodeExportResponse('traces', 'protobuf', outcome).length, 0);
    assert.equal(decode(encodeExportResponse('traces', 'json', outcome)), '{}');
  }
});

test('a partial success reaches an OpenTelemetry exporter', () => {
  const answer = encodeExportResponse('traces', 'protobuf', { rejected: 300, message: 'bad ids' });
  assert.deepEqual(ProtobufTraceSerializer.deserializeResponse(answer), {
    partialSuccess: { rejectedSpans: 300, errorMessage: 'bad ids' },
  });
  const json = encodeExportResponse('traces', 'json', { rejected: 300, message: 'bad ids' });
  assert.equal(decode(json), '{"partialSuccess":{"rejectedSpans":"300","errorMessage":"bad ids"}}');
  assert.ok(JsonTraceSerializer.deserializeResponse(json).partialSuccess !== undefined);
});

test('each signal counts what was rejected by its own name', () => {
  const names = {
    traces: 'rejectedSpans',
    logs: 'rejectedLogRecords',
    metrics: 'rejectedDataPoints',
    profiles: 'rejectedProfiles',
  } as const;
  for (const signal of ['traces', 'logs', 'metrics', 'profiles'] as const) {
    const json = decode(encodeExportResponse(signal, 'json', { rejected: 7, message: 'm' }));
    assert.equal(json, `{"partialSuccess":{"${names[signal]}":"7","errorMessage":"m"}}`);
  }
  const logs = encodeExportResponse('logs', 'protobuf', { rejected: 7, message: 'm' });
  assert.deepEqual(ProtobufLogsSerializer.deserializeResponse(logs), {
    partialSuccess: { rejectedLogRecords: 7, errorMessage: 'm' },
  });
  const metrics = encodeExportResponse('metrics', 'protobuf', { rejected: 7, message: 'm' });
  assert.deepEqual(ProtobufMetricsSerializer.deserializeResponse(metrics), {
    partialSuccess: { rejectedDataPoints: 7, errorMessage: 'm' },
  });
});

test('a warning rejects none and has a message', () => {
  const [partial] = parseFields(encodeExportResponse('traces', 'protobuf', { message: 'careful' }));
  assert.equal(partial?.number, 1);
  const text = parseFields(partial?.content ?? new Uint8Array()).find(({ number }) => number === 2);
  assert.equal(decode(text?.content ?? new Uint8Array()), 'careful');
  assert.match(decode(encodeExportResponse('traces', 'json', { message: 'careful' })), /"rejectedSpans":"0"/);
});

test('a status has its code and its message in both encodings', () => {
  const status = { code: 3, message: 'Größe "x"' };
  const [code, message] = parseFields(encodeStatus('protobuf', status));
  assert.deepEqual([code?.number, code?.wireType, code?.content[0]], [1, 0, 3]);
  assert.deepEqual([message?.number, decode(message?.content ?? new Uint8Array())], [2, status.message]);
  assert.deepEqual(JSON.parse(decode(encodeStatus('json', status))), status);
});

test('a status names the field that is not valid in a google.rpc.BadRequest', () => {
  const status = { code: 3, message: 'cut off', field: 'resource_spans' };
  const [, , details] = parseFields(encodeStatus('protobuf', status));
  const [typeUrl, value] = parseFields(details?.content ?? new Uint8Array());
  const [violation] = parseFields(value?.content ?? new Uint8Array());
  const [field, description] = parseFields(violation?.content ?? new Uint8Array());
  const texts = [typeUrl, field, description].map((one) => decode(one?.content ?? new Uint8Array()));
  const badRequest = 'type.googleapis.com/google.rpc.BadRequest';
  assert.deepEqual(texts, [badRequest, 'resource_spans', 'cut off']);
  assert.deepEqual(
    [details, typeUrl, value, violation, field, description].map((one) => one?.number),
    [3, 1, 2, 1, 1, 2],
  );
  const fieldViolations = [{ field: 'resource_spans', description: 'cut off' }];
  assert.deepEqual(JSON.parse(decode(encodeStatus('json', status))), {
    code: 3,
    message: 'cut off',
    details: [{ '@type': badRequest, fieldViolations }],
  });
});

test('a message is cut at 4 KiB, never inside a character', () => {
  const message = `a${'€'.repeat(3000)}`;
  const expected = { code: 3, message: `a${'€'.repeat(1365)}` };
  assert.deepEqual(JSON.parse(decode(encodeStatus('json', { code: 3, message }))), expected);
  assert.ok(encodeStatus('protobuf', { code: 3, message }).length < 4110);
  assert.ok(encodeExportResponse('traces', 'protobuf', { rejected: 1, message }).length < 4115);
});

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
