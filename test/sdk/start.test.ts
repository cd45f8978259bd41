import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { describeMissing } from '../../sdk/src/load-open-telemetry.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTestUpstream } from '../helpers/upstream.ts';
import { installBuild } from './install-build.ts';
import { runService } from './run-service.ts';
import { describeExpected, describeRun, SERVICES } from './started-services.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');
const folder = mkdtempSync(join(tmpdir(), 'flawless-test-'));
const upstream = await startTestUpstream({ after });
before(async () => {
  await installBuild(folder, join(MODULES, '@opentelemetry'));
  writeFileSync(join(folder, 'package.json'), '{"name": "shop", "version": "1.2.3"}');
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const service of SERVICES) {
  test(`starts once and gives way: ${service.title}`, async () => {
    const env = { ...service.env, ...(service.env?.['PLACE'] === undefined ? {} : { PLACE: upstream.url }) };
    const run = await runService(folder, upstream, service.program, { ...service, env });
    assert.deepEqual(describeRun(run), describeExpected(service), run.error);
    assert.doesNotMatch(run.error, /FlawlessWarning/);
  });
}

test('says what the service is, and what the application adds', async () => {
  const source = `import { recordError, start } from '@flawless/sdk';
    start({ resourceAttributes: { 'deployment.environment.name': 'test' } }); recordError(new Error('one'));`;
  const env = {
    GIT_COMMIT: 'e6134959463efd8966b20e75b913cafe3f5ec0de',
    GIT_URL: 'https://bot:hunter2@github.com/acme/shop.git',
    OTEL_RESOURCE_ATTRIBUTES: 'service.version=9.9.9',
  };
  const { sent } = await runService(folder, upstream, ['app.mjs', source], { env });
  const { resource = {} } = sent[0] ?? {};
  const keys = [
    'service.name',
    'service.version',
    'vcs.ref.head.revision',
    'vcs.repository.url.full',
    'deployment.environment.name',
    'telemetry.sdk.language',
  ];
  assert.deepEqual(
    keys.map((key) => resource[key]),
    ['shop', '9.9.9', env.GIT_COMMIT, 'https://github.com/acme/shop', 'test', 'nodejs'],
  );
  assert.doesNotMatch(JSON.stringify(sent), /hunter2/);
});

test('an application that lacks the packages is told what to install, and goes on', async (context) => {
  const bare = makeTemporaryDirectory(context);
  const api = makeTemporaryDirectory(context);
  symlinkSync(join(MODULES, '@opentelemetry/api'), join(api, 'api'));
  await installBuild(bare, api);
  const source = "import { start } from '@flawless/sdk'; start(); console.log(start().state);";
  const { code, out, error } = await runService(bare, upstream, ['app.mjs', source]);
  assert.deepEqual([code, out], [0, 'missing']);
  assert.match(error, /FlawlessWarning: .*npm install @opentelemetry\/sdk-node@0\.301\.0`/);
});

test('what to install goes with the API and the Node there are', () => {
  const lines: [hasLogsApi: boolean, node: string, packages: RegExp][] = [
    [true, '24.1.0', /install @opentelemetry\/sdk-node@0\.301\.0`/],
    [true, '22.15.0', /install @opentelemetry\/sdk-node@0\.301\.0`/],
    [true, '22.14.9', /install @opentelemetry\/api@1\.9\.1 @opentelemetry\/sdk-node@0\.223\.0`/],
    [false, '20.9.0', /install @opentelemetry\/sdk-node@0\.223\.0`/],
    [false, '26.0.0', /install @opentelemetry\/sdk-node@0\.223\.0`/],
  ];
  for (const [hasLogsApi, node, packages] of lines) assert.match(describeMissing(hasLogsApi, node), packages);
});

test('packages that cannot be loaded are told of, and the application goes on', async (context) => {
  const broken = makeTemporaryDirectory(context);
  const packages = makeTemporaryDirectory(context);
  symlinkSync(join(MODULES, '@opentelemetry/api'), join(packages, 'api'));
  mkdirSync(join(packages, 'sdk-node'));
  writeFileSync(join(packages, 'sdk-node/index.js'), "throw new Error('not for this Node')");
  await installBuild(broken, packages);
  const source =
    "import { start } from '@flawless/sdk'; start(); await start().shutdown(); console.log(start().state);";
  const { code, out, error } = await runService(broken, upstream, ['app.mjs', source]);
  assert.deepEqual([code, out], [0, 'failed']);
  assert.match(error, /FlawlessWarning: .*goes on without it: Error: not for this Node/);
});

test('shutting down waits no longer than it is asked to', async (context) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  context.after(() => silent.close().closeAllConnections());
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const source = `import { recordError, start } from '@flawless/sdk'; const running = start(); recordError(new Error('one'));
    await running.shutdown({ timeoutMs: 50 }); console.log(running.state); process.exit();`;
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_TIMEOUT: '1000000',
  };
  const { code, out } = await runService(folder, upstream, ['app.mjs', source], { env });
  assert.deepEqual([code, out], [0, 'ended']);
});
