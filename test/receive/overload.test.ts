import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ReceiverNeeds } from '../../src/receive/receiver.ts';
import { eventually } from '../helpers/eventually.ts';
import { converse, writeRequest } from './conversation.ts';
import { openReceiver, PROTOBUF } from './open-receiver.ts';

const LIMIT = 200_000;
const BODY = Buffer.alloc(LIMIT, 'x');

type Sent = { readonly status: number; readonly retryAfter: string | undefined };

function send(port: number, agent: Agent, body: Buffer, headers: Record<string, string> = {}): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, agent, method: 'POST', path: '/v1/traces' };
    const sending = request({ ...options, headers: { 'content-type': PROTOBUF, ...headers } }, (response) => {
      response.resume();
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
      );
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** A walk that takes a turn of the event loop for each batch in flight, and knows how much was in flight at most. */
function createSlowWalk() {
  let inFlight = 0;
  let most = 0;
  const accept: ReceiverNeeds['accept'] = async ({ bytes }) => {
    inFlight += bytes.length;
    most = Math.max(most, inFlight);
    for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
    inFlight -= bytes.length;
    return { rejectedItems: 0, overlookedItems: 0 };
  };
  return { accept, most: () => most };
}

const KINDS: readonly (readonly [kind: string, body: Buffer, headers: Record<string, string>])[] = [
  ['plain', BODY, {}],
  ['chunked', BODY, { 'transfer-encoding': 'chunked' }],
  ['compressed', gzipSync(BODY), { 'content-encoding': 'gzip' }],
];

for (const [kind, body, headers] of KINDS)
  test(`ten times too many ${kind} requests are each taken or asked for again, and then all are taken`, async (context) => {
    const walk = createSlowWalk();
    const { port, outcomes, bytesInFlight } = await openReceiver(context, {
      accept: walk.accept,
      maxRequestBytes: LIMIT,
    });
    const agent = new Agent({ keepAlive: true });
    context.after(() => agent.destroy());
    const all = await Promise.all(Array.from({ length: 40 }, () => send(port, agent, body, headers)));
    for (const { status, retryAfter } of all)
      assert.ok(
        status === 200 ? retryAfter === undefined : status === 503 && retryAfter === '2',
        `${status}`,
      );
    assert.ok(walk.most() <= 4 * LIMIT, `${walk.most()} bytes in flight`);
    assert.ok(all.some(({ status }) => status === 200));
    assert.equal(bytesInFlight(), 0);
    for (let again = 0; again < 8; again++)
      assert.equal((await send(port, agent, body, headers)).status, 200);
    const { requests = 0, 'requests_refused{503}': refused = 0 } = outcomes.totals();
    assert.equal(requests + refused, 48);
  });

test('what is announced is charged before it comes, and a sender with too much makes room for others', async (context) => {
  const { port } = await openReceiver(context, { maxRequestBytes: LIMIT });
  const greedy = await Promise.all([1, 2, 3, 4].map(() => converse(context, port)));
  const announcement = announce(LIMIT);
  for (const talk of greedy) {
    talk.say(announcement);
    assert.equal((await talk.listen()).status, 100);
  }
  const modest = await converse(context, port, '127.0.0.2');
  modest.say(announcement);
  assert.equal((await modest.listen()).status, 503);
  greedy[0]?.socket.destroy();
  const again = await converse(context, port);
  again.say(announcement);
  const { status, headers } = await again.listen();
  assert.deepEqual([status, headers.get('retry-after')], [429, '2']);
  await eventually('room for the modest one', async () => {
    const returning = await converse(context, port, '127.0.0.2');
    returning.say(announcement);
    return (await returning.listen()).status === 100;
  });
});

test('who announces large bodies and sends nothing keeps nobody out', async (context) => {
  const maxRequestBytes = 32 * 1024 * 1024;
  const { port } = await openReceiver(context, { maxRequestBytes });
  for (const talk of await Promise.all(
    Array.from({ length: 20 }, () => converse(context, port, '127.0.0.2')),
  )) {
    talk.say(announce(maxRequestBytes));
    assert.equal((await talk.listen()).status, 100);
  }
  const other = await converse(context, port);
  other.say(announce(100_000));
  assert.equal((await other.listen()).status, 100);
});

function announce(length: number) {
  return writeRequest('POST /v1/traces HTTP/1.1', [
    ['Host', 'x'],
    ['Content-Type', PROTOBUF],
    ['Expect', '100-continue'],
    ['Content-Length', String(length)],
  ]);
}
