import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const MODULES = join(ROOT, 'node_modules');
const CONSUMER = readFileSync(join(import.meta.dirname, 'fixtures/consumer.ts.txt'), 'utf8');
const SERVICE = join(import.meta.dirname, 'fixtures/recording-service.mjs');

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'flawless-test-'));
before(() => installBuild(folder));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Builds the package as it is published, and puts it where an application would have it. */
async function installBuild(target: string): Promise<void> {
  const installed = join(target, 'node_modules/@flawless/sdk');
  mkdirSync(installed, { recursive: true });
  for (const [config, kind] of [
    ['tsconfig.build.json', 'esm'],
    ['tsconfig.build-cjs.json', 'cjs'],
  ] as const) {
    const args = ['-p', join(ROOT, 'sdk', config), '--outDir', join(installed, 'dist', kind)];
    await run(process.execPath, [join(MODULES, '.bin/tsc'), ...args]);
  }
  writeFileSync(join(installed, 'dist/cjs/package.json'), '{"type":"commonjs","sideEffects":false}');
  cpSync(join(ROOT, 'sdk/package.json'), join(installed, 'package.json'));
  symlinkSync(join(MODULES, '@opentelemetry'), join(target, 'node_modules/@opentelemetry'));
  symlinkSync(join(MODULES, '@types'), join(target, 'node_modules/@types'));
}

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

for (const kind of ['esm', 'cjs']) {
  test(`records on a span, as a log, or on a span of its own: ${kind}`, async () => {
    const [logged, alone] = await Promise.all(
      ['logs', 'no logs'].map(async (manner) => {
        const { stdout } = await run(process.execPath, [SERVICE, folder, kind, manner]);
        return JSON.parse(stdout);
      }),
    );
    const within = ['with span', 'OrderError: within a span', 2];
    assert.deepEqual(logged, {
      spans: [within],
      logs: [
        ['exception', 'OrderError: without a span', 17, false],
        ['exception', 'string: a text', 17, false],
      ],
      causes: 2,
    });
    assert.deepEqual(alone, {
      spans: [within, ['fail', 'OrderError: without a span', 2], ['error', 'string: a text', 2]],
      logs: [],
      causes: 2,
    });
  });
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
  assert.doesNotMatch(text, /flawlessKoa|wrapClass|uncaughtException/);
});
