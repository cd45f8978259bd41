import assert from 'node:assert/strict';
import { readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ForwardBusy } from '../../src/forward/forwarder.ts';
import type { Signal } from '../../src/otlp/signal.ts';
import type { Outcomes } from '../../src/outcome.ts';
import { SpoolFull, SpoolUnavailable } from '../../src/forward/spool.ts';
import { makeBatch, makeDirectory, NOTHING_FOUND, openForwarder, OWN_ID, until } from './fixtures.ts';
import { accept, answerStatus, hang, startUpstream } from './loopback-upstream.ts';

test('a batch arrives as the bytes it came as, with headers of our own only', async (t) => {
  const upstream = await startUpstream(t);
  const { forwarder, outcomes } = await openForwarder(t, {
    endpoint: `${upstream.endpoint}/tenant/`,
    headers: { 'x-api-key': 'secret', 'content-encoding': 'br', 'Content-Type': 'text/plain' },
  });
  assert.equal(await forwarder.forward(makeBatch('plain', { encoding: 'json' }), NOTHING_FOUND), 'accepted');
  const zipped = makeBatch('zipped', { contentEncoding: 'gzip' });
  assert.equal(await forwarder.forward(zipped, NOTHING_FOUND), 'accepted');

  const [first, second] = upstream.received;
  assert.equal(first?.path, '/tenant/v1/traces');
  assert.equal(first.body.toString(), 'plain');
  assert.equal(first.headers['content-type'], 'application/json');
  assert.equal(first.headers['content-encoding'], undefined);
  assert.equal(first.headers['user-agent'], 'flawless/1.2.3');
  assert.equal(first.headers['x-api-key'], 'secret');
  assert.deepEqual(second?.body, zipped.received.bytes);
  assert.equal(second.headers['content-type'], 'application/x-protobuf');
  assert.equal(second.headers['content-encoding'], 'gzip');
  assert.equal(second.headers.via, `1.1 flawless-${OWN_ID}`);
  assert.deepEqual(Object.keys(second.headers).toSorted(), [
    'connection',
    'content-encoding',
    'content-length',
    'content-type',
    'host',
    'user-agent',
    'via',
    'x-api-key',
  ]);
  assert.deepEqual(outcomes.totals(), { batches_accepted: 2, spans_accepted: 2 });
});

test('without an upstream this is the end of the line, and that is counted', async (t) => {
  const { forward, forwarder, outcomes } = await openForwarder(t, {});
  assert.equal(await forward('one'), 'end of the line');
  assert.deepEqual(batchEndings(outcomes), { 'batches_accepted{end of the line}': 1 });
  assert.equal(forwarder.stats().upstream, 'none');
});

test('while the upstream is down batches are spooled, and they follow oldest first when it is up', async (t) => {
  const upstream = await startUpstream(t);
  const { forward, forwarder, outcomes, timers, log, spool } = await openForwarder(t, upstream);
  await upstream.down();
  assert.equal(await forward('1'), 'spooled');
  assert.deepEqual(forwarder.stats(), {
    upstream: 'failing',
    failure: 'ECONNREFUSED',
    spool: { count: 1, bytes: 4096, maxBytes: 1 << 20, oldestAgeMs: 0, setAside: 0 },
  });
  assert.equal(await forward('2'), 'spooled');

  await upstream.up();
  assert.equal(await forward('3'), 'spooled', 'the upstream is left alone until the pause is over');
  assert.deepEqual(upstream.bodies(), []);
  timers.pass();
  await until(() => spool.size().count === 0);

  assert.equal(upstream.bodies()[0], '1');
  assert.deepEqual(upstream.bodies().toSorted(), ['1', '2', '3']);
  assert.equal(await forward('4'), 'accepted');
  assert.equal(upstream.bodies()[3], '4');
  assert.deepEqual(batchEndings(outcomes), {
    batches_accepted: 1,
    'batches_accepted{from the spool}': 3,
    batches_spooled: 3,
  });
  assert.equal(forwarder.stats().upstream, 'answering');
  assert.deepEqual(
    log.lines.map((line) => line.level),
    ['warn', 'info'],
  );
});

