import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { listen } from '../../src/listen.ts';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import { createOutcomes } from '../../src/outcome.ts';
import type { Batch } from '../../src/receive/batch.ts';
import { createReceiver, type ReceiverNeeds } from '../../src/receive/receiver.ts';
import { Unavailable } from '../../src/unavailable.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const LIMIT = 1_000;

async function open(context: TestContext, needs: Partial<ReceiverNeeds> = {}) {
  const batches: Batch[] = [];
  const accept: ReceiverNeeds['accept'] = async (batch) => {
    batches.push(batch);
    return { rejectedSpans: 0 };
  };
  const fixed = {
    maxRequestBytes: LIMIT,
    ingestTokens: [],
    outcomes: createOutcomes(),
    log: SILENT_LOG,
    now: () => 7,
  };
  const app = createReceiver({ accept, ...fixed, ...needs });
  const door = await listen(app.callback(), { host: '127.0.0.1', port: 0, option: 'port' });
  context.after(() => door.close(0));
  return { url: `http://127.0.0.1:${door.port}/v1/traces`, port: door.port, batches };
}

type Case = {
  readonly what: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly type?: string;
};

const CASES: readonly Case[] = [
  { what: 'an empty protobuf request', body: '', status: 200 },
  {
    what: 'JSON with parameters in its type',
    headers: { 'content-type': 'Application/JSON; charset=utf-8' },
    body: '{}',
    status: 200,
    type: JSON_TYPE,
  },
  {
    what: 'gzip',
    headers: { 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync('abc')),
    status: 200,
  },
  {
    what: 'an encoding named identity',
    headers: { 'content-encoding': 'identity' },
    body: 'abc',
    status: 200,
  },
  { what: 'a body of just the limit', body: 'x'.repeat(LIMIT), status: 200 },
  { what: 'another path', path: '/v1/other', body: '', status: 404 },
  { what: 'another method', method: 'GET', status: 405 },
  {
    what: 'no content type',
    headers: { 'content-type': '' },
    body: new Uint8Array(1),
    status: 415,
    type: JSON_TYPE,
  },
  {
    what: 'another content type',
    headers: { 'content-type': 'text/plain' },
    body: 'x',
    status: 415,
    type: JSON_TYPE,
  },
  { what: 'an encoding nobody asked for', headers: { 'content-encoding': 'br' }, body: 'x', status: 415 },
  { what: 'gzip twice', headers: { 'content-encoding': 'gzip, gzip' }, body: 'x', status: 415 },
  { what: 'one byte too many', body: 'x'.repeat(LIMIT + 1), status: 413 },
  {
    what: 'a small body that unpacks into a large one',
    headers: { 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync(Buffer.alloc(5_000_000))),
    status: 413,
  },
  {
    what: 'what only claims to be gzip',
    headers: { 'content-encoding': 'gzip' },
    body: 'plain',
    status: 400,
  },
  {
    what: 'gzip cut short',
    headers: { 'content-encoding': 'gzip' },
    body: new Uint8Array(gzipSync('abc'.repeat(99)).subarray(0, 15)),
    status: 400,
  },
];

for (const {
  what,
  method = 'POST',
  path = '/v1/traces',
  headers = {},
  body,
  status,
  type = PROTOBUF,
} of CASES)
  test(`${what}: ${status} in the encoding of the request`, async (context) => {
    const { port } = await open(context);
    const url = `http://127.0.0.1:${port}${path}`;
    const response = await fetch(url, { method, body, headers: { 'content-type': PROTOBUF, ...headers } });
    assert.deepEqual([response.status, response.headers.get('content-type')], [status, type]);
    const answer = await response.bytes();
    assert.equal(
      answer.length > 0,
      status !== 200 || type === JSON_TYPE,
      'success is silent, a refusal says why',
    );
  });

