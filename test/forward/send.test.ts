import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readPartialSuccess } from '../../src/forward/partial-success.ts';
import { toBackoffMs } from '../../src/forward/pause.ts';
import { parseRetryAfter } from '../../src/forward/retry-after.ts';
import { createSend } from '../../src/forward/send.ts';
import { toSignalUrls } from '../../src/forward/signal-urls.ts';
import type { Signal } from '../../src/otlp/signal.ts';
import { makeOutgoing, NOW, OWN_ID } from './fixtures.ts';
import { answerStatus, startUpstream } from './loopback-upstream.ts';

const settings = { headers: {}, version: '0', instanceId: OWN_ID, now: () => NOW };

test('429, 502, 503 and 504 are tried again; every 2xx is accepted; all else is refused', async (t) => {
  const upstream = await startUpstream(t);
  const stop = new AbortController().signal;
  const send = createSend({ ...settings, endpoint: upstream.endpoint, stop });
  for (let status = 200; status < 600; status++) {
    upstream.answerWith(answerStatus(status));
    const { ending } = await send(makeOutgoing(''), 5000);
    const retryable = [429, 502, 503, 504].includes(status);
    assert.equal(ending, retryable ? 'retryable' : status < 300 ? 'accepted' : 'refused', String(status));
  }
});

test('a host that does not exist, and an answer that is not HTTP, are tried again', async (t) => {
  const stop = new AbortController().signal;
  const unknown = createSend({ ...settings, endpoint: 'http://no-such-host.invalid', stop });
  assert.equal((await unknown(makeOutgoing(''), 5000)).ending, 'retryable');
  const upstream = await startUpstream(t, (_, response) => {
    response.socket?.end('220 mail.example.com ESMTP\r\n');
  });
  const mail = createSend({ ...settings, endpoint: upstream.endpoint, stop });
  assert.equal((await mail(makeOutgoing(''), 5000)).ending, 'retryable');
});

test('a header that HTTP cannot carry is named, without its value', () => {
  assert.throws(
    withHeaders({ authorization: 'se\ncret' }),
    /^StartFailure: upstream_headers: authorization is not (?!.*cret)/,
  );
  assert.throws(withHeaders({ 'a b': 'c' }), /upstream_headers: a b is not/);
});

const withHeaders = (headers: Record<string, string>) => () =>
  createSend({ ...settings, headers, endpoint: 'http://x', stop: new AbortController().signal });

test('each signal goes to its own path below that of the endpoint', () => {
  const cases = [
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['http://collector:4318/', 'http://collector:4318/v1/traces'],
    ['https://saas.example/otlp', 'https://saas.example/otlp/v1/traces'],
    ['https://saas.example/otlp/?key=1', 'https://saas.example/otlp/v1/traces?key=1'],
  ] as const;
  for (const [endpoint, url] of cases) assert.equal(toSignalUrls(endpoint).traces.href, url);
  const urls = toSignalUrls('http://c/x');
  assert.deepEqual(
    Object.values(urls).map(({ href }) => href),
    [
      'http://c/x/v1/traces',
      'http://c/x/v1/logs',
      'http://c/x/v1/metrics',
      'http://c/x/v1development/profiles',
    ],
  );
  for (const endpoint of ['', 'collector:4318', 'grpc://collector', '/v1/traces'])
    assert.throws(() => toSignalUrls(endpoint), /not an http:\/\/ or https:\/\/ URL/);
  assert.throws(() => toSignalUrls('http://u:secret@x'), /^(?!.*secret).*upstream_headers/);
});

test('Retry-After is seconds or an HTTP date, at most five minutes, and nothing else', () => {
  const cases = [
    [undefined, 0],
    ['', 0],
    ['5', 5000],
    [' 5 ', 5000],
    ['0', 0],
    ['-5', 0],
    ['1.5', 0],
    ['5 minutes', 0],
    ['99999999999999999999999', 300_000],
    ['9'.repeat(400), 300_000],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Sun, 01 Mar 2099 11:00:00 GMT', 300_000],
    ['Sun, 99 Foo 2026 12:00:30 GMT', 0],
    ['2026-03-01T12:00:30Z', 0],
    ['tomorrow', 0],
  ] as const;
  for (const [value, ms] of cases) assert.equal(parseRetryAfter(value, NOW), ms, String(value));
  fc.assert(
    fc.property(fc.string(), (value) => {
      const ms = parseRetryAfter(value, NOW);
      return ms >= 0 && ms <= 300_000;
    }),
  );
});

test('pauses grow by half from one second to thirty, give or take a fifth', () => {
  assert.deepEqual(
    [0, 1, 2, 8, 9, 2000].map((failures) => toBackoffMs(failures, 0.5)),
    [1000, 1500, 2250, 25_629, 30_000, 30_000],
  );
  assert.equal(toBackoffMs(0, 0), 800);
  assert.equal(toBackoffMs(0, 1), 1200);
});

test('partial success is read where there is one, for each signal, and nonsense is none', () => {
  assert.deepEqual(json('{"partialSuccess":{"rejectedSpans":3}}'), { rejected: 3, message: '' });
  assert.deepEqual(json('{"partialSuccess":{"rejectedLogRecords":"4"}}', 'logs'), {
    rejected: 4,
    message: '',
  });
  assert.deepEqual(
    json('{"partialSuccess":{"rejectedDataPoints":5,"errorMessage":"a\\nb\\u202ec"}}', 'metrics'),
    {
      rejected: 5,
      message: 'a b c',
    },
  );
  assert.deepEqual(readPartialSuccess(Buffer.from([0x0a, 0x02, 0x08, 0x06]), 'logs', 'protobuf'), {
    rejected: 6,
    message: '',
  });
  assert.deepEqual(json('{"partialSuccess":{"errorMessage":"hm"}}'), { rejected: 0, message: 'hm' });
  assert.equal(json('{"partialSuccess":{"rejectedProfiles":1}}', 'profiles'), null);
  for (const text of [
    '',
    '{}',
    'null',
    '[]',
    '7',
    '{"partialSuccess":7}',
    '{"partialSuccess":null}',
    '<html>',
  ])
    assert.equal(json(text), null, text);
  for (const rejected of ['-1', '1e400', '"x"', '{}', '[1]', 'true'])
    assert.equal(json(`{"partialSuccess":{"rejectedSpans":${rejected}}}`), null, rejected);
  const signals = fc.constantFrom('traces', 'logs', 'metrics', 'profiles');
  const encodings = fc.constantFrom('json', 'protobuf');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), signals, encodings, (body, signal, encoding) => {
      const said = readPartialSuccess(body, signal, encoding);
      return said === null || (Number.isSafeInteger(said.rejected) && said.message.length <= 500);
    }),
  );
});

function json(text: string, signal: Signal = 'traces') {
  return readPartialSuccess(Buffer.from(text), signal, 'json');
}
