import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { git } from '../helpers/git-repository.ts';
import { createTracing } from './exporters.ts';
import { makeStreet, readOutcomes, readReport, startIn, type Street } from './street.ts';

/** Serves a repository's files as git's dumb protocol needs them. */
async function serve(dir: string, port: number): Promise<Server> {
  git(dir, ['update-server-info']);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    try {
      response.end(readFileSync(join(dir, '.git', pathname.replace(/^\/shop\.git/, ''))));
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function breakCart({ shop }: Street, url: string, service: string): Promise<void> {
  const resource = { 'vcs.ref.head.revision': shop.revision, 'service.name': service };
  const tracing = createTracing({ url, encoding: 'protobuf', resource });
  tracing.recordNested(shop.breakCart());
  await tracing.shutdown();
}

test('an origin that is down at the first start delays its own blames only, until it is there', async (context) => {
  const street = await makeStreet(context);
  const port = await findFreePort();
  const repo_url = `http://127.0.0.1:${port}/shop.git`;
  const repositories = [{ name: 'billing', services: ['billing'], repo_url }];
  const flawless = await startIn(context, street.configure({ repositories }));
  const readHealth = async () => (await fetch(`${flawless.web}/check_health`)).text();
  assert.match(await readHealth(), /billing is not cloned yet, and its exceptions wait .* has failed since /);
  assert.match(flawless.stderr(), /cannot be cloned/);

  await breakCart(street, flawless.otlp, 'billing');
  await breakCart(street, flawless.otlp, 'shop');
  await eventually('what the other service broke', () => street.smtp.received[0]);
  await eventually('both at the upstream', () => street.upstream.received.length === 2);
  assert.equal((await readReport(flawless)).length, 1);
  assert.match(await readHealth(), /exceptions waiting for blame\D*1\b/);

  const origin = await serve(street.shop.repository, port);
  context.after(() => origin.close());
  const late = await eventually('the late mail', () => street.smtp.received[1]);
  assert.deepEqual(late.to, ['bob@shop.test']);
  assert.equal((await readOutcomes(flawless))['exceptions_counted'], 2);
  assert.doesNotMatch(await readHealth(), /not cloned yet/);
});

test('so does the only one; a start with the mirror needs no origin', async (context) => {
  const street = await makeStreet(context);
  const port = await findFreePort();
  const confPath = street.configure({ repo_dir: null, repo_url: `http://127.0.0.1:${port}/shop.git` });
  const first = await startIn(context, confPath);
  await breakCart(street, first.otlp, 'shop');
  await first.kill();
  const second = await startIn(context, confPath);
  assert.deepEqual(await readReport(second), []);
  const origin = await serve(street.shop.repository, port);
  await eventually('the late mail', () => street.smtp.received[0]);
  assert.equal(await second.stop(), 0);
  origin.close();
  const third = await startIn(context, confPath);
  await breakCart(street, third.otlp, 'shop');
  assert.equal((await readReport(third))[0]?.count, 2);
});
