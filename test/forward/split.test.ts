import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Forwarder } from '../../src/forward/forwarder.ts';
import type { ContentEncoding } from '../../src/otlp/encoding.ts';
import type { Signal } from '../../src/otlp/signal.ts';
import { makeBatch, makeDirectory, openForwarder, until } from './fixtures.ts';
import { accept, answerStatus, startUpstream } from './loopback-upstream.ts';
import type { Answer, Received } from './loopback-upstream.ts';

const NAMES = Array.from({ length: 10 }, (_, i) => `item-${i}`);

const WRITE = {
  traces: (names: readonly string[]) =>
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: names.map((name) => ({ name })) }] }] }),
  logs: (names: readonly string[]) =>
    JSON.stringify({
      resourceLogs: [{ scopeLogs: [{ logRecords: names.map((eventName) => ({ eventName })) }] }],
    }),
} as const;

const UNPACK: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: (body) => gunzipSync(body),
  zstd: (body) => zstdDecompressSync(body),
};

function readNames({ body, headers }: Received): readonly string[] {
  const bytes = (UNPACK[headers['content-encoding'] ?? ''] ?? ((same) => same))(body);
  return bytes.toString().match(/item-\d+/g) ?? [];
}

/** Takes up to so many items at a time. */
function takeAtMost(most: number): Answer {
  return (received, response) =>
    (readNames(received).length > most ? answerStatus(413) : accept)(received, response);
}

function forwardAll(
  forwarder: Forwarder,
  {
    signal = 'traces',
    contentEncoding = 'identity',
  }: { signal?: 'traces' | 'logs'; contentEncoding?: ContentEncoding } = {},
  names = NAMES,
) {
  const batch = makeBatch(WRITE[signal](names), { signal, encoding: 'json', contentEncoding });
  return forwarder.forward(batch, { additions: [], rejected: [], itemCount: names.length });
}

function namesTaken(received: readonly Received[], most: number): readonly string[] {
  return received
    .map(readNames)
    .filter((names) => names.length <= most)
    .flat();
}

for (const [signal, items] of [
  ['traces', 'spans'],
  ['logs', 'log_records'],
] as const satisfies readonly (readonly [Signal, string])[])
  for (const contentEncoding of ['identity', 'gzip', 'zstd'] as const)
    test(`${signal} in ${contentEncoding} that are too large for the upstream arrive in parts, in order`, async (t) => {
      const upstream = await startUpstream(t, takeAtMost(3));
      const { forwarder, outcomes } = await openForwarder(t, upstream);
      assert.equal(await forwardAll(forwarder, { signal, contentEncoding }), 'accepted');
      assert.deepEqual(namesTaken(upstream.received, 3), NAMES);
      assert.ok(
        upstream.received.every(
          ({ headers }) => (headers['content-encoding'] ?? 'identity') === contentEncoding,
        ),
      );
      const totals = outcomes.totals();
      assert.equal(totals[`${items}_accepted`], 10);
      assert.equal(totals['batches_accepted'], 1 + (totals['batches_received{split for the upstream}'] ?? 0));
    });

test('a single item that is too large is dropped and counted, and the others arrive in order', async (t) => {
  const upstream = await startUpstream(t, (received, response) => {
    const isTooLarge = readNames(received).includes('item-4');
    (isTooLarge ? answerStatus(413) : accept)(received, response);
  });
  const { forwarder, outcomes } = await openForwarder(t, upstream);
  assert.equal(await forwardAll(forwarder), 'accepted');
  assert.deepEqual(outcomes.totals()['spans_dropped{status 413}'], 1);
  assert.equal(outcomes.totals()['spans_accepted'], 9);
  const arrived = upstream.received.map(readNames).filter((names) => !names.includes('item-4'));
  assert.deepEqual(
    arrived.flat(),
    NAMES.filter((name) => name !== 'item-4'),
  );
});

test('what is no request that can be divided is dropped with its status', async (t) => {
  const upstream = await startUpstream(t, answerStatus(413));
  const { forward, outcomes } = await openForwarder(t, upstream);
  assert.equal(await forward('nonsense'), 'refused');
  assert.deepEqual(outcomes.totals(), { 'batches_dropped{status 413}': 1, 'spans_dropped{status 413}': 1 });
});

test('when the upstream fails between the parts, the rest is spooled in order', async (t) => {
  const upstream = await startUpstream(t, (received, response) => {
    const names = readNames(received);
    const answer =
      names.length > 5 ? answerStatus(413) : names.includes('item-0') ? accept : answerStatus(503);
    answer(received, response);
  });
  const { forwarder, outcomes, spool, timers } = await openForwarder(t, upstream);
  assert.equal(await forwardAll(forwarder), 'spooled');
  assert.equal(outcomes.totals()['spans_accepted'], 5);
  assert.equal(outcomes.totals()['spans_spooled'], 5);
  upstream.received.length = 0;
  upstream.answerWith(accept);
  timers.pass();
  await until(() => spool.size().count === 0);
  assert.deepEqual(namesTaken(upstream.received, 10), NAMES.slice(5));
});

test('a spooled batch that is too large is halved on the disk, between its neighbours, and a restart goes on from there', async (t) => {
  const dir = await makeDirectory(t);
  const upstream = await startUpstream(t, answerStatus(503));
  const before = await openForwarder(t, { ...upstream, dir });
  await forwardAll(before.forwarder, {}, ['item-100']);
  await forwardAll(before.forwarder, { contentEncoding: 'gzip' });
  await forwardAll(before.forwarder, {}, ['item-200']);
  upstream.answerWith((received, response) => {
    const names = readNames(received);
    const answer =
      names.length > 3 ? answerStatus(413) : names[0] === 'item-100' ? accept : answerStatus(503);
    answer(received, response);
  });
  const [, whole] = (await readdir(dir)).toSorted();
  const bytes = await readFile(join(dir, whole ?? ''));
  before.timers.pass();
  await until(() => before.timers.delays().length > 0 && before.spool.size().count > 2);
  await before.forwarder.close();
  await writeFile(join(dir, whole ?? ''), bytes);

  upstream.received.length = 0;
  upstream.answerWith(takeAtMost(3));
  const after = await openForwarder(t, { ...upstream, dir });
  await until(() => after.spool.size().count === 0);
  const taken = namesTaken(upstream.received, 3);
  assert.deepEqual(taken.toSorted(), [...NAMES, 'item-200'].toSorted(), 'each arrives once');
  const totals = { ...after.outcomes.totals() };
  assert.equal(totals['spans_accepted{from the spool}'], 11);
  assert.equal(
    totals['batches_accepted{from the spool}'],
    3 + (totals['batches_spooled{split for the upstream, from the spool}'] ?? 0),
  );
  assert.deepEqual(await readdir(dir), []);
});
