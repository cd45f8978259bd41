import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnPort } from '../../src/config/is-own-port.ts';

const OWN_PORTS = [
  ['http://localhost:4318', '127.0.0.1', 4318, true],
  ['http://LOCALHOST.:4318/otlp', '127.0.0.1', 4318, true],
  ['http://127.1:4318', '0.0.0.0', 4318, true],
  ['http://[::1]:4318', '127.0.0.1', 4318, true],
  ['http://[::ffff:127.0.0.1]:4318', '::', 4318, true],
  ['http://flawless.localhost:4318', '::1', 4318, true],
  ['http://0.0.0.0:4318', 'localhost', 4318, true],
  ['https://127.0.0.1', '127.0.0.1', 443, true],
  ['http://10.0.0.5:4318', '10.0.0.5', 4318, true],
  ['http://flawless.example:4318', 'FLAWLESS.example', 4318, true],
  ['http://[fe80::0:1]:4318', 'fe80::1', 4318, true],
  ['http://localhost:4319', '127.0.0.1', 4318, false],
  ['http://localhost', '127.0.0.1', 4318, false],
  ['http://collector:4318', '0.0.0.0', 4318, false],
  ['http://127.example.com:4318', '127.0.0.1', 4318, false],
  ['http://localhost:4318', '10.0.0.5', 4318, false],
  ['http://127.0.0.1', '127.0.0.1', 0, false],
] as const;

for (const [endpoint, host, port, isOwn] of OWN_PORTS)
  test(`${endpoint} is ${isOwn ? '' : 'not '}the port of a Flawless at ${host} ${port}`, () => {
    assert.equal(isOwnPort(endpoint, { host, port }), isOwn);
  });