test('what was spooled is sent after a restart, before anything new overtakes it', async (t) => {
  const dir = await makeDirectory(t);
  const upstream = await startUpstream(t, answerStatus(503));
  const before = await openForwarder(t, { ...upstream, dir });
  const zipped = makeBatch('zipped', { contentEncoding: 'gzip', encoding: 'json' });
  assert.equal(await before.forwarder.forward(zipped, NOTHING_FOUND), 'spooled');
  assert.equal(await before.forward('second'), 'spooled');
  await before.forwarder.close();
  assert.deepEqual(before.timers.delays(), [], 'nothing is left to fire');

  upstream.received.length = 0;
  upstream.answerWith(accept);
  const { forward, spool, outcomes } = await openForwarder(t, { ...upstream, dir });
  assert.equal(await forward('third'), 'spooled');
  await until(() => spool.size().count === 0);
  const [first] = upstream.received;
  assert.deepEqual(first?.body, zipped.received.bytes);
  assert.equal(first.headers['content-encoding'], 'gzip');
  assert.equal(first.headers['content-type'], 'application/json');
  assert.equal(upstream.received.length, 3);
  assert.equal(outcomes.totals()['batches_accepted{from the spool}'], 3);
  assert.deepEqual(await readdir(dir), []);
});

test('a long spool is emptied completely, each batch once, out of order only as far as there are connections', async (t) => {
  const upstream = await startUpstream(t, answerStatus(502));
  const { forward, spool, timers } = await openForwarder(t, upstream);
  const sent = Array.from({ length: 60 }, (_, i) => String(i));
  for (const text of sent) assert.equal(await forward(text), 'spooled');
  upstream.received.length = 0;
  upstream.answerWith(accept);
  timers.pass();
  await until(() => spool.size().count === 0);
  const got = upstream.bodies().map(Number);
  assert.deepEqual(
    got.toSorted((a, b) => a - b),
    sent.map(Number),
  );
  for (const [i, number] of got.entries()) assert.ok(Math.abs(i - number) < 32, `${number} came at ${i}`);
});

for (const [value, ms] of [
  ['7', 7000],
  ['Sun, 01 Mar 2026 12:00:09 GMT', 9000],
  ['soon', 1000],
  ['0', 1000],
  ['1000000000', 300_000],
] as const) {
  test(`Retry-After: ${value} makes a pause of ${ms} ms`, async (t) => {
    const upstream = await startUpstream(t, answerStatus(503, { 'retry-after': value }));
    const { forward, timers } = await openForwarder(t, upstream);
    assert.equal(await forward('one'), 'spooled');
    assert.deepEqual(timers.delays(), [ms]);
  });
}

test('many failures at the same time are one failure; those in a row make longer pauses', async (t) => {
  const upstream = await startUpstream(t, answerStatus(429));
  const { forward, timers, spool } = await openForwarder(t, upstream);
  const endings = await Promise.all(Array.from({ length: 20 }, (_, i) => forward(String(i))));
  assert.deepEqual(new Set(endings), new Set(['spooled']));
  assert.deepEqual(timers.delays(), [1000]);
  for (const ms of [1500, 2250, 3375]) {
    timers.pass();
    await until(() => timers.delays().length > 0);
    assert.deepEqual(timers.delays(), [ms]);
  }
  assert.equal(spool.size().count, 20);

  upstream.answerWith(accept);
  timers.pass();
  await until(() => spool.size().count === 0);
  upstream.answerWith(answerStatus(504));
  await forward('again');
  assert.deepEqual(timers.delays(), [1000], 'an answer makes the next pause a short one');
});

