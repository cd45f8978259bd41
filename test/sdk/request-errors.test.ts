import assert from 'node:assert/strict';
import { test } from 'node:test';
import { context, createContextKey, trace } from '@opentelemetry/api';

import { flawlessExpress } from '../../sdk/src/express.ts';
import { flawlessHono } from '../../sdk/src/hono.ts';
import { flawlessKoa } from '../../sdk/src/koa.ts';
import { flawlessNest } from '../../sdk/src/nest.ts';
import { flawlessHttp } from '../../sdk/src/node-http.ts';
import { listExceptions, readText, startTracing } from './start-tracing.ts';

const tracing = startTracing();

function fail(): never {
  throw new RangeError('hostile');
}

/** All of a request throws when it is looked at. */
const HOSTILE = new Proxy({}, { get: fail, getPrototypeOf: fail, ownKeys: fail, has: fail });
const REQUESTS = [
  HOSTILE,
  undefined,
  null,
  'a text',
  { url: HOSTILE, headers: HOSTILE, route: HOSTILE, method: HOSTILE },
  { url: '/a', headers: { get: fail }, routeOptions: { url: HOSTILE } },
  { url: '/a', originalUrl: '/b', req: HOSTILE, headers: Object.create(null), method: Symbol('x') },
];

/** Errors of different names are counted apart. */
function makeError(name: string): Error {
  return Object.assign(new Error('no price'), { name });
}

function catchWithNest(error: Error, host: object, pass: (error: unknown) => void): unknown {
  const filter = flawlessNest({ catch: (one: unknown, _host: unknown) => pass(one) });
  return Reflect.apply(filter.catch, filter, [error, host]);
}

type Way = (request: unknown, error: Error, pass: (error: unknown) => void) => unknown;

const WAYS: Readonly<Record<string, Way>> = {
  koa: (request, error) => flawlessKoa()(Object(request), () => Promise.reject(error)),
  express: (request, error, pass) => flawlessExpress()(error, Object(request), {}, pass),
  hono: (request, error) => flawlessHono()(Object(request), () => Promise.reject(error)),
  http: (request, error) => flawlessHttp(async (_request: unknown) => Promise.reject(error))(request),
  nest: (request, error, pass) => {
    const host = { getType: () => 'http', getArgByIndex: () => request };
    return catchWithNest(error, host, pass);
  },
  'nest with a hostile host': (_request, error, pass) => catchWithNest(error, HOSTILE, pass),
};

for (const [name, way] of Object.entries(WAYS)) {
  test(`records an error although its request throws when it is read, and passes it on: ${name}`, async () => {
    for (const [index, request] of REQUESTS.entries()) {
      const error = makeError(`${name} ${index}`);
      const passed: unknown[] = [];
      const { span, thrown } = await tracing.inSpan(() => way(request, error, (one) => passed.push(one)));
      assert.ok(thrown === error || passed[0] === error, `${index} is passed on`);
      assert.equal(readText(span, 'exception.type'), error.name);
    }
  });
}

test('records what is no answer for the client, and that too if it is asked for', async () => {
  const rows = [
    [{ status: 404 }, false],
    [{ statusCode: 499, expose: true }, false],
    [{ status: 400, expose: false }, true],
    [{ status: 500, expose: true }, true],
    [{ status: 302 }, true],
    [{ status: '404' }, true],
    [{ status: NaN }, true],
    // As clients of HTTP throw for what another server answered.
    [{ status: 404, request: { method: 'GET' } }, true],
    [{}, true],
  ] as const;
  for (const [index, [properties, isRecorded]] of rows.entries()) {
    for (const clientErrors of [false, true]) {
      const error = Object.assign(makeError(`refused ${index} ${clientErrors}`), properties);
      const { span } = await tracing.inSpan(() =>
        flawlessExpress({ clientErrors })(error, { url: '/' }, {}, () => undefined),
      );
      const count = isRecorded || clientErrors ? 1 : 0;
      assert.equal(listExceptions(span).length, count, `${index} ${clientErrors}`);
    }
  }
});

test("records on the server's span and not on those of the framework's layers, unless it is over", async () => {
  const key = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
  for (const isOver of [false, true]) {
    const server = trace.getTracer('test').startSpan('server');
    const { span: layer } = await tracing.inSpan(() => {
      if (isOver) server.end();
      const within = context.active().setValue(key, { type: 'http', span: server, route: '/carts/:id' });
      return context.with(within, () =>
        flawlessExpress()(new Error('x'), { url: '/carts/17' }, {}, () => undefined),
      );
    });
    server.end();
    const found = tracing.takeSpans().find(({ name }) => name === 'server') ?? assert.fail('no span');
    assert.equal(listExceptions(found).length, isOver ? 0 : 1);
    assert.equal(listExceptions(layer).length, isOver ? 1 : 0);
    const info = JSON.parse(readText(isOver ? layer : found, 'flawless.additional_info'));
    assert.equal(info.route, '/carts/:id');
  }
});

test('keeps a handler and a filter what they are', async () => {
  const handler = flawlessHttp(function handle(this: unknown, request: object, _response: object) {
    return [this, request];
  });
  assert.deepEqual([handler.name, handler.length], ['handle', 2]);
  const request = {};
  assert.deepEqual(handler.call('self', request, {}), ['self', request]);
  class Filter {
    #secret = 17;
    catch(_error: unknown, _host: unknown): number {
      return this.#secret;
    }
  }
  const filter = new Filter();
  assert.equal(flawlessNest(filter), filter);
  assert.equal(filter.catch(new Error('x'), undefined), 17);
  assert.throws(() => flawlessNest(Object({})), /takes an exception filter/);
});
