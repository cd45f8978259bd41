import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameOrigin } from '../../../src/web/login/same-origin.ts';

const HOST = 'localhost:8080';

for (const [name, headers, expected] of [
  ['a page of ours says so', { 'sec-fetch-site': 'same-origin' }, true],
  ['the user typed it', { 'sec-fetch-site': 'none' }, true],
  ['a sister domain', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:8080' }, false],
  ['a foreign site', { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' }, false],
  ['a word browsers do not send', { 'sec-fetch-site': 'Same-Origin' }, false],
  ['our origin', { origin: 'http://localhost:8080' }, true],
  ['the public origin behind a proxy', { origin: 'https://flawless.example.com' }, true],
  ['another port', { origin: 'http://localhost:8081' }, false],
  ['another host', { origin: 'http://evil.example' }, false],
  ['a host that ends like ours', { origin: 'http://evil-localhost:8080' }, false],
  ['our host as user name', { origin: 'http://localhost:8080@evil.example' }, false],
  ['an opaque origin', { origin: 'null' }, false],
  ['an origin without a host', { origin: 'file://' }, false],
  ['no word of where it came from', {}, false],
] as const)
  test(`${expected ? 'accepts' : 'refuses'} ${name}`, () => {
    assert.equal(isSameOrigin({ host: HOST, ...headers }, 'flawless.example.com'), expected);
  });

test('refuses an origin without a host when the request has none either', () => {
  assert.equal(isSameOrigin({ host: '', origin: 'null' }, null), false);
});
