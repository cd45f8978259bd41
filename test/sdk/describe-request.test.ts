import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { describeRequest, splitUrl } from '../../sdk/src/describe-request.ts';
import { readNodeRequest } from '../../sdk/src/read-node-request.ts';
import { writeBoundedJson } from '../../sdk/src/write-bounded-json.ts';

const URLS = [
  ['/carts/17?a=1#part', '/carts/17', 'a=1'],
  ['/carts/17#part?a=1', '/carts/17', ''],
  ['/?', '/', ''],
  ['https://ann:hunter2@shop.test:8080/carts?a=?b', '/carts', 'a=?b'],
  ['http://shop.test?a=1', '', 'a=1'],
  ['*', '*', ''],
  [undefined, undefined, ''],
  [17, undefined, ''],
] as const;

test('takes a URL or a request target apart, and leaves who is asked out', () => {
  for (const [url, path, query] of URLS) assert.deepEqual(splitUrl(url), { path, query }, String(url));
});

const QUERIES = [
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a=1&a=2&a=3', { a: ['1', '2', '3'] }],
  [
    'password=x&filter[token]=y&X-Amz-Signature=z&sig=z&code=c&state=s',
    'password,filter[token],X-Amz-Signature,sig,code',
  ],
  ['next=/login?password%3Dx&q=a%20token', 'next'],
  ['q=%E0%A4%A&%=&=', { q: '\uFFFD%A', '%': '', '': '' }],
] as const;

test('tells a query by its names, and hides the values that may be secrets', () => {
  for (const [query, expected] of QUERIES) {
    const info = describeRequest({ method: 'GET', url: `/?${query}`, headers: {}, route: undefined });
    const told = JSON.parse(writeBoundedJson(info, 10_000)).query as Record<string, unknown>;
    if (typeof expected === 'object') assert.deepEqual(told, expected);
    else
      assert.equal(
        Object.keys(told)
          .filter((name) => told[name] === '[scrubbed]')
          .join(),
        expected,
      );
  }
});

test('sends the headers that were chosen, whoever keeps them', () => {
  const wanted = ['Host', 'COOKIE', 'set-cookie', 'referer', 'x-none', '__proto__', 'constructor'];
  const plain = {
    host: 'shop.test',
    cookie: 'a=b',
    'set-cookie': ['c=d', Symbol('x')],
    referer: '/?token=x',
  };
  const kept = new Headers({ host: 'shop.test', cookie: 'a=b', 'set-cookie': 'c=d', referer: '/?token=x' });
  for (const headers of [plain, kept]) {
    const info = describeRequest({ method: 'GET', url: '/', headers, route: /^\/c/ }, wanted);
    assert.deepEqual(JSON.parse(writeBoundedJson(info, 10_000)), {
      method: 'GET',
      path: '/',
      route: '^\\/c',
      headers: { host: 'shop.test', cookie: '[scrubbed]', 'set-cookie': '[scrubbed]', referer: '[scrubbed]' },
    });
  }
});

test('takes the route of Express if it is whole, and that of Fastify', () => {
  const rows = [
    [{ url: '/carts/17?a', route: { path: '/carts/:id' } }, '/carts/:id'],
    [{ originalUrl: '/shop/17/', url: '/17/', baseUrl: '/shop', route: { path: '/:id' } }, '/shop/:id'],
    [{ originalUrl: '/shop/17', url: '/shop/17', baseUrl: '', route: { path: '/:id' } }, undefined],
    [{ url: '/carts/17', routeOptions: { url: '/carts/:id' } }, '/carts/:id'],
    [{ url: '/carts/17', route: { path: ['/a', '/b'] } }, undefined],
    [{ url: '/carts/17' }, undefined],
  ] as const;
  for (const [request, route] of rows) assert.equal(readNodeRequest(request).route, route);
});

test('describes whatever stands in a URL, and never a secret of a usual name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.webPath(), (name, value, path) => {
      const url = `${path}?${encodeURIComponent(name)}=${encodeURIComponent(value)}&Password=hunter2`;
      const info = describeRequest({ method: value, url, headers: { host: name }, route: name });
      const json = writeBoundedJson(info, 64 * 1024);
      assert.equal(JSON.parse(json).path, path);
      assert.ok(!json.includes('hunter2'));
    }),
  );
  const long = describeRequest({
    method: 'GET',
    url: `/?${'a=1&'.repeat(1e6)}`,
    headers: {},
    route: undefined,
  });
  assert.equal(long['query'], '[4000000 characters]');
});
