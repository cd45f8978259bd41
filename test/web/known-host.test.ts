import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import Koa from 'koa';
import { listen } from '../../src/listen.ts';
import { createHostCheck } from '../../src/web/known-host.ts';

const CASES: readonly (readonly [host: string, path: string, status: number])[] = [
  ['flawless.example.com', '/', 204],
  ['FLAWLESS.example.com:8443', '/', 204],
  ['localhost:8080', '/', 204],
  ['app.localhost', '/', 204],
  ['127.0.0.1:8080', '/', 204],
  ['[::1]:8080', '/', 204],
  ['10.1.2.3', '/', 204],
  ['evil.example.com', '/', 421],
  ['flawless.example.com.evil.com', '/', 421],
  ['localhost.evil.com', '/', 421],
  ['127.0.0.1.evil.com', '/', 421],
  ['evil.com:x@localhost', '/', 421],
  ['evil.example.com', '/livez', 204],
  ['evil.example.com', '/readyz', 204],
];

for (const [host, path, status] of CASES)
  test(`${path} asked under the host name ${JSON.stringify(host)} is answered ${status}`, async (context) => {
    const app = new Koa();
    app.on('error', () => undefined);
    app.use(createHostCheck('https://flawless.example.com/base'));
    app.use((ctx) => void (ctx.status = 204));
    const door = await listen(app.callback(), { host: '127.0.0.1', port: 0, option: 'port' });
    context.after(() => door.close(0));
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ port: door.port, host: '127.0.0.1', path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
    assert.equal(answered, status);
  });
