import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPackagedFile } from '../../src/locate/packaged-file.ts';

const DIRECTORIES = new Set(['node_modules', 'site-packages', 'Pods']);

const CASES: readonly (readonly [trace: string, path: string | null])[] = [
  ['/app/node_modules/koa/lib/application.js', 'koa/lib/application.js'],
  ['/app/node_modules/a/node_modules/b/index.js', 'b/index.js'],
  ['C:/app/node_modules/@x/y/z.js', '@x/y/z.js'],
  ['/app/Pods/Alamofire/Source/Session.swift', 'Alamofire/Source/Session.swift'],
  ['/venv/lib/python3.11/site-packages/flask/app.py', 'flask/app.py'],
  ['/usr/lib/python3.11/json/decoder.py', 'json/decoder.py'],
  ['/app/python3.11/json/decoder.py', null],
  ['/app/src/node_modules.js', null],
  ['/app/node_modules', null],
  ['src/a.js', null],
  ['/app/gems/cart.rb', null],
  ['/app/gems/cart-v2/cart.rb', null],
  ['/app/vendor/cart.js', null],
  ['/app/deps/cart.js', null],
  ['/go/pkg/mod/a.b/c@v1.0.0', 'a.b/c'],
  ['', null],
];

for (const [trace, path] of CASES)
  test(`${trace || 'nothing'} is ${path === null ? 'in no package' : `the library file ${path}`}`, () => {
    assert.equal(findPackagedFile(trace, DIRECTORIES)?.path ?? null, path);
  });
