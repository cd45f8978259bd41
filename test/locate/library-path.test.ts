import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLibraryPath } from '../../src/locate/library-path.ts';

const PACKAGES = new Set(['node_modules', 'site-packages']);

const CASES: readonly (readonly [trace: string, found: string | null])[] = [
  ['/app/node_modules/koa/lib/application.js', 'koa/lib/application.js'],
  ['/app/node_modules/a/node_modules/b/index.js', 'b/index.js'],
  ['C:\\app\\node_modules\\@x\\y\\z.js', '@x/y/z.js'],
  ['/venv/lib/python3.11/site-packages/flask/app.py', 'flask/app.py'],
  ['/usr/lib/python3.11/json/decoder.py', 'json/decoder.py'],
  ['/app/python3.11/json/decoder.py', null],
  ['/app/src/node_modules.js', null],
  ['/app/node_modules', null],
  ['src/a.js', null],
];

for (const [trace, found] of CASES)
  test(`${trace} is ${found === null ? 'no library' : `the library file ${found}`}`, () => {
    assert.equal(findLibraryPath(trace, PACKAGES), found);
  });