test('a refused batch is dropped, counted and never sent again, and does not block the others', async (t) => {
  const upstream = await startUpstream(t, answerStatus(503));
  const { forward, outcomes, spool, timers, log } = await openForwarder(t, upstream);
  for (const text of ['bad', 'good']) await forward(text);
  upstream.received.length = 0;
  upstream.answerWith((received, response) =>
    received.body.toString() === 'bad' ? answerStatus(400)(received, response) : accept(received, response),
  );
  timers.pass();
  await until(() => spool.size().count === 0);
  assert.equal(await forward('bad'), 'refused');
  assert.equal(await forward('bad'), 'refused');
  assert.deepEqual(upstream.bodies(), ['bad', 'good', 'bad', 'bad']);
  assert.deepEqual(batchEndings(outcomes), {
    'batches_accepted{from the spool}': 1,
    'batches_dropped{status 400, from the spool}': 1,
    'batches_dropped{status 400}': 2,
    batches_spooled: 2,
  });
  const refusals = log.lines.filter((line) => line.message.includes('refused'));
  assert.deepEqual(refusals[0]?.fields, { status: 400, detail: 'no', signal: 'traces' });
  assert.equal(refusals.length, 1, 'one line a minute');
});

test('a redirect is not followed: the batch and its secrets go nowhere else', async (t) => {
  const elsewhere = await startUpstream(t);
  const location = `${elsewhere.endpoint}/v1/traces`;
  const upstream = await startUpstream(t, answerStatus(307, { location }));
  const { forward, outcomes } = await openForwarder(t, upstream);
  assert.equal(await forward('one'), 'refused');
  assert.deepEqual(elsewhere.received, []);
  assert.deepEqual(batchEndings(outcomes), { 'batches_dropped{status 307}': 1 });
});

test('an upstream that hangs costs one time limit, and only those who were first', async (t) => {
  const upstream = await startUpstream(t, hang);
  const { forward, forwarder } = await openForwarder(t, { ...upstream, timeoutMs: 50 });
  assert.equal(await forward('one'), 'spooled');
  assert.equal(forwarder.stats().failure, 'no answer within 50 ms');
  assert.equal(await forward('two'), 'spooled');
  assert.deepEqual(upstream.bodies(), ['one']);
});

test('an answer that does not end is cut, and its status counts', async (t) => {
  const MUCH = 64 * 1024 * 1024;
  let sent = 0;
  let over = false;
  const upstream = await startUpstream(t, (_, response) => {
    const pump = () => {
      sent += 16_384;
      if (response.destroyed || sent > MUCH) response.end();
      else if (response.write(Buffer.alloc(16_384))) setImmediate(pump);
    };
    response.on('drain', pump).on('close', () => {
      over = true;
    });
    pump();
  });
  const { forward } = await openForwarder(t, upstream);
  assert.equal(await forward('one'), 'accepted');
  await until(() => over);
  assert.ok(sent < MUCH, 'only what was on its way already was sent');
});

test('a compressed answer that unpacks to far more is cut', async (t) => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const upstream = await startUpstream(t, (_, response) => {
    response.writeHead(400, { 'content-encoding': 'gzip' }).end(bomb);
  });
  const { forward } = await openForwarder(t, upstream);
  assert.equal(await forward('one'), 'refused');
});

test('an answer that trickles after its status is accepted once the time limit is over', async (t) => {
  const upstream = await startUpstream(t, (_, response) => {
    response.write('x');
  });
  const { forward } = await openForwarder(t, { ...upstream, timeoutMs: 50 });
  assert.equal(await forward('one'), 'accepted');
});

