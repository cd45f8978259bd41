import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import type { ReceiverNeeds } from '../../src/receive/receiver.ts';
import { Unavailable } from '../../src/unavailable.ts';
import { makeSdkRequest } from '../otlp/sdk-request.ts';
import { parseFields } from '../otlp/protobuf-by-spec.ts';
import { converse, writeRequest, type Reply } from './conversation.ts';
import { INSTANCE, JSON_TYPE, openReceiver, PROTOBUF } from './open-receiver.ts';

/**
 * What a receiver of OTLP/HTTP owes its clients, by the specification (OTLP 1.11) and by HTTP (RFC 9110 and 9112), each
 * said over a socket by hand.
 */
type Obligation = {
  readonly title: string;
  readonly line?: string;
  readonly host?: null;
  /** The content type; null sends none. */
  readonly type?: string | null;
  /** More headers; `Host` comes by itself. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  readonly status: number;
  /** Of the answer; by default that of the request. */
  readonly answerType?: string;
  readonly needs?: Partial<ReceiverNeeds>;
  /** Of the answer; null must not be there. */
  readonly answerHeaders?: Readonly<Record<string, string | null>>;
  /** The partial success, or of a refusal its google.rpc.Code. */
  readonly tells?: Readonly<Record<string, string | number>>;
};

const LIMIT = 100_000;
const SDK = makeSdkRequest();
const TRACES = 'POST /v1/traces HTTP/1.1';
const LOGS = 'POST /v1/logs HTTP/1.1';
const METRICS = 'POST /v1/metrics HTTP/1.1';
const PROFILES = 'POST /v1development/profiles HTTP/1.1';
const GZIP = [['Content-Encoding', 'gzip']] as const;
const ZSTD = [['Content-Encoding', 'zstd']] as const;
const WRONG_CHECKSUM = gzipSync('abc').fill(0, 15, 19);
const PARTIAL_MESSAGE =
  /^Some (spans|log records) were not (valid OTLP and were left out|looked at: the request holds too many exceptions)\.$/;

function span(fields: object): string {
  const valid = { traceId: '0123456789abcdef0123456789ABCDEF', spanId: '0123456789abcdef', name: 'GET /' };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...valid, ...fields }, valid] }] }] });
}

function logRecord(fields: object): string {
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [fields, { body: {} }] }] }] });
}

/** A protobuf field of a length, of less than 128 bytes. */
function field(number: number, content: ArrayLike<number>): Uint8Array {
  return Uint8Array.of(number * 8 + 2, content.length, ...Array.from(content));
}

/** What looks as if it had an exception, is looked at for that, and then ends too early. */
const UNREADABLE = [...field(1, Buffer.from('exception.type')), 0x0a, 0x7f];

const PATHS: readonly Obligation[] = [
  { title: 'traces are taken', line: TRACES, body: SDK.protobuf, status: 200 },
  { title: 'logs are taken', line: LOGS, status: 200 },
  { title: 'metrics are taken', line: METRICS, status: 200 },
  { title: 'profiles are taken', line: PROFILES, status: 200 },
  { title: 'traces in JSON are taken', type: JSON_TYPE, body: SDK.json, status: 200 },
  { title: 'logs in JSON are taken', line: LOGS, type: JSON_TYPE, body: '{"resourceLogs":[]}', status: 200 },
  { title: 'metrics in JSON are taken', line: METRICS, type: JSON_TYPE, body: '{}', status: 200 },
  { title: 'profiles in JSON are taken', line: PROFILES, type: JSON_TYPE, body: '{}', status: 200 },
  { title: 'a query is not looked at', line: 'POST /v1/traces?a=%00&b HTTP/1.1', status: 200 },
  { title: 'a whole URL is a path', line: 'POST http://other.test/v1/traces HTTP/1.1', status: 200 },
  { title: 'HTTP/1.0 is answered', line: 'POST /v1/traces HTTP/1.0', status: 200 },
  { title: 'another path', line: 'POST /v1/other HTTP/1.1', status: 404 },
  { title: 'the root', line: 'POST / HTTP/1.1', status: 404 },
  { title: 'a slash at the end', line: 'POST /v1/traces/ HTTP/1.1', status: 404 },
  { title: 'two slashes', line: 'POST //v1/traces HTTP/1.1', status: 404 },
  { title: 'a path in capitals', line: 'POST /V1/TRACES HTTP/1.1', status: 404 },
  { title: 'an escaped path', line: 'POST /v1/%74races HTTP/1.1', status: 404 },
  { title: 'a path that climbs', line: 'POST /v1/x/../traces HTTP/1.1', status: 404 },
  { title: 'a URL that is none', line: 'POST http://[::bad/v1/traces HTTP/1.1', status: 400 },
  ...['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'QUERY'].map((method) => ({
    title: method,
    line: `${method} /v1/logs HTTP/1.1`,
    status: 405,
    answerHeaders: { allow: 'POST' },
  })),
];

