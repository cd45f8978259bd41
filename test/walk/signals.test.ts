import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { findFreePort } from '../helpers/free-port.ts';
import { serializeSpans } from './exporters.ts';
import { makeStreet, readOutcomes, readReport, startIn } from './street.ts';

const TLS = join(import.meta.dirname, '../fixtures/tls');
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

function describe(error: Error) {
  return [
    text('exception.type', error.name),
    text('exception.message', error.message),
    text('exception.stacktrace', error.stack ?? ''),
  ];
}

function makeLogs(error: Error, revision: string): string {
  const record = { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', body: { stringValue: 'it broke' } };
  const logRecords = [{ severityNumber: 9 }, { ...record, severityNumber: 17, attributes: describe(error) }];
  const resource = { attributes: [text('service.name', 'shop'), text('vcs.ref.head.revision', revision)] };
  return JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] });
}

function makeTraces(error: Error, revision: string): string {
  const event = { name: 'http.server.request.exception', attributes: describe(error) };
  const span = { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', name: 'GET /cart', events: [event] };
  const resource = { attributes: [text('service.name', 'shop'), text('vcs.ref.head.revision', revision)] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
}

function post(url: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', body, headers: { ...type, ...headers } });
}

test('an exception in a log record is blamed and enriched, and its copy on the span is not counted again', async (context) => {
  const { shop, upstream, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  const error = shop.breakCart();
  const logs = gzipSync(makeLogs(error, shop.revision));
  const answer = await post(`${flawless.otlp}/v1/logs`, logs, { 'content-encoding': 'gzip' });
  assert.deepEqual([answer.status, await answer.text()], [200, '{}']);
  assert.equal((await post(`${flawless.otlp}/v1/traces`, makeTraces(error, shop.revision))).status, 200);

  const [reported, ...others] = await readReport(flawless);
  assert.deepEqual([reported?.developer, reported?.count, others], ['bob@shop.test', 1, []]);
  const [sent] = upstream.received;
  assert.equal(sent?.path, '/v1/logs');
  assert.equal(sent?.headers['content-encoding'], 'gzip');
  const forwarded = gunzipSync(sent?.body ?? '').toString();
  assert.match(forwarded, new RegExp(`"flawless.error.id","value":{"stringValue":"${reported?.error_id}"`));
  assert.match(forwarded, /^\{"resourceLogs":.*"body":\{"stringValue":"it broke"\}/);
  const { exceptions_received, exceptions_counted, exceptions_duplicate, ...outcomes } =
    await readOutcomes(flawless);
  assert.deepEqual([exceptions_received, exceptions_counted, exceptions_duplicate], [2, 1, 1]);
  assert.deepEqual([outcomes['log_records_received'], outcomes['log_records_accepted']], [2, 2]);
  assert.deepEqual([outcomes['spans_received'], outcomes['spans_accepted']], [1, 1]);
});

test('what has nothing to extract travels on as the very bytes it came as, whatever its signal', async (context) => {
  const { upstream, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  const paths = ['/v1/traces', '/v1/logs', '/v1/metrics', '/v1development/profiles'];
  const json = Buffer.from('{ "unknownField": [1.0, 18446744073709551615] , "b":"\\u00e4"}');
  const encodings = { identity: json, gzip: gzipSync(json), zstd: zstdCompressSync(json) };
  for (const path of paths)
    for (const [encoding, body] of Object.entries(encodings)) {
      const headers: Record<string, string> = encoding === 'identity' ? {} : { 'content-encoding': encoding };
      assert.equal((await post(flawless.otlp + path, Buffer.from(body), headers)).status, 200);
      const sent = upstream.received.at(-1);
      assert.deepEqual([sent?.path, sent?.headers['content-encoding']], [path, headers['content-encoding']]);
      assert.ok(sent?.body.equals(body));
    }
});

test('a log record that is not valid is told to the client and cut out, and the others travel on', async (context) => {
  const { shop, upstream, configure } = await makeStreet(context);
  const flawless = await startIn(context, configure());
  const invalid = { body: { stringValue: 'bad' }, attributes: [...describe(new Error('bad')), 5] };
  const whole = makeLogs(shop.breakCart(), shop.revision);
  const mixed = whole.replace('"logRecords":[', `"logRecords":[${JSON.stringify(invalid)} , `);
  const message = 'Some log records were not valid OTLP and were left out.';

  const answer = await post(`${flawless.otlp}/v1/logs`, mixed);
  const partialSuccess = { rejectedLogRecords: '1', errorMessage: message };
  assert.deepEqual([answer.status, await answer.json()], [200, { partialSuccess }]);
  const [reported] = await readReport(flawless);
  assert.equal(reported?.count, 1);
  const sent = upstream.received[0]?.body.toString() ?? '';
  assert.match(sent, new RegExp(`"flawless.error.id","value":{"stringValue":"${reported?.error_id}"`));
  const [head = '', tail = ''] = whole.split(']}]}]}');
  assert.ok(sent.startsWith(head) && sent.endsWith(`]}]}]}${tail}`), sent);

  const allInvalid = { resourceLogs: [{ scopeLogs: [{ logRecords: [invalid, invalid] }] }] };
  const empty = await post(`${flawless.otlp}/v1/logs`, JSON.stringify(allInvalid));
  assert.deepEqual(await empty.json(), {
    partialSuccess: { rejectedLogRecords: '2', errorMessage: message },
  });
  const outcomes = await readOutcomes(flawless);
  const names = ['log_records_received', 'log_records_accepted', 'log_records_rejected'];
  assert.deepEqual(
    names.map((name) => outcomes[name]),
    [5, 2, 3],
  );
  const { batches_received, batches_accepted, 'batches_dropped{nothing valid in it}': dropped } = outcomes;
  assert.deepEqual([batches_received, batches_accepted, dropped], [2, 1, 1]);
  assert.equal(upstream.received.length, 1, 'nothing is left of the second');
});

test('with tls_cert and tls_key the OTLP port speaks https', async (context) => {
  const { configure, upstream } = await makeStreet(context);
  const options = { tls_cert: join(TLS, 'localhost.crt'), tls_key: join(TLS, 'localhost.key') };
  const flawless = await startIn(context, configure(options));
  const ca = readFileSync(options.tls_cert);
  const { port, protocol } = new URL(flawless.otlp);
  const status = await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    request({ host: 'localhost', port, path: '/v1/traces', method: 'POST', headers, ca }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end('{}');
  });
  assert.deepEqual([protocol, status, upstream.received.length], ['https:', 200, 1]);
});

test('a browser on an allowed page may send, and no other', async (context) => {
  const { configure } = await makeStreet(context);
  const flawless = await startIn(context, configure({ cors_allowed_origins: ['https://*.shop.test'] }));
  const ask = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const answer = await fetch(`${flawless.otlp}/v1/traces`, { method: 'OPTIONS', headers });
    return answer.headers.get('access-control-allow-origin');
  };
  assert.equal(await ask('https://www.shop.test'), 'https://www.shop.test');
  assert.equal(await ask('https://www.shop.test.evil.example'), null);
});

test('in a circle of two, a batch goes round once and then ends, counted', async (context) => {
  const [one, other] = [await findFreePort(), await findFreePort()];
  const first = await startAt(context, one, other);
  const second = await startAt(context, other, one);
  const body = serializeSpans((tracer) => void tracer.startSpan('ok'));
  const headers = { 'content-type': 'application/x-protobuf' };
  assert.equal((await post(`${first.otlp}/v1/traces`, body, headers)).status, 200);
  const [at1, at2] = [await readOutcomes(first), await readOutcomes(second)];
  assert.deepEqual([at1['requests'], at1['requests_refused{508}'], at1['batches_accepted']], [1, 1, 1]);
  assert.deepEqual([at2['requests'], at2['spans_dropped{status 508}']], [1, 1]);
});

async function startAt(context: TestContext, port: number, upstreamPort: number) {
  const { configure } = await makeStreet(context);
  return startIn(context, configure({ port, upstream_endpoint: `http://127.0.0.1:${upstreamPort}` }));
}