test('what a partial success leaves out is counted as dropped, in items of each signal', async (t) => {
  const upstream = await startUpstream(t, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"partialSuccess":{"rejectedSpans":"2","rejectedLogRecords":9,"rejectedDataPoints":1}}');
  });
  const { forwarder, outcomes } = await openForwarder(t, upstream);
  const send = (signal: Signal, itemCount: number) =>
    forwarder.forward(makeBatch('{}', { encoding: 'json', signal }), {
      additions: [],
      rejected: [],
      itemCount,
    });
  await send('traces', 5);
  await send('logs', 4);
  await send('metrics', 0);
  await send('profiles', 0);
  assert.deepEqual(outcomes.totals(), {
    batches_accepted: 1,
    'batches_accepted{partial success}': 3,
    'log_records_dropped{rejected by the upstream}': 4,
    spans_accepted: 3,
    'spans_dropped{rejected by the upstream}': 2,
  });
  assert.deepEqual(
    upstream.received.map(({ path }) => path),
    ['/v1/traces', '/v1/logs', '/v1/metrics', '/v1development/profiles'],
  );
});

test('a refusal for good tells what to look at, and the hops of a batch are passed on', async (t) => {
  const upstream = await startUpstream(t, answerStatus(508));
  const { forwarder, log } = await openForwarder(t, upstream);
  const hops = ['00112233aabbccdd'];
  assert.equal(await forwarder.forward(makeBatch('x', { hops }), NOTHING_FOUND), 'refused');
  assert.equal(upstream.received[0]?.headers.via, `1.1 flawless-00112233aabbccdd, 1.1 flawless-${OWN_ID}`);
  assert.match(log.lines[0]?.message ?? '', /upstream_endpoint leads back to this Flawless/);
});

test('of many clients that wait only so many are kept waiting; the others are spooled at once', async (t) => {
  const upstream = await startUpstream(t, hang);
  const { forward, spool } = await openForwarder(t, { ...upstream, maxBytes: 1 << 22, timeoutMs: 60_000 });
  let answered = 0;
  const all = Array.from({ length: 300 }, async (_, i) => {
    const ending = await forward(String(i));
    answered += 1;
    return ending;
  });
  await until(() => answered === 44);
  assert.equal(spool.size().count, 44);
  assert.ok(upstream.received.length <= 32);
  upstream.answerWith(accept);
  await upstream.down();
  assert.deepEqual(new Set(await Promise.all(all)), new Set(['spooled']));
});

test('partial success is counted and told, in both encodings, and not sent again', async (t) => {
  const upstream = await startUpstream(t, (received, response) => {
    const json = received.headers['content-type'] === 'application/json';
    response.setHeader('content-type', received.headers['content-type'] ?? '');
    response.end(
      json
        ? '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"old"}}'
        : Buffer.from([0x0a, 0x07, 0x08, 0x02, 0x12, 0x03, ...Buffer.from('old')]),
    );
  });
  const { forwarder, outcomes, log } = await openForwarder(t, upstream);
  assert.equal(await forwarder.forward(makeBatch('{}', { encoding: 'json' }), NOTHING_FOUND), 'accepted');
  assert.equal(await forwarder.forward(makeBatch('pb'), NOTHING_FOUND), 'accepted');
  assert.deepEqual(batchEndings(outcomes), { 'batches_accepted{partial success}': 2 });
  assert.deepEqual(log.lines[0]?.fields, { rejected: 2, message: 'old', signal: 'traces' });
  assert.equal(upstream.received.length, 2);
});

test('a full spool sends the batch back to the client, and takes batches again when there is room', async (t) => {
  const upstream = await startUpstream(t, answerStatus(503));
  const { forwarder, forward, spool, outcomes, timers } = await openForwarder(t, {
    ...upstream,
    maxBytes: 8192,
  });
  const checkRoom = () => forwarder.checkRoom(makeBatch('3'));
  checkRoom();
  assert.equal(await forward('1'), 'spooled');
  assert.equal(await forward('2'), 'spooled');
  await assert.rejects(
    forward('3'),
    (error) => error instanceof ForwardBusy && error.cause instanceof SpoolFull,
  );
  assert.throws(checkRoom, ForwardBusy, 'it can be refused before anything is done with it');
  assert.deepEqual(batchEndings(outcomes), { batches_spooled: 2 });

  upstream.received.length = 0;
  upstream.answerWith(accept);
  timers.pass();
  await until(() => spool.size().count === 0);
  checkRoom();
  assert.equal(await forward('3'), 'accepted');
  assert.deepEqual(upstream.bodies().toSorted(), ['1', '2', '3']);
});

