import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually } from '../helpers/eventually.ts';
import type { Batch } from '../../src/receive/batch.ts';
import type { ReceiverNeeds } from '../../src/receive/receiver.ts';
import { converse, writeRequest } from './conversation.ts';
import { JSON_TYPE, openReceiver, PROTOBUF } from './open-receiver.ts';

const LINE = 'POST /v1/traces HTTP/1.1';
const HEADERS = [
  ['Host', 'flawless.test'],
  ['Content-Type', PROTOBUF],
] as const;
const ANY = { accept: async () => ({ rejectedItems: 0, overlookedItems: 0 }) };

/** A walk that ends when it is told to. */
function holdBack(): { accept: ReceiverNeeds['accept']; arrived: Promise<void>; letGo: () => void } {
  const arrival = Promise.withResolvers<void>();
  const departure = Promise.withResolvers<void>();
  async function accept() {
    arrival.resolve();
    await departure.promise;
    return { rejectedItems: 0, overlookedItems: 0 };
  }
  return { accept, arrived: arrival.promise, letGo: departure.resolve };
}

function announce(bytes: number): Buffer {
  return writeRequest(LINE, [...HEADERS, ['Content-Length', String(bytes)]]);
}

test('a batch carries its body as it came and as it reads, and where it has been', async (context) => {
  const batches: Batch[] = [];
  const accept: ReceiverNeeds['accept'] = async (batch) => {
    batches.push(batch);
    return { rejectedItems: 0, overlookedItems: 0 };
  };
  const { url } = await openReceiver(context, { accept });
  const packed = new Uint8Array(gzipSync('hello'));
  const via = '1.1 flawless-fedcba9876543210, 1.1 proxy';
  const headers = { 'content-type': PROTOBUF, 'content-encoding': 'gzip', via };
  await fetch(url.replace('traces', 'logs'), { method: 'POST', body: packed, headers });
  assert.deepEqual(
    batches.map(({ bytes, received, ...rest }) => ({
      ...rest,
      bytes: String(bytes),
      received: received.bytes,
    })),
    [
      {
        signal: 'logs',
        encoding: 'protobuf',
        bytes: 'hello',
        received: Buffer.from(packed),
        receivedAtMs: 7,
        hops: ['fedcba9876543210'],
      },
    ],
  );
});

const BIG = Buffer.alloc(8_000_000, 'x');

const REFUSED_EARLY: readonly (readonly [what: string, request: Buffer, status: number])[] = [
  ['a body larger than allowed', announce(BIG.length), 413],
  [
    'a body of another type',
    writeRequest(LINE, [
      ['Host', 'x'],
      ['Content-Length', String(BIG.length)],
    ]),
    415,
  ],
  [
    'chunks without end',
    writeRequest(LINE, [...HEADERS, ['Transfer-Encoding', 'chunked']], `${BIG.length.toString(16)}\r\n`),
    413,
  ],
];

for (const [what, request, status] of REFUSED_EARLY)
  test(`who sends ${what} hears so, though most of it is not read`, async (context) => {
    const { port, batches } = await openReceiver(context, { maxRequestBytes: 1_000 });
    const talk = await converse(context, port);
    talk.say(request, BIG);
    const reply = await talk.listen();
    assert.deepEqual([reply.status, reply.headers.get('connection')], [status, 'close']);
    talk.socket.end();
    assert.equal(await talk.untilClosed(), '', 'closed, not reset');
    assert.deepEqual(batches, []);
  });

test('a refused client that never stops is cut', async (context) => {
  const { port } = await openReceiver(context, { maxRequestBytes: 1_000, lingerMs: 50 });
  const talk = await converse(context, port);
  talk.socket.on('error', () => undefined);
  talk.say(announce(BIG.length));
  assert.equal((await talk.listen()).status, 413);
  await talk.untilClosed();
});

test('fetch sees the refusal of a body it is still sending', async (context) => {
  const { url } = await openReceiver(context, { maxRequestBytes: 1_000 });
  const response = await fetch(url, { method: 'POST', body: BIG, headers: { 'content-type': PROTOBUF } });
  assert.equal(response.status, 413);
});

const SMALL: readonly (readonly [line: string, type: string, body: string, status: number])[] = [
  [LINE, 'text/plain', 'x', 415],
  ['POST / HTTP/1.1', PROTOBUF, 'x', 404],
  ['GET /v1/logs HTTP/1.1', PROTOBUF, '', 405],
  ['OPTIONS /v1/logs HTTP/1.1', PROTOBUF, '', 405],
  [LINE, PROTOBUF, '', 200],
];

test('a small refused request leaves its connection open', async (context) => {
  const { port } = await openReceiver(context);
  const talk = await converse(context, port);
  for (const [line, type, body, status] of SMALL) {
    talk.say(
      writeRequest(
        line,
        [
          ['Host', 'x'],
          ['Content-Type', type],
        ],
        body,
      ),
    );
    assert.equal((await talk.listen()).status, status);
  }
});

test('who asks first is told to go on, or why not', async (context) => {
  const { port } = await openReceiver(context, { ...ANY, maxRequestBytes: 1_000 });
  const talk = await converse(context, port);
  talk.say(writeRequest(LINE, [...HEADERS, ['Expect', '100-continue'], ['Content-Length', '3']]));
  assert.equal((await talk.listen()).status, 100);
  talk.say('abc');
  assert.equal((await talk.listen()).status, 200);
  talk.say(writeRequest(LINE, [...HEADERS, ['Expect', '100-continue'], ['Content-Length', '3000']]));
  assert.equal((await talk.listen()).status, 413);
});

