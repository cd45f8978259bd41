import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createExtractor, type Extraction } from '../../src/extract/extract-exceptions.ts';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import type { Batch } from '../../src/receive/batch.ts';
import { makeSdkRequest } from '../otlp/sdk-request.ts';

const NOW = 1_700_000_000_000;
const extractBatch = createExtractor({ ownInstanceId: 'this-instance' });

test('extracts the same exception from both encodings of what the SDK sends', () => {
  const { protobuf, json } = makeSdkRequest();
  for (const batch of [batchOf(protobuf, 'protobuf'), batchOf(json, 'json')]) {
    const { found, ...counts } = extractBatch(batch);
    assert.deepEqual(counts, {
      itemCount: 3,
      rejected: [],
      rejectedItems: 0,
      overlooked: 0,
      alreadyBlamed: 0,
      own: 0,
    });
    assert.deepEqual(
      found.map(({ reported }) => reported),
      [
        {
          type: 'TypeError',
          message: 'x is "undefined"\n',
          stacktrace: 'TypeError: x\n\tat f (/srv/ä.js:1:2)',
          service: 'shop',
          spanName: 'GET /cart/:id',
          traceId: '0123456789abcdef0123456789abcdef',
          spanId: '00000000000000a2',
          occurredAtMs: NOW + 1000,
          count: 1,
          request: { 'http.response.status_code': '500' },
        },
      ],
    );
  }
});

test('an event is an exception by its attributes, whatever its name', () => {
  const cases: readonly (readonly [string, object, number])[] = [
    ['exception', { 'exception.type': 'E' }, 1],
    ['http.server.request.exception', { 'exception.message': 'm' }, 1],
    ['', { 'exception.type': '' }, 1],
    ['exception', {}, 0],
    ['exception', { 'exception.stacktrace': 's', 'exception.escaped': 'True' }, 0],
  ];
  for (const [name, attributes, count] of cases) {
    assert.equal(extract({ events: [{ name, attributes }] }).found.length, count, name);
  }
});

test('leaves alone what another Flawless has blamed, on the span or on the event', () => {
  const event = { attributes: { 'exception.type': 'E' } };
  const blamed = { attributes: { 'exception.type': 'E', 'flawless.error.id': 'x' } };
  assert.equal(extract({ events: [event, blamed, event] }).alreadyBlamed, 1);
  assert.equal(extract({ events: [event, blamed, event] }).found.length, 2);
  const span = { attributes: { 'flawless.error.id': 'x' }, events: [event, event] };
  assert.deepEqual([extract(span).alreadyBlamed, extract(span).found.length], [2, 0]);
});

test('what is written at the places it gives is found to be blamed the next time', () => {
  for (const encoding of ['protobuf', 'json'] as const) {
    const bytes = makeSdkRequest()[encoding];
    const { found } = extractBatch(batchOf(bytes, encoding));
    for (const at of ['own', 'span'] as const) {
      const additions = found.map(({ places }) => ({
        place: places[at] ?? assert.fail(),
        attributes: { 'flawless.error.id': 'x' },
      }));
      const again = extractBatch(batchOf(addAttributes(bytes, encoding, additions, []), encoding));
      assert.deepEqual([again.alreadyBlamed, again.found.length], [1, 0]);
    }
  }
});

test('the resource tells who reports', () => {
  const cases: readonly (readonly [object, Partial<ReportedException>])[] = [
    [{}, { service: 'unknown_service' }],
    [{ 'service.name': '' }, { service: 'unknown_service' }],
    [
      { 'service.name': 's', 'service.version': 'v1' },
      { service: 's', serviceVersion: 'v1' },
    ],
    [{ 'vcs.ref.head.revision': 'abc' }, { revision: 'abc' }],
    [{ 'vcs.repository.url.full': 'https://x/y' }, { repositoryUrl: 'https://x/y' }],
    [{ 'deployment.environment.name': 'p', 'deployment.environment': 'q' }, { environment: 'p' }],
    [{ 'deployment.environment': 'q' }, { environment: 'q' }],
    [{ 'host.name': 'h', 'service.instance.id': 'i' }, { host: 'h' }],
    [{ 'service.instance.id': 'i', 'k8s.pod.name': 'k' }, { host: 'i' }],
    [{ 'k8s.pod.name': 'k' }, { host: 'k' }],
    [{ 'telemetry.sdk.language': 'python' }, { language: 'python' }],
  ];
  for (const [resource, expected] of cases) {
    const { service, serviceVersion, revision, repositoryUrl, environment, host, language } = only(
      { events: [EVENT] },
      resource,
    );
    const read = { service, serviceVersion, revision, repositoryUrl, environment, host, language };
    assert.deepEqual(read, { ...NO_RESOURCE, ...expected });
  }
});

