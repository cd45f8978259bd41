import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';

import * as sdk from '../../sdk/src/index.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { listExceptions, startTracing } from './start-tracing.ts';

const tracing = startTracing();
const SHOP = join(import.meta.dirname, 'fixtures/decorated-shop.ts');
const TSC = join(import.meta.dirname, '../../node_modules/.bin/tsc');

/** What a compiler makes of the same decorated classes, in a file of its own. */
const compilers = {
  'tsc, standard': (folder: string) => runTsc(folder, []),
  'tsc, experimentalDecorators': (folder: string) => runTsc(folder, ['--experimentalDecorators']),
  'esbuild, standard': (folder: string) => runEsbuild(folder, false),
  'esbuild, experimentalDecorators': (folder: string) => runEsbuild(folder, true),
};

async function runTsc(folder: string, flags: readonly string[]): Promise<string> {
  const fixed = [
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--strict',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  const types = ['--typeRoots', join(import.meta.dirname, '../../node_modules/@types')];
  const imports = ['--rewriteRelativeImportExtensions', '--ignoreConfig'];
  const args = [SHOP, '--outDir', folder, ...fixed, ...types, ...imports, ...flags];
  try {
    await promisify(execFile)(process.execPath, [TSC, ...args]);
  } catch (error) {
    throw new Error(String(Object(error).stdout), { cause: error });
  }
  return join(folder, 'test/sdk/fixtures/decorated-shop.js');
}

async function runEsbuild(folder: string, experimentalDecorators: boolean): Promise<string> {
  const { code } = await transform(await readFile(SHOP, 'utf8'), {
    loader: 'ts',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { experimentalDecorators } },
  });
  const file = join(folder, 'decorated-shop.mjs');
  await writeFile(file, code);
  return file;
}

for (const [title, compile] of Object.entries(compilers)) {
  test(`decorated classes keep their ways and record once: ${title}`, async (t) => {
    const folder = makeTemporaryDirectory(t);
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const module = await import(pathToFileURL(await compile(folder)).href);
    const calls = module.openShop(sdk);
    for (const [name, call] of Object.entries<() => unknown>(calls.fine)) {
      const { span, result, thrown } = await tracing.inSpan(call);
      const recorded = name === 'swallowed' ? 1 : 0;
      assert.deepEqual([thrown, result, span.events.length], [undefined, 'fine', recorded], name);
    }
    for (const [name, call] of Object.entries<() => unknown>(calls.broken)) {
      const { span, thrown } = await tracing.inSpan(call);
      assert.equal(Object(thrown).message, name);
      const messages = listExceptions(span).map((event) => event.attributes?.['exception.message']);
      assert.deepEqual(messages, [name]);
    }
    for (const [name, call] of Object.entries<() => unknown>(calls.unwatched)) {
      const { span, thrown } = await tracing.inSpan(call);
      assert.deepEqual([Object(thrown).message, span.events.length], [name, 0]);
    }
    for (const [name, call] of Object.entries<() => unknown>(calls.refused)) {
      assert.throws(call, { name: 'TypeError', message: /^@?wrap(Method|Class) .*\.$/ }, name);
    }
  });
}
