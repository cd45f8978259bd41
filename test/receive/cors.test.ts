import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCors } from '../../src/receive/cors.ts';

const MATCHES: readonly (readonly [pattern: string, origin: string, isAllowed: boolean])[] = [
  ['https://shop.test', 'https://shop.test', true],
  ['https://Shop.Test', 'https://shop.test', true],
  ['https://shop.test', 'http://shop.test', false],
  ['https://shop.test', 'https://shop.test:8443', false],
  ['https://shop.test', 'https://shop.test.evil.test', false],
  ['https://*.shop.test', 'https://a.shop.test', true],
  ['https://*.shop.test', 'https://a.b.shop.test', true],
  ['https://*.shop.test', 'https://shop.test', false],
  ['https://*.shop.test', 'https://evilshop.test', false],
  ['https://*.shop.test', 'https://a.shop.test.evil.test', false],
  ['http://localhost:*', 'http://localhost:3000', true],
  ['https://*.*.test', 'https://a.b.test', true],
  ['https://*.*.test', 'https://b.test', false],
  ['https://aa*aa', 'https://aaa', false],
  ['https://a.c', 'https://abc', false],
  ['https://*.test', `https://${'a'.repeat(1_000)}.test`, false],
  ['null', 'null', true],
];

for (const [pattern, origin, isAllowed] of MATCHES)
  test(`${pattern} ${isAllowed ? 'allows' : 'does not allow'} ${origin.slice(0, 40)}`, () => {
    const cors = createCors({ allowedOrigins: ['https://other.test', pattern], allowedHeaders: [] });
    const expected = isAllowed ? origin : undefined;
    for (const headers of [cors.answerHeaders(origin), cors.preflightHeaders(origin)])
      assert.deepEqual([headers['Access-Control-Allow-Origin'], headers['Vary']], [expected, 'Origin']);
  });

test('without allowed origins nothing is said', () => {
  const cors = createCors({ allowedOrigins: [], allowedHeaders: ['X-Tenant'] });
  assert.deepEqual([cors.answerHeaders('https://a.test'), cors.preflightHeaders('https://a.test')], [{}, {}]);
});
