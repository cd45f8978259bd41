import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { toOutgoing } from '../../src/forward/outgoing.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { makeBatch, NOTHING_FOUND } from './fixtures.ts';

const plain = makeBatch('some spans');
const zipped = makeBatch('some spans', { contentEncoding: 'gzip' });
const zstd = makeBatch('some spans', { contentEncoding: 'zstd' });

test('a batch that is not changed travels on as the very bytes it came as', async () => {
  const pairs = [
    [plain, 'received'],
    [plain, 'none'],
    [zipped, 'received'],
    [zipped, 'gzip'],
    [zstd, 'received'],
  ] as const;
  for (const [batch, compression] of pairs)
    assert.equal((await toOutgoing(batch, NOTHING_FOUND, compression)).body, batch.received.bytes);
});

test('compression is changed only when it is configured to be', async () => {
  for (const batch of [plain, zstd]) {
    const compressed = await toOutgoing(batch, NOTHING_FOUND, 'gzip');
    assert.equal(compressed.contentEncoding, 'gzip');
    assert.equal(gunzipSync(compressed.body).toString(), 'some spans');
  }
  for (const batch of [zipped, zstd]) {
    const unpacked = await toOutgoing(batch, NOTHING_FOUND, 'none');
    assert.equal(unpacked.contentEncoding, 'identity');
    assert.equal(unpacked.body, batch.bytes);
  }
});

test('what is rejected is cut out, and what is added is added', async () => {
  const good = '{"events":[{"attributes":[{"key":"exception.type"}]}]}';
  const bad = '{"events":[{"attributes":[{"key":"exception.type"},5]}]}';
  const batch = makeBatch(wrapSpans(`${bad},${good}`), { encoding: 'json', contentEncoding: 'gzip' });
  const { matched, rejected } = scanTraces(batch.bytes, 'json', createWantedKeys(['exception.type']));
  const additions = matched.map(({ place }) => ({ place, attributes: { k: true } }));
  const both = await toOutgoing(batch, { additions, rejected, itemCount: 1 }, 'received');
  const added = ',"attributes":[{"key":"k","value":{"boolValue":true}}]}';
  assert.equal(gunzipSync(both.body).toString(), wrapSpans(good.slice(0, -1) + added));
  const cut = await toOutgoing(batch, { additions: [], rejected, itemCount: 1 }, 'received');
  assert.deepEqual([gunzipSync(cut.body).toString(), cut.itemCount], [wrapSpans(good), 1]);
});

function wrapSpans(spans: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`;
}

const UNPACK = { gzip: gunzipSync, zstd: zstdDecompressSync };

for (const contentEncoding of ['gzip', 'zstd'] as const)
  test(`a batch with additions is spliced and compressed again with ${contentEncoding}, as it came`, async () => {
    const before =
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"a","unknown":1e3,"events":[{"attributes":[' +
      '{"key":"exception.type","value":{"stringValue":"E"}}';
    const after = ']}]}]}]}]}';
    const batch = makeBatch(before + after, { encoding: 'json', contentEncoding });
    const [span] = scanTraces(batch.bytes, 'json', createWantedKeys(['exception.type'])).matched;
    const place = span?.events[0]?.place;
    assert.ok(place);
    const additions = [{ place, attributes: { 'flawless.error.id': 'x' } }];
    const outgoing = await toOutgoing(batch, { additions, rejected: [], itemCount: 1 }, 'received');
    assert.equal(outgoing.contentEncoding, contentEncoding);
    assert.equal(outgoing.encoding, 'json');
    const added = ',{"key":"flawless.error.id","value":{"stringValue":"x"}}';
    assert.equal(UNPACK[contentEncoding](outgoing.body).toString(), before + added + after);
  });
