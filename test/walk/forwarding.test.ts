import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually } from '../helpers/eventually.ts';
import { createTracing, postTraces, serializeSpans } from './exporters.ts';
import { makeStreet, readOutcomes, readReport, startIn } from './street.ts';

function makeSpans(n: number) {
  return serializeSpans((tracer) => {
    for (let i = 0; i < n; i++) tracer.startSpan(`span ${i}`).addEvent('log', { i });
  });
}

test('10,000 spans without exceptions reach the upstream as the bytes that were sent', async (context) => {
  const { upstream, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  const plain = makeSpans(10_000);
  const packed = gzipSync(plain);
  assert.equal((await postTraces(flawless.otlp, plain)).status, 200);
  assert.equal((await postTraces(flawless.otlp, packed, { 'content-encoding': 'gzip' })).status, 200);
  const [first, second] = upstream.received;
  assert.ok(first?.body.equals(plain));
  assert.ok(second?.body.equals(packed), 'still compressed, as it came');
  assert.equal(second?.headers['content-encoding'], 'gzip');
});

test('the example of the OTLP specification, sent as curl would, is answered with {}', async (context) => {
  const { upstream, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  const example = `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"my.service"}}]},
    "scopeSpans":[{"scope":{"name":"my.library","version":"1.0.0"},"spans":[{
    "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"EEE19B7EC3C1B173",
    "name":"I'm a server span","startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
    "kind":2,"attributes":[{"key":"my.span.attr","value":{"stringValue":"some value"}}]}]}]}]}`;
  const response = await postTraces(flawless.otlp, example, { 'content-type': 'application/json' });
  assert.deepEqual([response.status, await response.text()], [200, '{}']);
  assert.equal(response.headers.get('content-type'), 'application/json');
  assert.equal(upstream.received[0]?.body.toString(), example);
});

test('an upstream that is down loses nothing and stops neither counting nor mail', async (context) => {
  const { shop, upstream, smtp, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  await upstream.goDown();
  const resource = { 'vcs.ref.head.revision': shop.revision };
  const tracing = createTracing({ url: flawless.otlp, encoding: 'protobuf', resource });
  tracing.recordNested(shop.breakCart());
  await tracing.shutdown();
  await eventually('the mail', () => smtp.received[0]);
  assert.equal((await readReport(flawless))[0]?.count, 1);
  assert.equal((await readOutcomes(flawless))['batches_spooled'], 1);
  assert.equal(upstream.received.length, 0);

  await upstream.comeBack();
  const sent = await eventually('the spooled batch', () => upstream.received[0]);
  assert.ok(sent.body.includes('flawless.error.id'), 'what was spooled is enriched too');
});

test('what was spooled survives being killed, and goes out after the next start', async (context) => {
  const { upstream, configure } = await makeStreet(context);
  const confPath = configure();
  const flawless = await startIn(context, confPath);
  await upstream.goDown();
  const body = makeSpans(5);
  assert.equal((await postTraces(flawless.otlp, body)).status, 200);
  await flawless.kill();
  await upstream.comeBack();
  await startIn(context, confPath);
  const sent = await eventually('the spooled batch', () => upstream.received[0]);
  assert.ok(sent.body.equals(body));
});