const TYPES: readonly Obligation[] = [
  {
    title: 'a type with parameters',
    type: 'application/json; charset=utf-8',
    body: '{}',
    status: 200,
    answerType: JSON_TYPE,
  },
  { title: 'a type in capitals', type: 'Application/X-Protobuf', status: 200, answerType: PROTOBUF },
  { title: 'no type', type: null, status: 415, answerType: JSON_TYPE },
  { title: 'an empty type', type: '', status: 415, answerType: JSON_TYPE },
  { title: 'another type', type: 'text/plain', body: '{}', status: 415, answerType: JSON_TYPE },
  { title: 'a type that only begins right', type: 'application/jsonp', status: 415, answerType: JSON_TYPE },
  { title: 'two types', headers: [['Content-Type', JSON_TYPE]], status: 415, answerType: JSON_TYPE },
  { title: 'JSON said to be protobuf', body: '{"resourceSpans":[]}', status: 400 },
  { title: 'protobuf said to be JSON', type: JSON_TYPE, body: SDK.protobuf, status: 400 },
];

const ENCODINGS: readonly Obligation[] = [
  { title: 'gzip', headers: GZIP, body: gzipSync(SDK.protobuf), status: 200 },
  { title: 'gzip of JSON', headers: GZIP, type: JSON_TYPE, body: gzipSync(SDK.json), status: 200 },
  {
    title: 'gzip in two members',
    headers: GZIP,
    body: Buffer.concat([gzipSync(SDK.protobuf), gzipSync(SDK.protobuf)]),
    status: 200,
  },
  { title: 'gzip of nothing', headers: GZIP, body: gzipSync(''), status: 200 },
  { title: 'nothing, said to be gzip', headers: GZIP, status: 200 },
  { title: 'zstd', headers: ZSTD, body: zstdCompressSync(SDK.protobuf), status: 200 },
  {
    title: 'zstd in two frames',
    headers: ZSTD,
    type: JSON_TYPE,
    body: Buffer.concat([zstdCompressSync('{'), zstdCompressSync('}')]),
    status: 200,
  },
  { title: 'zstd of nothing', headers: ZSTD, body: zstdCompressSync(''), status: 200 },
  {
    title: 'an encoding in capitals',
    headers: [['Content-Encoding', ' GZIP ']],
    body: gzipSync(''),
    status: 200,
  },
  { title: 'identity', headers: [['Content-Encoding', 'identity']], status: 200 },
  { title: 'an empty encoding', headers: [['Content-Encoding', '']], status: 200 },
  { title: 'an encoding nobody asked for', headers: [['Content-Encoding', 'br']], body: 'x', status: 415 },
  { title: 'gzip twice', headers: [['Content-Encoding', 'gzip, gzip']], body: 'x', status: 415 },
  { title: 'gzip in two headers', headers: [...GZIP, ...GZIP], body: gzipSync(''), status: 415 },
  { title: 'what only claims to be gzip', headers: GZIP, body: 'plain', status: 400 },
  { title: 'what only claims to be zstd', headers: ZSTD, body: 'plain', status: 400 },
  { title: 'gzip cut short', headers: GZIP, body: gzipSync(SDK.protobuf).subarray(0, -1), status: 400 },
  {
    title: 'zstd cut short',
    headers: ZSTD,
    body: zstdCompressSync(SDK.protobuf).subarray(0, -1),
    status: 400,
  },
  {
    title: 'gzip with something after it',
    headers: GZIP,
    body: Buffer.concat([gzipSync(''), Buffer.from('x')]),
    status: 400,
  },
  {
    title: 'gzip with zeros after it',
    headers: GZIP,
    body: Buffer.concat([gzipSync(''), Buffer.alloc(9)]),
    status: 400,
  },
  {
    title: 'zstd with something after it',
    headers: ZSTD,
    body: Buffer.concat([zstdCompressSync(''), Buffer.from('x')]),
    status: 400,
  },
  { title: 'gzip with a wrong checksum', headers: GZIP, body: WRONG_CHECKSUM, status: 400 },
  { title: 'gzip inside gzip', headers: GZIP, body: gzipSync(gzipSync(SDK.protobuf)), status: 400 },
];