test('a time no working clock would give is replaced by the time of receipt', () => {
  const day = 86_400_000;
  const cases: readonly (readonly [number, number])[] = [
    [NOW - 5, NOW - 5],
    [NOW + 60_000, NOW + 60_000],
    [NOW + 60_001, NOW],
    [NOW - 30 * day, NOW - 30 * day],
    [NOW - 30 * day - 1, NOW],
    [0, NOW],
  ];
  for (const [timeMs, expected] of cases) {
    const event = { ...EVENT, timeUnixNano: `${BigInt(timeMs) * 1_000_000n}` };
    assert.equal(only({ events: [event] }).occurredAtMs, expected);
  }
  assert.equal(only({ events: [{ ...EVENT, timeUnixNano: '18446744073709551615' }] }).occurredAtMs, NOW);
});

test('the code attributes of the event come before those of its span, new names before old ones', () => {
  const cases: readonly (readonly [object, object, ReportedException['code']])[] = [
    [{}, {}, undefined],
    [{ 'code.function.name': 'f', 'code.line.number': 3 }, {}, undefined],
    [{ 'code.file.path': 'a.py' }, { 'code.file.path': 'b.py', 'code.line.number': 9 }, { file: 'a.py' }],
    [{}, { 'code.filepath': 'b.py', 'code.lineno': '9' }, { file: 'b.py', line: 9 }],
    [
      { 'code.file.path': 'a', 'code.filepath': 'b', 'code.line.number': 1, 'code.lineno': 2 },
      {},
      { file: 'a', line: 1 },
    ],
    [{ 'code.file.path': 'a', 'code.line.number': 0 }, {}, { file: 'a' }],
    [{ 'code.file.path': 'a', 'code.line.number': 1.5 }, {}, { file: 'a' }],
    [
      { 'code.file.path': 'a', 'code.function.name': 'm.f', 'code.function': 'x' },
      {},
      { file: 'a', function: 'm.f' },
    ],
    [
      { 'code.file.path': 'a', 'code.function': 'f', 'code.namespace': 'm' },
      {},
      { file: 'a', function: 'm.f' },
    ],
    [{ 'code.file.path': 'a', 'code.function': 'f' }, {}, { file: 'a', function: 'f' }],
  ];
  for (const [event, span, expected] of cases) {
    const { code } = only({ attributes: span, events: [{ attributes: { ...EVENT.attributes, ...event } }] });
    assert.deepEqual(code, expected);
  }
});

test('the hints of the SDK are read, and numbers are held within bounds', () => {
  const cases: readonly (readonly [unknown, number])[] = [
    [undefined, 1],
    [7, 7],
    ['7', 7],
    [0, 1],
    [-5, 1],
    [2.9, 2],
    [1e12, 1e9],
    [{ intValue: '9223372036854775807' }, 1e9],
    [{ doubleValue: 'NaN' }, 1],
    ['many', 1],
    [true, 1],
  ];
  for (const [count, expected] of cases) {
    const attributes = { ...EVENT.attributes, ...(count !== undefined && { 'flawless.error_count': count }) };
    assert.equal(only({ events: [{ attributes }] }).count, expected, String(count));
  }
  const onSpan = {
    'flawless.error_count': 9,
    'flawless.error_threshold': 5,
    'flawless.frame_locals': '{"x":1}',
  };
  const attributes = { ...EVENT.attributes, 'flawless.additional_info': 'i', 'flawless.error_threshold': 4 };
  const read = only({ attributes: onSpan, events: [{ attributes }] });
  assert.deepEqual(
    [read.count, read.threshold, read.frameLocals, read.additionalInfo],
    [1, 4, '{"x":1}', 'i'],
  );
});

test('values that are not strings become text', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [404, '404'],
    [{ doubleValue: 0.5 }, '0.5'],
    [false, 'false'],
    [{ intValue: '9223372036854775807' }, '9223372036854775807'],
    [{}, ''],
    [{ bytesValue: 'AQI=' }, 'AQI='],
    [
      { arrayValue: { values: [{ stringValue: 'a' }, { intValue: 1 }, {}, { bytesValue: 'AQI=' }] } },
      '["a",1,null,"AQI="]',
    ],
    [{ kvlistValue: { values: [{ key: '__proto__', value: { boolValue: true } }] } }, '{"__proto__":true}'],
    [
      { arrayValue: { values: [{ doubleValue: 'NaN' }, { intValue: '9223372036854775807' }] } },
      '["NaN","9223372036854775807"]',
    ],
  ];
  for (const [value, expected] of cases) {
    const event = { attributes: { 'exception.type': value, 'exception.message': value } };
    assert.equal(only({ events: [event] }).message, expected);
  }
});