test('a batch carries the body as it came and as it reads', async (context) => {
  const { url, batches } = await open(context);
  const packed = new Uint8Array(gzipSync('hello'));
  await fetch(url, {
    method: 'POST',
    body: packed,
    headers: { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
  });
  const [batch] = batches;
  assert.equal(Buffer.from(batch?.bytes ?? []).toString(), 'hello');
  assert.deepEqual(new Uint8Array(batch?.received.bytes ?? []), packed);
  assert.deepEqual([batch?.encoding, batch?.signal, batch?.receivedAtMs], ['protobuf', 'traces', 7]);
});

const FAULTS: readonly (readonly [what: string, error: Error, status: number])[] = [
  ['what is no OTLP', new MalformedOtlp('a bad tag', 3), 400],
  ['a store that is locked', new Unavailable('locked'), 503],
  ['a fault nobody foresaw', new TypeError('x is undefined'), 503],
];

for (const [what, error, status] of FAULTS)
  test(`${what} is answered ${status}, and asked for again only where that helps`, async (context) => {
    const { url } = await open(context, { accept: () => Promise.reject(error) });
    const response = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': JSON_TYPE } });
    assert.deepEqual(
      [response.status, response.headers.get('retry-after')],
      [status, status === 503 ? '2' : null],
    );
    const { message } = (await response.json()) as { message: string };
    assert.doesNotMatch(message, /undefined|locked/, 'what is inside stays inside');
  });

test('rejected spans are told with their number', async (context) => {
  const { url } = await open(context, { accept: async () => ({ rejectedSpans: 2 }) });
  const response = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': JSON_TYPE } });
  const answer = (await response.json()) as { partialSuccess: { rejectedSpans: string } };
  assert.deepEqual([response.status, answer.partialSuccess.rejectedSpans], [200, '2']);
});

const TOKENS: readonly (readonly [authorization: string | null, status: number])[] = [
  ['Bearer sesame', 200],
  ['bearer sesame ', 200],
  ['Bearer open', 200],
  [null, 401],
  ['', 401],
  ['Bearer', 401],
  ['Bearer sesam', 401],
  ['Bearer sesamee', 401],
  ['Basic sesame', 401],
  ['Bearer sesame, Bearer x', 401],
];

for (const [authorization, status] of TOKENS)
  test(`with ingest_tokens, ${authorization ?? 'no header'} is answered ${status}`, async (context) => {
    const { url } = await open(context, { ingestTokens: ['sesame', 'open'] });
    const given: Record<string, string> = authorization === null ? {} : { authorization };
    const response = await fetch(url, {
      method: 'POST',
      body: '',
      headers: { 'content-type': PROTOBUF, ...given },
    });
    assert.equal(response.status, status);
  });

test('a chunked body without a length is cut at the limit', async (context) => {
  const { port, batches } = await open(context);
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nHost: x\r\nContent-Type: ${PROTOBUF}\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  for (let i = 0; i < 20; i++) socket.write(`64\r\n${'x'.repeat(100)}\r\n`);
  const [answer] = await socket.take(1).toArray();
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
  assert.match(String(answer), /Connection: close/i);
  socket.destroy();
  assert.equal(batches.length, 0);
});

test('more than the bodies of four of the largest requests are refused for now, and taken once there is room', async (context) => {
  const { promise: go, resolve } = Promise.withResolvers<void>();
  const { url } = await open(context, { accept: () => go.then(() => ({ rejectedSpans: 0 })) });
  const post = () =>
    fetch(url, { method: 'POST', body: 'x'.repeat(LIMIT), headers: { 'content-type': PROTOBUF } });
  const five = Array.from({ length: 5 }, post);
  const first = await Promise.race(five);
  assert.deepEqual([first.status, first.headers.get('retry-after')], [503, '2']);
  resolve();
  const statuses = (await Promise.all(five)).map(({ status }) => String(status)).toSorted();
  assert.deepEqual(statuses, ['200', '200', '200', '200', '503']);
  assert.equal((await post()).status, 200);
});