const SIZES: readonly Obligation[] = [
  {
    title: 'just the limit',
    line: METRICS,
    type: JSON_TYPE,
    body: `{}${' '.repeat(LIMIT - 2)}`,
    status: 200,
  },
  {
    title: 'one byte too many',
    line: METRICS,
    type: JSON_TYPE,
    body: `{}${' '.repeat(LIMIT - 1)}`,
    status: 413,
  },
  {
    title: 'just the limit once unpacked',
    line: METRICS,
    type: JSON_TYPE,
    headers: GZIP,
    body: gzipSync(`{}${' '.repeat(LIMIT - 2)}`),
    status: 200,
  },
  {
    title: 'one byte too many once unpacked',
    line: METRICS,
    type: JSON_TYPE,
    headers: GZIP,
    body: gzipSync(`{}${' '.repeat(LIMIT - 1)}`),
    status: 413,
  },
  { title: 'a gzip bomb', headers: GZIP, body: gzipSync(Buffer.alloc(50_000_000)), status: 413 },
  { title: 'a zstd bomb', headers: ZSTD, body: zstdCompressSync(Buffer.alloc(50_000_000)), status: 413 },
  { title: 'a length beyond all numbers', headers: [['Content-Length', '99999999999999']], status: 413 },
];

const EMPTY: readonly Obligation[] = [
  { title: 'no bytes', status: 200 },
  { title: 'an empty object', type: JSON_TYPE, body: '{}', status: 200 },
  { title: 'no resource spans', type: JSON_TYPE, body: '{"resourceSpans":[]}', status: 200 },
  {
    title: 'no scope spans',
    type: JSON_TYPE,
    body: '{"resourceSpans":[{"resource":{},"scopeSpans":[]}]}',
    status: 200,
  },
  { title: 'null where nothing is', type: JSON_TYPE, body: '{"resourceSpans":null}', status: 200 },
  { title: 'an empty resource spans', body: Uint8Array.of(0x0a, 0), status: 200 },
  { title: 'an empty scope spans', body: Uint8Array.of(0x0a, 2, 0x12, 0), status: 200 },
];

const MESSAGES: readonly Obligation[] = [
  { title: 'protobuf cut short', body: SDK.protobuf.subarray(0, -1), status: 400 },
  { title: 'no protobuf at all', body: Uint8Array.of(0xff, 0xff, 0xff), status: 400 },
  { title: 'a group', body: Uint8Array.of(0x0b), status: 400 },
  { title: 'JSON cut short', type: JSON_TYPE, body: '{"resourceSpans":[', status: 400 },
  { title: 'JSON that is no object', type: JSON_TYPE, body: '[]', status: 400 },
  {
    title: 'one span of two that cannot be read',
    body: field(1, field(2, [...field(2, UNREADABLE), ...field(2, [])])),
    status: 200,
    tells: { rejected: 1 },
  },
  {
    title: 'one log record of two that cannot be read',
    line: LOGS,
    body: field(1, field(2, [...field(2, UNREADABLE), ...field(2, [])])),
    status: 200,
    tells: { rejected: 1 },
  },
  {
    title: 'spans beyond what is looked at',
    type: JSON_TYPE,
    body: '{}',
    needs: { accept: async () => ({ rejectedItems: 0, overlookedItems: 2 }) },
    status: 200,
    tells: { rejectedSpans: '0' },
  },
  { title: 'an unknown field', body: Uint8Array.of(0xf8, 0x07, 1), status: 200 },
  { title: 'an unknown member', type: JSON_TYPE, body: '{"resource_spans":[{"x":[1]}],"y":{}}', status: 200 },
  {
    title: 'numbers as text and as numbers',
    type: JSON_TYPE,
    body: span({ startTimeUnixNano: '1', endTimeUnixNano: 1_700_000_000_000_000_000 }),
    status: 200,
  },
  {
    title: 'an id in base64',
    type: JSON_TYPE,
    body: span({ traceId: 'ASNFZ4mrze8BI0VniavN7w==' }),
    status: 400,
  },
  {
    title: 'an id of a wrong length',
    type: JSON_TYPE,
    body: span({ spanId: '0123' }),
    status: 400,
  },
  {
    title: 'a log record without ids',
    line: LOGS,
    type: JSON_TYPE,
    body: logRecord({ traceId: '', spanId: '' }),
    status: 200,
  },
  {
    title: 'a log record with half an id',
    line: LOGS,
    type: JSON_TYPE,
    body: logRecord({ traceId: 'abcd' }),
    status: 400,
  },
];