test('the request is told by the attributes of these families, as text, 64 at most', () => {
  const attributes = {
    'http.route': '/',
    'url.path': 7,
    'db.system': true,
    'rpcs.x': 1,
    http: 2,
    'xhttp.y': 3,
  };
  const { request } = only({ attributes, events: [EVENT] });
  assert.deepEqual(request, { 'http.route': '/', 'url.path': '7', 'db.system': 'true' });
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`http.request.header.x${i}`, 'v']));
  assert.equal(Object.keys(only({ attributes: many, events: [EVENT] }).request).length, 64);
});

test('texts are cut, and NUL characters and lone surrogates replaced, never inside a character', () => {
  const kib = 1024;
  const long = '😀'.repeat((kib * kib) / 2);
  const attributes = {
    'exception.type': long,
    'exception.message': long,
    'exception.stacktrace': `x${long}`,
    'flawless.frame_locals': long,
    'flawless.additional_info': long,
    'code.file.path': long,
  };
  const read = only(
    { name: 'a\0b\uD800', attributes: { 'http.x': long }, events: [{ attributes }] },
    { 'host.name': long },
  );
  assert.equal(read.spanName, 'a\uFFFDb\uFFFD');
  const texts = [read.type, read.message, read.stacktrace, read.frameLocals, read.additionalInfo, read.host];
  assert.deepEqual(
    [...texts, read.code?.file, read.request['http.x']].map((text) => text?.length),
    [kib, 64 * kib, kib * kib - 1, 64 * kib, 64 * kib, 4 * kib, 4 * kib, 4 * kib],
  );
  assert.ok(texts.every((text) => text?.isWellFormed()));
});

test('ids that are all zero are no ids', () => {
  const read = only({ traceId: '0'.repeat(32), spanId: '0'.repeat(16), events: [EVENT] });
  assert.deepEqual([read.traceId, read.spanId], ['', '']);
});

test('hostile attribute names pollute nothing', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  const attributes = Object.fromEntries(
    names.flatMap((name) => [
      [name, 'x'],
      [`http.${name}`, 'x'],
    ]),
  );
  const read = only(
    { attributes, events: [{ attributes: { ...attributes, ...EVENT.attributes } }] },
    attributes,
  );
  assert.deepEqual(
    Object.keys(read.request),
    names.map((name) => `http.${name}`),
  );
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
  assert.equal(Object.getPrototypeOf(read), Object.prototype);
});

test('any values give an exception whose texts are well-formed and within their bounds', () => {
  const scalar = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.boolean(),
    fc.double({ noNaN: true }),
  );
  const attributes = fc.dictionary(
    fc.constantFrom(
      'exception.message',
      'exception.stacktrace',
      'http.route',
      'service.name',
      'flawless.error_count',
      'code.file.path',
      'code.lineno',
    ),
    scalar,
  );
  fc.assert(
    fc.property(attributes, attributes, attributes, (resource, span, event) => {
      const merged = { ...event, 'exception.type': 'E' };
      const read = only({ name: 'n', attributes: span, events: [{ attributes: merged }] }, resource);
      assert.ok(Number.isInteger(read.count) && read.count >= 1 && read.count <= 1e9);
      assert.ok(JSON.stringify(read).isWellFormed() && !JSON.stringify(read).includes('\\u0000'));
      assert.ok(read.service !== '');
    }),
    { numRuns: 1000 },
  );
});

test('an unreadable request is malformed, an unreadable span is counted', () => {
  assert.throws(() => extractBatch(batchOf(new TextEncoder().encode('{'), 'json')), MalformedOtlp);
  assert.throws(() => extractBatch(batchOf(Uint8Array.of(0x0a, 0x05), 'protobuf')), MalformedOtlp);
  const { rejected, rejectedItems } = extract({ name: 'exception', events: [{ attributes: 'none' }] });
  assert.deepEqual([rejected.length, rejectedItems], [1, 1]);
});