test('pipelined requests are answered in their order', async (context) => {
  const { port } = await openReceiver(context);
  const talk = await converse(context, port);
  talk.say(
    Buffer.concat(
      ['/v1/logs', '/', '/v1/traces'].map((path) => writeRequest(`POST ${path} HTTP/1.1`, HEADERS)),
    ),
  );
  for (const status of [200, 404, 200]) assert.equal((await talk.listen()).status, status);
});

test('what follows a request and is not HTTP does not take its answer away', async (context) => {
  const { accept, arrived, letGo } = holdBack();
  const { port } = await openReceiver(context, { accept });
  const talk = await converse(context, port);
  talk.say(Buffer.concat([writeRequest(LINE, HEADERS, 'abc'), Buffer.from('hello\r\n\r\n')]));
  await arrived;
  letGo();
  assert.equal((await talk.listen()).status, 200);
  assert.equal(await talk.untilClosed(), '');
});

const QUICK = { headersMs: 60, requestMs: 120, checkEveryMs: 20 };

test('slow headers are cut with an answer', async (context) => {
  const { port, outcomes } = await openReceiver(context, {}, { limits: QUICK });
  const talk = await converse(context, port);
  talk.say(`${LINE}\r\nHost: x\r\n`);
  const { status, body } = await talk.listen();
  assert.deepEqual([status, (JSON.parse(body.toString()) as { code: number }).code], [408, 4]);
  assert.equal(await talk.untilClosed(), '');
  assert.deepEqual(outcomes.totals(), { 'requests_refused{408}': 1 });
});

test('a slow body is cut with an answer in its encoding, and gives its room back', async (context) => {
  const { port, outcomes, bytesInFlight } = await openReceiver(
    context,
    { maxRequestBytes: 1_000 },
    { limits: QUICK },
  );
  const talks = await Promise.all([1, 2, 3, 4].map(() => converse(context, port)));
  for (const talk of talks) talk.say(announce(1_000), 'x');
  for (const talk of talks) {
    const { status, headers } = await talk.listen();
    assert.deepEqual([status, headers.get('content-type')], [408, PROTOBUF]);
  }
  assert.deepEqual(outcomes.totals(), { 'requests_refused{408}': 4 });
  assert.equal(bytesInFlight(), 0);
});

test('who connects and says nothing is cut without a word', async (context) => {
  const { port, outcomes } = await openReceiver(context, {}, { limits: QUICK });
  const talk = await converse(context, port);
  assert.equal(await talk.untilClosed(), '');
  assert.deepEqual(outcomes.totals(), {});
});

test('an idle connection is closed in the end', async (context) => {
  const { port } = await openReceiver(context, {}, { limits: { idleMs: 1 } });
  const talk = await converse(context, port);
  talk.say(writeRequest(LINE, HEADERS));
  assert.equal((await talk.listen()).status, 200);
  assert.equal(await talk.untilClosed(), '');
});

test('connections beyond the limit are closed at once', async (context) => {
  const { port } = await openReceiver(context, {}, { limits: { maxConnections: 1 } });
  const first = await converse(context, port);
  first.say(writeRequest(LINE, HEADERS));
  assert.equal((await first.listen()).status, 200);
  const second = connect(port, '127.0.0.1');
  await once(second, 'close');
});

test('a client that goes away gives its room back', async (context) => {
  const { port, outcomes, bytesInFlight } = await openReceiver(context, { ...ANY, maxRequestBytes: 1_000 });
  const leaving = await Promise.all([1, 2, 3, 4].map(() => converse(context, port)));
  for (const talk of leaving) talk.say(announce(1_000), 'x');
  await eventually('a full budget', () => bytesInFlight() === 4_000);
  for (const { socket } of leaving) socket.destroy();
  await eventually('an empty budget', () => bytesInFlight() === 0);
  assert.deepEqual(outcomes.totals(), { 'requests_refused{broken off}': 4 });
});

test('closing lets a request finish, keeps no connection, and takes no new one', async (context) => {
  const { accept, arrived, letGo } = holdBack();
  const { port, close } = await openReceiver(context, { accept });
  const [busy, idle] = await Promise.all([converse(context, port), converse(context, port)]);
  idle.say(writeRequest('POST / HTTP/1.1', HEADERS));
  assert.equal((await idle.listen()).status, 404);
  busy.say(
    writeRequest(
      LINE,
      [
        ['Host', 'x'],
        ['Content-Type', JSON_TYPE],
      ],
      '{}',
    ),
  );
  await arrived;
  const closed = close(60_000);
  assert.equal(await idle.untilClosed(), '');
  letGo();
  const { status, headers } = await busy.listen();
  assert.deepEqual([status, headers.get('connection')], [200, 'close']);
  await closed;
  await assert.rejects(async () => once(connect(port, '127.0.0.1'), 'connect'));
});

test('closing cuts what does not finish in time', async (context) => {
  const { accept, arrived } = holdBack();
  const { port, close } = await openReceiver(context, { accept });
  const talk = await converse(context, port);
  talk.say(writeRequest(LINE, HEADERS));
  await arrived;
  await close(10);
  await talk.untilClosed().catch(() => '');
});
