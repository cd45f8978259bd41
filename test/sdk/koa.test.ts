import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { Router } from '@koa/router';
import { trace } from '@opentelemetry/api';
import Koa from 'koa';

import { flawlessKoa } from '../../sdk/src/koa.ts';
import { wrapFunction } from '../../sdk/src/wrap-function.ts';
import { listExceptions, readText, startTracing } from './start-tracing.ts';

const tracing = startTracing();
const escaped: unknown[] = [];

const router = new Router();
router.get('/carts/:id', async () => {
  await Promise.resolve();
  throw new TypeError('no price');
});
router.get(
  '/nested',
  wrapFunction(async () => {
    throw new Error('once');
  }),
);
router.get('/refused', (context) => context.throw(422, 'not like that'));
router.get('/broken', (context) => context.throw(503, 'no database', { expose: true }));
router.get('/text', () => {
  throw 'a text';
});
router.get('/fine', (context) => {
  context.body = 'fine';
});

const app = new Koa();
app.on('error', (error) => escaped.push(error));
app.use((_, next) =>
  trace.getTracer('test').startActiveSpan('request', (span) => next().finally(() => span.end())),
);
app.use(flawlessKoa({ headers: ['X-Shop', 'cookie'] }));
app.use(router.routes());
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());

const HEADERS = { connection: 'close', 'x-shop': 'blue', cookie: 'session=hunter2' };

async function get(path: string) {
  tracing.takeSpans();
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: HEADERS });
  const body = await response.text();
  const [span] = tracing.takeSpans();
  if (span === undefined) throw new Error('the request had no span');
  return { status: response.status, body, span };
}

test('records what a handler throws with its request, without secrets, and lets Koa answer', async () => {
  const { status, span } = await get('/carts/17?token=hunter2');
  assert.equal(status, 500);
  assert.equal(readText(span, 'exception.type'), 'TypeError');
  assert.deepEqual(JSON.parse(readText(span, 'flawless.additional_info')), {
    method: 'GET',
    path: '/carts/17',
    route: '/carts/:id',
    query: { token: '[scrubbed]' },
    headers: { 'x-shop': 'blue', cookie: '[scrubbed]' },
  });
  assert.ok(escaped.at(-1) instanceof TypeError, 'Koa saw the same error');
});

test('records an error once that a wrapped handler has recorded', async () => {
  const { span } = await get('/nested');
  assert.equal(listExceptions(span).length, 1);
});

test('leaves alone what is meant for the client', async () => {
  const refused = await get('/refused');
  assert.deepEqual([refused.status, refused.body], [422, 'not like that']);
  assert.equal(refused.span.events.length, 0);
  const fine = await get('/fine');
  assert.deepEqual([fine.status, fine.body, fine.span.events.length], [200, 'fine', 0]);
});

test('records a server error although it is exposed, with its status', async () => {
  const { status, span } = await get('/broken');
  assert.equal(status, 503);
  assert.equal(JSON.parse(readText(span, 'flawless.additional_info')).status, 503);
});

test('records a text thrown by a handler', async () => {
  const { span } = await get('/text');
  assert.equal(readText(span, 'exception.message'), 'a text');
});