test('a span whose own attributes tell of an exception is one that occurred when it ended', () => {
  const attributes = {
    'exception.type': 'E',
    'exception.message': 'm',
    'exception.stacktrace': 's',
    'http.route': '/x',
  };
  const endTimeUnixNano = `${BigInt(NOW - 7) * 1_000_000n}`;
  const span = { name: 'GET', traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), endTimeUnixNano, attributes };
  const [found, ...more] = extract({ ...span, events: [{ attributes: { retry: 1 } }] }).found;
  assert.deepEqual([found?.places.span, more.length], [null, 0]);
  assert.deepEqual(found?.reported, {
    type: 'E',
    message: 'm',
    stacktrace: 's',
    service: 'unknown_service',
    spanName: 'GET',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    occurredAtMs: NOW - 7,
    count: 1,
    request: { 'http.route': '/x' },
  });
  const blamed = {
    ...span,
    attributes: { ...attributes, 'flawless.error.id': 'x', 'flawless.error_count': 3 },
  };
  assert.deepEqual([extract(blamed).alreadyBlamed, extract(blamed).found.length], [3, 0]);
});

test('attributes of a span that has the exception as an event too are no second exception', () => {
  const { found } = extract({ attributes: { 'exception.type': 'E' }, events: [EVENT] });
  assert.equal(found.length, 1);
  assert.notEqual(found[0]?.places.span, null);
});

test('a log record is an exception by its attributes, and is its own context', () => {
  const attributes = {
    'exception.type': 'E',
    'exception.message': 'm',
    'exception.stacktrace': 's',
    'url.path': '/x',
    'flawless.error_count': 4,
    'code.file.path': 'logger.py',
  };
  const time = `${BigInt(NOW - 9) * 1_000_000n}`;
  const record = {
    eventName: 'x',
    timeUnixNano: time,
    traceId: 'A'.repeat(32),
    spanId: 'b'.repeat(16),
    attributes,
  };
  const extraction = extractLogs([{ attributes: { a: 1 } }, record], { 'service.name': 'shop' });
  assert.deepEqual([extraction.itemCount, extraction.found.length], [2, 1]);
  assert.equal(extraction.found[0]?.places.span, null);
  assert.deepEqual(extraction.found[0]?.reported, {
    type: 'E',
    message: 'm',
    stacktrace: 's',
    service: 'shop',
    spanName: '',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    occurredAtMs: NOW - 9,
    position: time,
    count: 4,
    request: { 'url.path': '/x' },
  });
});

test('the place of a log statement counts only where there is no stack trace', () => {
  const attributes = { ...EVENT.attributes, 'code.file.path': 'a.py', 'code.line.number': 3 };
  assert.deepEqual(onlyLog({ attributes }).code, { file: 'a.py', line: 3 });
  assert.equal(onlyLog({ attributes: { ...attributes, 'exception.stacktrace': 'odd' } }).code, undefined);
});

test('a log record without a time occurred when it was observed, else when it was received', () => {
  const observedTimeUnixNano = `${BigInt(NOW - 3) * 1_000_000n}`;
  const timeUnixNano = `${BigInt(NOW - 5) * 1_000_000n}`;
  assert.equal(onlyLog({ ...EVENT, timeUnixNano, observedTimeUnixNano }).occurredAtMs, NOW - 5);
  assert.equal(onlyLog({ ...EVENT, timeUnixNano: 0, observedTimeUnixNano }).occurredAtMs, NOW - 3);
  assert.equal(onlyLog(EVENT).occurredAtMs, NOW);
});

test('a record with neither a trace nor a time has a position, the same when the request is sent again', () => {
  const first = listPositions([EVENT, { attributes: {} }, EVENT]);
  assert.deepEqual(first, listPositions([EVENT, { attributes: {} }, EVENT]));
  assert.equal(new Set([...first, ...listPositions([EVENT, EVENT])]).size, 4);
  assert.match(String(first[0]), /^[0-9a-f]{64}:0$/);
  const named = [
    { ...EVENT, traceId: 'a'.repeat(32) },
    { ...EVENT, timeUnixNano: 1 },
    { ...EVENT, observedTimeUnixNano: 2 },
  ];
  assert.deepEqual(listPositions(named), [undefined, '1', '2']);
  assert.ok(listPositions([{ ...EVENT, traceId: '0'.repeat(32) }])[0] !== undefined);
});

test('a record that is sent again has the same position, also when its clock is wrong, or right by then', () => {
  const aggregated = { ...EVENT.attributes, 'flawless.error_count': 3 };
  const ahead = { attributes: aggregated, timeUnixNano: `${BigInt(NOW + 61_000) * 1_000_000n}` };
  const timeless = { attributes: aggregated, timeUnixNano: '0' };
  for (const event of [ahead, timeless]) {
    const [first, later] = [only({ events: [event] }), only({ events: [event] }, {}, NOW + 5_000)];
    assert.notEqual(first.occurredAtMs, later.occurredAtMs);
    assert.deepEqual([typeof first.position, first.position], ['string', later.position]);
  }
});