const HTTP: readonly Obligation[] = [
  {
    title: 'a length and chunks',
    headers: [
      ['Content-Length', '5'],
      ['Transfer-Encoding', 'chunked'],
    ],
    body: '0\r\n\r\n',
    status: 400,
    answerType: JSON_TYPE,
  },
  {
    title: 'two lengths',
    headers: [
      ['Content-Length', '0'],
      ['Content-Length', '1'],
    ],
    status: 400,
    answerType: JSON_TYPE,
  },
  {
    title: 'a length that is no number',
    headers: [['Content-Length', '+1']],
    body: 'x',
    status: 400,
    answerType: JSON_TYPE,
  },
  {
    title: 'a transfer encoding beside chunked',
    headers: [['Transfer-Encoding', 'gzip, chunked']],
    body: '0\r\n\r\n',
    status: 400,
  },
  {
    title: 'a chunk size that is no number',
    headers: [['Transfer-Encoding', 'chunked']],
    body: 'xyz\r\n',
    status: 400,
  },
  {
    title: 'chunks',
    type: JSON_TYPE,
    headers: [['Transfer-Encoding', 'chunked']],
    body: '1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n',
    status: 200,
  },
  { title: 'a NUL in a header', headers: [['X', 'a\0b']], status: 400, answerType: JSON_TYPE },
  { title: 'headers without end', headers: [['X', 'x'.repeat(100_000)]], status: 431, answerType: JSON_TYPE },
  { title: 'no host', host: null, status: 400 },
  { title: 'no host in HTTP/1.0', host: null, line: 'POST /v1/traces HTTP/1.0', status: 200 },
  { title: 'two hosts', headers: [['Host', 'other.test']], status: 400 },
  { title: 'an expectation nobody knows', headers: [['Expect', 'wonders']], status: 200 },
  { title: 'HTTP/2', line: 'PRI * HTTP/2.0', type: null, status: 400, answerType: JSON_TYPE },
  { title: 'what is not HTTP', line: 'hello', status: 400, answerType: JSON_TYPE },
];

const LOOPS: readonly Obligation[] = [
  {
    title: 'a batch of another Flawless',
    headers: [['Via', '1.1 flawless-fedcba9876543210, 1.0 proxy']],
    status: 200,
  },
  {
    title: 'a batch of its own',
    headers: [
      ['Via', `1.1 a`],
      ['Via', `1.1 flawless-${INSTANCE}`],
    ],
    status: 508,
  },
];

const WITH_TOKENS = { ingestTokens: ['sesame', 'open'] };
const REFUSED = { status: 401, needs: WITH_TOKENS, answerHeaders: { 'www-authenticate': 'Bearer' } };

function authorize(value: string): Pick<Obligation, 'headers'> {
  return { headers: [['Authorization', value]] };
}

const TOKENS: readonly Obligation[] = [
  { title: 'a token', ...authorize('Bearer sesame'), status: 200, needs: WITH_TOKENS },
  { title: 'another token', ...authorize('Bearer open'), status: 200, needs: WITH_TOKENS },
  { title: 'a scheme in small letters', ...authorize('bearer  sesame '), status: 200, needs: WITH_TOKENS },
  { title: 'a token nobody asked for', ...authorize('Bearer x'), status: 200 },
  { title: 'no token', ...REFUSED },
  { title: 'an empty header', ...authorize(''), ...REFUSED },
  { title: 'an empty token', ...authorize('Bearer '), ...REFUSED },
  { title: 'a token cut short', ...authorize('Bearer sesam'), ...REFUSED },
  { title: 'a token too long', ...authorize('Bearer sesamee'), ...REFUSED },
  { title: 'a token in capitals', ...authorize('Bearer SESAME'), ...REFUSED },
  { title: 'a huge token', ...authorize(`Bearer ${'x'.repeat(12_000)}`), ...REFUSED },
  { title: 'another scheme', ...authorize('Basic sesame'), ...REFUSED },
  { title: 'two tokens', ...authorize('Bearer sesame, Bearer open'), ...REFUSED },
  {
    title: 'two headers',
    headers: [
      ['Authorization', 'Bearer sesame'],
      ['Authorization', 'Bearer sesame'],
    ],
    ...REFUSED,
  },
];

