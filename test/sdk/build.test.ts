import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';

import { installBuild, RECORDED, recordWithBuild } from './install-build.ts';

const ROOT = join(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');
const CONSUMER = readFileSync(join(import.meta.dirname, 'fixtures/consumer.ts.txt'), 'utf8');

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'flawless-test-'));
before(() => installBuild(folder, join(MODULES, '@opentelemetry')));
before(() => symlinkSync(join(MODULES, '@types'), join(folder, 'node_modules/@types')));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const [kind, file] of [
  ['an ES module', 'consumer.mts'],
  ['a CommonJS module', 'consumer.cts'],
] as const) {
  test(`its types hold in ${kind}`, async () => {
    writeFileSync(join(folder, file), CONSUMER);
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--ignoreConfig', '--noEmit'];
    await run(
      process.execPath,
      [join(MODULES, '.bin/tsc'), join(folder, file), ...options, '--types', 'node'],
      {
        cwd: folder,
      },
    ).catch((error: unknown) => assert.fail(String(Object(error).stdout)));
  });
}

test('names in package.json only files that are built, and keeps the two builds from recording an error twice', async () => {
  const script = `
    import { createRequire } from 'node:module';
    import * as esm from '@flawless/sdk';
    import { trace } from '@opentelemetry/api';
    import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
    const cjs = createRequire(import.meta.url)('@flawless/sdk');
    const exporter = new InMemorySpanExporter();
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
    const error = new Error('once');
    esm.recordError(error);
    cjs.recordError(error);
    console.log(JSON.stringify([Object.keys(esm).sort(), Object.keys(cjs).sort(), exporter.getFinishedSpans().length]));
  `;
  writeFileSync(join(folder, 'both.mjs'), script);
  const { stdout } = await run(process.execPath, [join(folder, 'both.mjs')]);
  const [esm, cjs, count] = JSON.parse(stdout);
  assert.deepEqual(esm, cjs);
  assert.equal(count, 1);
});

for (const kind of ['esm', 'cjs'] as const) {
  for (const manner of ['logs', 'no logs'] as const) {
    test(`records on a span, as a log, or on a span of its own: ${kind}, ${manner}`, async () => {
      assert.deepEqual(await recordWithBuild(folder, kind, manner), RECORDED[manner]);
    });
  }
}

test('leaves out of a bundle what the application does not use', async () => {
  writeFileSync(join(folder, 'small.mjs'), "import { recordError } from '@flawless/sdk'; recordError(1);");
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'small.mjs')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    external: ['@opentelemetry/*'],
  });
  const text = outputFiles[0]?.text ?? '';
  assert.match(text, /function recordError/);
  assert.doesNotMatch(
    text,
    /flawless[A-Z]|URLSearchParams|wrapClass|uncaughtException|inspector|sdk-node|GIT_COMMIT|own-require/,
  );
});