test('what this instance itself reports is not extracted, and is counted apart', () => {
  const own = { 'service.instance.id': 'this-instance' };
  const counted = { attributes: { ...EVENT.attributes, 'flawless.error_count': 5 } };
  for (const { own: n, found, itemCount } of [
    extractLogs([counted], own),
    extract({ events: [counted] }, own),
  ]) {
    assert.deepEqual([n, found.length, itemCount], [5, 0, 1]);
  }
  const other = { 'service.instance.id': 'another' };
  assert.deepEqual([extractLogs([EVENT], other).own, extractLogs([EVENT], other).found.length], [0, 1]);
});

test('a log record that another Flawless has blamed is left alone', () => {
  const attributes = { ...EVENT.attributes, 'flawless.error.id': 'x' };
  const { alreadyBlamed, found } = extractLogs([{ attributes }]);
  assert.deepEqual([alreadyBlamed, found.length], [1, 0]);
});

test('nothing is looked for in metrics and profiles, but they have to be what they say they are', () => {
  const nothing = {
    itemCount: 0,
    rejected: [],
    rejectedItems: 0,
    overlooked: 0,
    alreadyBlamed: 0,
    own: 0,
    found: [],
  };
  for (const signal of ['metrics', 'profiles'] as const) {
    const json = (text: string) => batchOf(new TextEncoder().encode(text), 'json', signal);
    const protobuf = (...bytes: number[]) => batchOf(Uint8Array.from(bytes), 'protobuf', signal);
    for (const batch of [
      json(' {"a":[{"key":"exception.type"}]} '),
      protobuf(),
      protobuf(0x0a, 0x01, 0xff),
    ]) {
      assert.deepEqual(extractBatch(batch), nothing);
    }
    const broken = [
      json(''),
      json('[]'),
      json('{"a":1}x'),
      json('{"a":'),
      protobuf(0x0a, 0x02, 0xff),
      protobuf(0x07),
    ];
    for (const batch of broken) assert.throws(() => extractBatch(batch), MalformedOtlp);
  }
});

const EVENT = { attributes: { 'exception.type': 'E' } };

const NO_RESOURCE = {
  service: 'unknown_service',
  serviceVersion: undefined,
  revision: undefined,
  repositoryUrl: undefined,
  environment: undefined,
  host: undefined,
  language: undefined,
};

function only(span: object, resource: object = {}, receivedAtMs = NOW): ReportedException {
  const [first, ...more] = extract(span, resource, receivedAtMs).found;
  assert.ok(first !== undefined && more.length === 0);
  return first.reported;
}

/** Extracts from a request with one span, in which plain objects stand for attributes. */
function extract(span: object, resource: object = {}, receivedAtMs = NOW): Extraction {
  const request = {
    resourceSpans: [{ resource: toOtlp({ attributes: resource }), scopeSpans: [{ spans: [toOtlp(span)] }] }],
  };
  const batch = batchOf(new TextEncoder().encode(JSON.stringify(request)), 'json');
  return extractBatch({ ...batch, receivedAtMs });
}

function listPositions(records: readonly object[]): readonly (string | undefined)[] {
  return extractLogs(records).found.map(({ reported }) => reported.position);
}

function onlyLog(record: object, resource: object = {}): ReportedException {
  const [first, ...more] = extractLogs([record], resource).found;
  assert.ok(first !== undefined && more.length === 0);
  return first.reported;
}

/** The same for log records. */
function extractLogs(records: readonly object[], resource: object = {}): Extraction {
  const resourceLogs = [
    { resource: toOtlp({ attributes: resource }), scopeLogs: [{ logRecords: toOtlp(records) }] },
  ];
  return extractBatch(batchOf(new TextEncoder().encode(JSON.stringify({ resourceLogs })), 'json', 'logs'));
}

function toOtlp(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toOtlp);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toMember(name, member)]));
}

function toMember(name: string, member: unknown): unknown {
  if (name !== 'attributes' || typeof member !== 'object' || member === null) return toOtlp(member);
  return Object.entries(member).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: unknown): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: value };
  return value;
}

function batchOf(bytes: Uint8Array, encoding: Batch['encoding'], signal: Batch['signal'] = 'traces'): Batch {
  return {
    signal,
    encoding,
    bytes,
    received: { bytes, contentEncoding: 'identity' },
    receivedAtMs: NOW,
    hops: [],
  };
}