const BROWSER = {
  cors: { allowedOrigins: ['https://shop.test', 'https://*.shop.test'], allowedHeaders: ['X-Tenant'] },
};
const ANYBODY = { cors: { allowedOrigins: ['*'], allowedHeaders: [] } };
const PREFLIGHT = {
  line: 'OPTIONS /v1/traces HTTP/1.1',
  type: null,
  status: 204,
  needs: { ...BROWSER, ...WITH_TOKENS },
};
const ASKED = [
  ['Access-Control-Request-Method', 'POST'],
  ['Access-Control-Request-Headers', 'content-type'],
] as const;
const ALLOWED = {
  vary: 'Origin',
  'access-control-allow-origin': 'https://a.shop.test',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'Content-Type, Content-Encoding, Authorization, X-Tenant',
  'access-control-max-age': '7200',
};
const EXPOSED = {
  vary: 'Origin',
  'access-control-allow-origin': 'https://shop.test',
  'access-control-expose-headers': 'Retry-After',
};
const OPAQUE = { vary: 'Origin', 'access-control-allow-origin': null, 'access-control-allow-methods': null };

const CROSS_ORIGIN: readonly Obligation[] = [
  {
    title: 'a preflight',
    ...PREFLIGHT,
    headers: [['Origin', 'https://a.shop.test'], ...ASKED],
    answerHeaders: ALLOWED,
  },
  {
    title: 'a preflight of a stranger',
    ...PREFLIGHT,
    headers: [['Origin', 'https://shop.test.evil.test'], ...ASKED],
    answerHeaders: OPAQUE,
  },
  {
    title: 'a preflight that asks for nothing',
    ...PREFLIGHT,
    headers: [['Origin', 'https://a.shop.test']],
    status: 405,
  },
  {
    title: 'a preflight nobody allowed',
    ...PREFLIGHT,
    needs: {},
    headers: [['Origin', 'https://a.shop.test'], ...ASKED],
    status: 405,
    answerHeaders: { vary: null },
  },
  {
    title: 'a page',
    headers: [['Origin', 'https://shop.test']],
    needs: BROWSER,
    status: 200,
    answerHeaders: EXPOSED,
  },
  {
    title: 'a refused page',
    headers: [['Origin', 'https://shop.test']],
    needs: { ...BROWSER, ...WITH_TOKENS },
    status: 401,
    answerHeaders: EXPOSED,
  },
  {
    title: 'a page of a stranger',
    headers: [['Origin', 'https://evil.test']],
    needs: BROWSER,
    status: 200,
    answerHeaders: OPAQUE,
  },
  {
    title: 'a page of anybody',
    headers: [['Origin', 'null']],
    needs: ANYBODY,
    status: 200,
    answerHeaders: { 'access-control-allow-origin': '*', 'access-control-allow-credentials': null },
  },
  { title: 'no page', needs: BROWSER, status: 200, answerHeaders: OPAQUE },
];

function failWith(error: Error, random = 0.5): Pick<Obligation, 'needs'> {
  async function accept(): Promise<never> {
    throw error;
  }
  return { needs: { accept, random: () => random } };
}

function askAgainIn(seconds: string | null): Pick<Obligation, 'answerHeaders'> {
  return { answerHeaders: { 'retry-after': seconds } };
}

