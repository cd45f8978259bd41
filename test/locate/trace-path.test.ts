import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findPackagedFile } from '../../src/locate/packaged-file.ts';
import { toTracePath } from '../../src/locate/trace-path.ts';

const CASES: readonly (readonly [printed: string, path: string | null])[] = [
  ['/app/src/cart.ts', '/app/src/cart.ts'],
  ['src\\cart.cs', 'src/cart.cs'],
  ['/a/./b//c/../d.ts', '/a/b/d.ts'],
  ['../../x.ts', 'x.ts'],
  ['https://shop.example:8080/assets/app.js', '/assets/app.js'],
  ['https://unpkg.com/react@19.0.0/index.js', 'unpkg.com/react@19.0.0/index.js'],
  ['webpack://@shop/cart/./src/cart.ts', 'cart/src/cart.ts'],
  ['webpack://shop/(layer)/./src/(group)/cart.ts', 'src/(group)/cart.ts'],
  ['turbopack://[project]/src/cart.ts', 'src/cart.ts'],
  ['[project]/src/cart.ts', 'src/cart.ts'],
  ['[eval]', null],
  ['<stdin>', null],
  ['blob:https://shop.example/1-2-3', null],
  ['moz-extension://1-2/content.js', null],
  ['webpack://shop/external "fs"', null],
  ['', null],
  ['/', null],
];

for (const [printed, path] of CASES)
  test(`${printed || 'nothing'} means ${path ?? 'no file'}`, () => {
    assert.equal(toTracePath(printed), path);
  });

test('whatever is printed, a path has no empty segments, dots or backslashes', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '..',
    '.',
    'a',
    '://',
    'webpack',
    '[project]',
    '(x)',
    '@v1',
    'gems',
    '-1',
    ' ',
  );
  const printed = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(printed, (text) => {
      const path = toTracePath(text);
      if (path === null) return;
      findPackagedFile(path, new Set(['node_modules']));
      const segments = path.replace(/^\//, '').split('/');
      assert.ok(segments.every((segment) => !['', '.', '..'].includes(segment) && !segment.includes('\\')));
    }),
  );
});

test('a path is read in linear time, whatever it repeats', () => {
  for (const pump of [
    '/',
    '-1',
    '[',
    'a:',
    '(a)/',
    '@v1/',
    'gems/x-1!',
    '.',
    '../',
    'webpack://',
    '!a',
    '\\',
  ])
    assert.doesNotThrow(() => {
      const path = toTracePath(pump.repeat(400_000)) ?? pump.repeat(4_000 / pump.length);
      findPackagedFile(path, new Set(['node_modules']));
    });
});
