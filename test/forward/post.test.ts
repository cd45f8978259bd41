import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createPost, toTarget } from '../../src/forward/post.ts';
import { accept, startUpstream } from './loopback-upstream.ts';

const HEADERS = ['host', 'upstream'];

function openPost(t: TestContext, endpoint: string, { secure = false } = {}) {
  const stop = new AbortController();
  t.after(() => stop.abort());
  const post = createPost({ secure, stop: stop.signal });
  const target = toTarget(new URL(endpoint));
  return (body: string) => post({ target, headers: HEADERS, body: Buffer.from(body), timeoutMs: 20_000 });
}

test('connections are kept and there are never more than 32 of them', async (t) => {
  const upstream = await startUpstream(t);
  const post = openPost(t, upstream.endpoint);
  const sockets = new Set<unknown>();
  upstream.answerWith((received, response) => {
    sockets.add(response.socket);
    accept(received, response);
  });
  for (let round = 0; round < 3; round++)
    await Promise.all(Array.from({ length: 100 }, (_, i) => post(String(i))));
  assert.equal(upstream.received.length, 300);
  assert.ok(sockets.size <= 32, `${sockets.size} connections`);
});

/** Answers the first request of each connection, and drops the connection when a second one comes, unread. */
async function startForgetfulUpstream(t: TestContext) {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      socket.once('data', () => socket.resetAndDestroy());
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, connections: () => connections };
}

test('a kept connection that the upstream gave up in the meantime is replaced by a fresh one', async (t) => {
  const upstream = await startForgetfulUpstream(t);
  const post = openPost(t, upstream.endpoint);
  for (let i = 1; i <= 5; i++) {
    assert.equal((await post('x')).status, 200);
    assert.equal(upstream.connections(), i);
  }
});

test('a fresh connection that is reset is a failure, and not tried again at once', async (t) => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.once('data', () => socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const post = openPost(t, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await assert.rejects(post('x'), { code: 'ECONNRESET' });
  assert.equal(connections, 1);
});

test('an answer that comes before the whole body was sent counts', async (t) => {
  const server = createHttpServer((request, response) => {
    response.writeHead(413).end('too large');
    request.resume();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const post = openPost(t, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const answers = await Promise.all([1, 2, 3].map(() => post('x'.repeat(8 * 1024 * 1024))));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [413, 413, 413],
  );
});

const TLS = join(import.meta.dirname, '../fixtures/tls');
const CERTIFICATE = join(TLS, 'localhost.crt');

test('an https upstream is sent to when NODE_EXTRA_CA_CERTS holds its certificate, and not otherwise', async (t) => {
  const server = createHttpsServer(
    { cert: readFileSync(CERTIFICATE), key: readFileSync(join(TLS, 'localhost.key')) },
    (request, response) => void text(request).then((body) => response.end(body)),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}/v1/traces`;
  assert.equal(await postFromChild(url, { NODE_EXTRA_CA_CERTS: CERTIFICATE }), '200 hello');
  assert.match(await postFromChild(url, {}), /SELF_SIGNED|UNABLE_TO_VERIFY|CERT/);
});

async function postFromChild(url: string, env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'post-once.ts'), url], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return said.trim();
}