const FAULTS: readonly Obligation[] = [
  {
    title: 'what is no OTLP',
    ...failWith(new MalformedOtlp('traces', 'a bad tag', 3)),
    status: 400,
    ...askAgainIn(null),
  },
  {
    title: 'a store that is locked',
    ...failWith(new Unavailable('locked')),
    status: 503,
    ...askAgainIn('2'),
  },
  { title: 'a fault nobody foresaw', ...failWith(new TypeError('locked')), status: 503, ...askAgainIn('2') },
  {
    title: 'a fault in a lucky moment',
    ...failWith(new Unavailable('locked'), 0),
    status: 503,
    ...askAgainIn('1'),
  },
  {
    title: 'a fault in another moment',
    ...failWith(new Unavailable('locked'), 0.99),
    status: 503,
    ...askAgainIn('3'),
  },
];

const TABLES: readonly (readonly [of: string, table: readonly Obligation[]])[] = [
  ['where', PATHS],
  ['content type', TYPES],
  ['content encoding', ENCODINGS],
  ['size', SIZES],
  ['empty', EMPTY],
  ['message', MESSAGES],
  ['HTTP', HTTP],
  ['loop', LOOPS],
  ['token', TOKENS],
  ['cross origin', CROSS_ORIGIN],
  ['fault', FAULTS],
];

for (const [of, table] of TABLES)
  for (const obligation of table)
    test(`${of}: ${obligation.title} is answered ${obligation.status}`, async (context) => {
      const { port } = await openReceiver(context, { maxRequestBytes: LIMIT, ...obligation.needs });
      const talk = await converse(context, port);
      talk.say(write(obligation));
      check(await talk.listen(), obligation);
    });

function write({ line = TRACES, host, type = PROTOBUF, headers = [], body = '' }: Obligation): Buffer {
  const hosted = host === null ? [] : [['Host', 'flawless.test'] as const];
  const typed = type === null ? [] : [['Content-Type', type] as const];
  return writeRequest(line, [...hosted, ...typed, ...headers], body);
}

function check(reply: Reply, { type, status, answerType, answerHeaders = {}, tells }: Obligation): void {
  const answer = readAnswer(reply);
  const expected = [
    status,
    status === 204 ? undefined : (answerType ?? type ?? (type === null ? JSON_TYPE : PROTOBUF)),
  ];
  assert.deepEqual([reply.status, reply.headers.get('content-type')], expected, JSON.stringify(answer));
  for (const [name, value] of Object.entries(answerHeaders))
    assert.equal(reply.headers.get(name) ?? null, value, name);
  if (status >= 400) checkStatus(answer, status);
  else if (tells === undefined) assert.deepEqual(answer, {}, 'full success is silent');
  else checkPartial(answer, tells);
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  404: 12,
  405: 12,
  413: 8,
  415: 3,
  431: 3,
  503: 14,
  508: 9,
};

function checkStatus(answer: Record<string, unknown>, status: number): void {
  assert.equal(answer['code'], CODES[status]);
  assert.match(String(answer['message']), /^[A-Z].*\.$/, 'a sentence');
  assert.doesNotMatch(String(answer['message']), /locked/, 'what is inside stays inside');
}

function checkPartial(answer: Record<string, unknown>, tells: Record<string, string | number>): void {
  const { message, ...rest } = answer;
  assert.deepEqual(rest, tells);
  assert.match(String(message), PARTIAL_MESSAGE);
}

/** A google.rpc.Status, or what an export response says of its partial success. */
function readAnswer({ status, headers, body }: Reply): Record<string, unknown> {
  if (headers.get('content-type') === JSON_TYPE) return readJson(body);
  if (status !== 200) return readFields(body, 'code');
  const [partialSuccess] = parseFields(body);
  return partialSuccess === undefined ? {} : readFields(partialSuccess.content, 'rejected');
}

function readJson(body: Buffer): Record<string, unknown> {
  const { partialSuccess, ...rest } = JSON.parse(body.toString()) as Record<string, Record<string, string>>;
  if (partialSuccess === undefined) return rest;
  const { errorMessage: message, ...rejected } = partialSuccess;
  return { ...rejected, message };
}

/** Field 1 is a number, field 2 the message, in both; field 3 of a Status holds details. */
function readFields(bytes: Uint8Array, first: string): Record<string, unknown> {
  const fields = parseFields(bytes).map(({ number, content }) =>
    number === 1 ? [first, content[0]] : [NAMES[number], Buffer.from(content).toString()],
  );
  return Object.fromEntries(fields) as Record<string, unknown>;
}

const NAMES: Readonly<Record<number, string>> = { 2: 'message', 3: 'details' };
