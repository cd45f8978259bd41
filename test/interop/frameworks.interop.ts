import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installApplication } from './install-application.ts';
import { installPackages } from './runtimes/node.ts';
import { runTool } from './run-tool.ts';

type Exception = Readonly<Record<string, string>>;
type Span = {
  readonly name: string;
  readonly kind: number;
  readonly scope: string;
  readonly exceptions: readonly Exception[];
};
type Asked = Readonly<Record<string, { readonly answer: string; readonly spans: readonly Span[] }>>;

const SERVER = 1;
const HTTP = '@opentelemetry/instrumentation-http';

const APPS = [
  { app: 'koa', packages: 'frameworks', instrumentations: ['http', '@opentelemetry/instrumentation-koa'] },
  {
    app: 'express',
    packages: 'frameworks',
    instrumentations: ['http', '@opentelemetry/instrumentation-express'],
  },
  {
    app: 'express',
    packages: 'express-4',
    instrumentations: ['http', '@opentelemetry/instrumentation-express'],
  },
  {
    app: 'fastify',
    packages: 'frameworks',
    instrumentations: ['http', '@opentelemetry/instrumentation-fastify', '@fastify/otel:self'],
  },
  { app: 'hono', packages: 'frameworks', instrumentations: ['http'] },
  {
    app: 'nest',
    packages: 'frameworks',
    instrumentations: ['http', '@opentelemetry/instrumentation-express'],
  },
  { app: 'node-http', packages: 'frameworks', instrumentations: ['http'] },
] as const;

const TSC = join(import.meta.dirname, '../../node_modules/.bin/tsc');

const folders = new Map<string, Promise<string>>();
after(async () => {
  for (const folder of folders.values()) rmSync(await folder, { recursive: true, force: true });
});

function install(packages: string): Promise<string> {
  const known = folders.get(packages);
  if (known !== undefined) return known;
  const installed = makeFolder(packages);
  folders.set(packages, installed);
  return installed;
}

async function makeFolder(packages: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'flawless-test-'));
  cpSync(join(import.meta.dirname, 'frameworks'), folder, { recursive: true });
  await installApplication(folder, await installPackages(packages));
  return folder;
}

for (const { app, packages, instrumentations } of APPS) {
  for (const manner of ['plain', ...instrumentations]) {
    test(`records the errors of ${app} with ${packages}, ${manner}, once and with their requests`, async () => {
      const folder = await install(packages);
      const run = async (build: 'with' | 'without'): Promise<Asked> =>
        JSON.parse(await runTool(process.execPath, ['ask.mjs', app, manner, build], { cwd: folder }));
      const [bare, asked] = await Promise.all([run('without'), run('with')]);
      for (const [name, { answer }] of Object.entries(bare)) {
        assert.match(answer, /^HTTP\/1\.1 \d/, `${name} is answered`);
        assert.equal(asked[name]?.answer, answer, `${name} is answered as without the SDK`);
      }
      assertInstrumented(asked, manner);
      assertRecorded(asked, app, manner);
      assert.doesNotMatch(JSON.stringify(Object.values(asked).map(({ spans }) => spans)), /hunter2/);
    });
  }
}

for (const [packages, file] of [
  ['frameworks', 'frameworks.mts'],
  ['frameworks', 'express.mts'],
  ['express-4', 'express.mts'],
] as const) {
  test(`its types hold for ${file} with ${packages}`, async () => {
    const folder = await install(packages);
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--ignoreConfig', '--noEmit'];
    copyFileSync(join(folder, 'types', `${file}.txt`), join(folder, file));
    const args = [TSC, file, ...options, '--skipLibCheck', '--types', 'node'];
    await runTool(process.execPath, args, { cwd: folder });
  });
}

function assertInstrumented(asked: Asked, manner: string): void {
  if (manner === 'plain') return;
  const scopes = new Set(asked['thrown']?.spans.map(({ scope }) => scope));
  const wanted = manner === 'http' ? [HTTP] : [HTTP, manner.split(':', 1).join()];
  for (const scope of wanted) assert.ok(scopes.has(scope), `${scope} is at work`);
}

function assertRecorded(asked: Asked, app: string, manner: string): void {
  const isBare = app === 'node-http';
  const cart = readRecord(asked, 'thrown', manner);
  assert.equal(cart.type, 'TypeError');
  assert.deepEqual(cart.info, {
    method: 'GET',
    path: '/carts/17',
    ...(!isBare && { route: '/carts/:id' }),
    query: { token: '[scrubbed]', cart: 'blue', sig: '[scrubbed]', next: '[scrubbed]' },
    headers: { host: 'shop.test', authorization: '[scrubbed]' },
  });
  assert.equal(readRecord(asked, 'sync', manner).type, 'RangeError');
  assert.equal(readRecord(asked, 'broken', manner).info['status'], 503);
  const text = readRecord(asked, 'text', manner);
  assert.deepEqual([text.type, text.message], ['string', 'a text']);
  assert.equal(readRecord(asked, 'nested', manner).info['path'], '/shop/items/4');
  const hostile = readRecord(asked, 'hostile', manner);
  assert.equal(hostile.type, 'TypeError');
  const query = hostile.info['query'] as Record<string, unknown>;
  assert.deepEqual(Object.getOwnPropertyDescriptor(query, '__proto__')?.value, ['1', '3']);
  assert.equal(query['password'], '[scrubbed]');
  for (const name of isBare ? ['fine', 'missing'] : ['refused', 'fine', 'missing'])
    assert.deepEqual(listOurs(asked, name), [], `${name} is no error`);
}

function listOurs(asked: Asked, name: string): { readonly span: Span; readonly exception: Exception }[] {
  const spans = asked[name]?.spans ?? [];
  return spans
    .flatMap((span) => span.exceptions.map((exception) => ({ span, exception })))
    .filter(({ exception }) => exception['flawless.additional_info'] !== undefined);
}

/** What the SDK wrote of that request: once, on the server's span if there is one. */
function readRecord(asked: Asked, name: string, manner: string) {
  const [ours, ...more] = listOurs(asked, name);
  assert.ok(
    ours !== undefined && more.length === 0,
    `${name} is recorded once: ${JSON.stringify(asked[name])}`,
  );
  const { span, exception } = ours;
  if (manner === 'plain') assert.equal(span.scope, '@flawless/sdk', name);
  else {
    assert.deepEqual([span.kind, span.scope], [SERVER, HTTP], name);
    assert.equal(span.exceptions.length, 1, `${name} stands on the server's span once`);
  }
  return {
    type: exception['exception.type'],
    message: exception['exception.message'],
    info: JSON.parse(exception['flawless.additional_info'] ?? '') as Record<string, unknown>,
  };
}
