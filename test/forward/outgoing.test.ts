import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { toOutgoing } from '../../src/forward/outgoing.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { makeBatch } from './fixtures.ts';

const plain = makeBatch('some spans');
const zipped = makeBatch('some spans', { gzip: true });

test('a batch that is not changed travels on as the very bytes it came as', async () => {
  assert.equal((await toOutgoing(plain, [], 'received')).body, plain.received.bytes);
  assert.equal((await toOutgoing(zipped, [], 'received')).body, zipped.received.bytes);
  assert.equal((await toOutgoing(zipped, [], 'gzip')).body, zipped.received.bytes);
  assert.equal((await toOutgoing(plain, [], 'none')).body, plain.received.bytes);
});

test('compression is changed only when it is configured to be', async () => {
  const compressed = await toOutgoing(plain, [], 'gzip');
  assert.equal(compressed.contentEncoding, 'gzip');
  assert.equal(gunzipSync(compressed.body).toString(), 'some spans');
  const unpacked = await toOutgoing(zipped, [], 'none');
  assert.equal(unpacked.contentEncoding, 'identity');
  assert.equal(Buffer.from(unpacked.body).toString(), 'some spans');
});

test('a batch with additions is spliced and compressed again as it came', async () => {
  const before =
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","unknown":1e3,"events":[{"attributes":[' +
    '{"key":"exception.type","value":{"stringValue":"E"}}';
  const after = ']}]}]}]}]}';
  const batch = makeBatch(before + after, { encoding: 'json', gzip: true });
  const [span] = scanTraces(batch.bytes, 'json', new Set(['exception.type'])).spans;
  const place = span?.events[0]?.place;
  assert.ok(place);
  const outgoing = await toOutgoing(batch, [{ place, attributes: { 'flawless.error.id': 'x' } }], 'received');
  assert.equal(outgoing.contentEncoding, 'gzip');
  assert.equal(outgoing.contentType, 'application/json');
  const added = ',{"key":"flawless.error.id","value":{"stringValue":"x"}}';
  assert.equal(gunzipSync(outgoing.body).toString(), before + added + after);
});
