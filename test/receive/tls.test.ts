import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { listen } from '../../src/listen.ts';
import { StartFailure } from '../../src/start-failure.ts';
import { openReceiver, PROTOBUF } from './open-receiver.ts';

const cert = readFileSync(join(import.meta.dirname, '../fixtures/tls/localhost.crt'));
const key = readFileSync(join(import.meta.dirname, '../fixtures/tls/localhost.key'));

test('with a certificate the port speaks https, and takes traces', async (context) => {
  const { port } = await openReceiver(context, {}, { tls: { cert, key } });
  const options = {
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    path: '/v1/traces',
    method: 'POST',
    ca: cert,
  };
  const sending = request({ ...options, headers: { 'content-type': PROTOBUF } });
  sending.end();
  const [response] = (await once(sending, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  assert.equal(response.statusCode, 200);
});

test('who does not speak TLS is cut, and so is who speaks an old one', async (context) => {
  const { port, outcomes } = await openReceiver(context, {}, { tls: { cert, key } });
  const plain = connect(port, '127.0.0.1');
  plain.on('error', () => undefined);
  plain.write('POST /v1/traces HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(plain.resume(), 'close');
  const old = connectTls({
    host: '127.0.0.1',
    port,
    ca: cert,
    servername: 'localhost',
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
  });
  await assert.rejects(once(old, 'secureConnect'));
  assert.deepEqual(outcomes.totals(), {});
});

const OTHER_KEY = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const LOCKED_KEY = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

const UNUSABLE: readonly (readonly [what: string, tls: { cert: string | Buffer; key: string | Buffer }])[] = [
  ['a certificate that is none', { cert: 'hello', key }],
  ['a key that is none', { cert, key: 'hello' }],
  ['an empty certificate', { cert: '', key }],
  ['an empty key', { cert, key: '' }],
  ['a key of another certificate', { cert, key: OTHER_KEY }],
  ['a key with a passphrase', { cert, key: LOCKED_KEY }],
  ["certificate and key in each other's place", { cert: key, key: cert }],
];

for (const [what, tls] of UNUSABLE)
  test(`${what} keeps it from starting, with the options to look at`, async () => {
    const place = { host: '127.0.0.1', port: 0, option: 'port' };
    await assert.rejects(
      listen(() => undefined, place, { tls }),
      (error) => error instanceof StartFailure && /`tls_cert` and `tls_key`/.test(error.message),
    );
  });