test('a spool that cannot be written stops nothing while the upstream answers', async (t) => {
  const dir = await makeDirectory(t);
  const upstream = await startUpstream(t);
  const { forward, timers } = await openForwarder(t, { ...upstream, dir });
  await rm(dir, { recursive: true });
  assert.equal(await forward('1'), 'accepted');
  upstream.answerWith(answerStatus(503));
  await assert.rejects(forward('2'), isBusy);
  upstream.answerWith(accept);
  await assert.rejects(forward('3'), isBusy);
  timers.pass();
  assert.equal(await forward('4'), 'accepted');
});

function isBusy(error: unknown): boolean {
  return error instanceof ForwardBusy && error.cause instanceof SpoolUnavailable;
}

test('a damaged spool file is set aside and counted, and the others are sent', async (t) => {
  const dir = await makeDirectory(t);
  const upstream = await startUpstream(t, answerStatus(503));
  const { forward, spool, timers, outcomes } = await openForwarder(t, { ...upstream, dir });
  for (const text of ['truncated', 'deleted', 'overwritten', 'whole']) await forward(text);
  const [truncated = '', deleted = '', overwritten = ''] = (await readdir(dir)).toSorted();
  await truncate(join(dir, truncated), 40);
  await rm(join(dir, deleted));
  await writeFile(join(dir, overwritten), 'junk');
  upstream.received.length = 0;
  upstream.answerWith(accept);
  timers.pass();
  await until(() => spool.size().count === 0);
  assert.deepEqual(upstream.bodies(), ['whole']);
  assert.equal(outcomes.totals()['batches_dropped{damaged file, from the spool}'], 3);
  assert.deepEqual((await readdir(dir)).toSorted(), [`${truncated}.corrupt`, `${overwritten}.corrupt`]);
});

function batchEndings(outcomes: Outcomes): Readonly<Record<string, number>> {
  const batches = Object.entries(outcomes.totals()).filter(([name]) => name.startsWith('batches_'));
  return Object.fromEntries(batches);
}

// The upstream's time limit must not be what ends these.
const UNHURRIED = { timeout: 30_000 };

test('close ends the attempts in flight and leaves their batches in the spool', UNHURRIED, async (t) => {
  const dir = await makeDirectory(t);
  const upstream = await startUpstream(t, hang);
  const { forward, forwarder, timers, log, spool } = await openForwarder(t, {
    ...upstream,
    dir,
    timeoutMs: 60_000,
  });
  const inFlight = Array.from({ length: 20 }, (_, i) => forward(String(i)));
  await until(() => upstream.received.length === 20);
  await forwarder.close();
  assert.deepEqual(new Set(await Promise.all(inFlight)), new Set(['spooled']));
  assert.equal(await forward('late'), 'spooled');
  assert.deepEqual(timers.delays(), []);
  assert.deepEqual(log.lines, [], 'stopping is no failure of the upstream');
  assert.equal(spool.size().count, 21);
});

test('close ends a drain in flight and its batch stays in the spool', UNHURRIED, async (t) => {
  const dir = await makeDirectory(t);
  const upstream = await startUpstream(t, answerStatus(503));
  const { forward, forwarder, timers, spool } = await openForwarder(t, {
    ...upstream,
    dir,
    timeoutMs: 60_000,
  });
  await forward('one');
  upstream.received.length = 0;
  upstream.answerWith(hang);
  timers.pass();
  await until(() => upstream.received.length === 1);
  await forwarder.close();
  assert.equal(spool.size().count, 1);
  assert.equal((await readdir(dir)).length, 1);
});
