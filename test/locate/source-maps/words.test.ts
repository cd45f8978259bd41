import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isCompiled } from '../../../src/locate/source-maps/compiled-frame.ts';
import type { MapHome } from '../../../src/locate/source-maps/found-map.ts';
import { decodeInlineMap } from '../../../src/locate/source-maps/inline-map.ts';
import { readMapComment, toDebugId } from '../../../src/locate/source-maps/map-comment.ts';
import { readMapReference } from '../../../src/locate/source-maps/map-reference.ts';
import { nameFunction } from '../../../src/locate/source-maps/name-function.ts';
import { resolveSource, type ResolvedSource } from '../../../src/locate/source-maps/resolve-source.ts';
import { weighJson } from '../../../src/locate/source-maps/weigh-json.ts';

const FRAMES: readonly (readonly [file: string, compiled: boolean])[] = [
  ['/app/dist/main.js', true],
  ['/app/dist/main.MJS', true],
  ['/app/dist/main.cjs', true],
  ['https://shop.test/static/main.3fa2.js', true],
  ['C:\\app\\main.jsx', true],
  ['index.android.bundle', true],
  ['/app/src/main.ts', false],
  ['/app/src/main.mts', false],
  ['/app/src/App.vue', false],
  ['/app/src/App.svelte', false],
  ['webpack:///./src/main.tsx', false],
  ['/app/main.py', false],
  ['/app/main.json', false],
];

for (const [file, compiled] of FRAMES)
  test(`${file} ${compiled ? 'may have' : 'has no'} source map`, () => {
    assert.equal(isCompiled({ file, line: 1 }), compiled);
    assert.equal(isCompiled({ file }), false);
    assert.equal(isCompiled({ file, line: 0 }), false);
    assert.equal(isCompiled({ file, line: 1, native: true }), false);
  });

const COMMENTS: readonly (readonly [code: string, url: string | null])[] = [
  ['x;\n//# sourceMappingURL=a.js.map', 'a.js.map'],
  ['x;\n//# sourceMappingURL=a.js.map\n\n', 'a.js.map'],
  ['x;\r\n//@ sourceMappingURL=a.js.map\r\n', 'a.js.map'],
  ['x; //# sourceMappingURL=a.js.map', 'a.js.map'],
  ['x;\n/*# sourceMappingURL=a.js.map */', 'a.js.map'],
  ['//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n//# debugId=x', 'b.map'],
  ['x = "//# sourceMappingURL=" + y;', null],
  ["x = '//# sourceMappingURL=a.map';", null],
  ['//# sourceMappingURL=a.map\nx = `\\n//# sourceMappingURL=${y}`;', 'a.map'],
  ['//# sourceMappingURL=', null],
  ['//# sourceMappingURL=a b.map', null],
  ['// sourceMappingURL=a.map', null],
  ['sourceMappingURL=a.map', null],
  ['', null],
];

for (const [code, url] of COMMENTS)
  test(`the map of ${JSON.stringify(code)} is ${url}`, () => assert.equal(readMapComment(code).url, url));

test('reads a debug ID however it is written, and nothing else', () => {
  const digits = '85314830023f4cf1a267535f4e37bb17';
  assert.equal(readMapComment('x\n//# debugId=85314830-023f-4cf1-a267-535f4e37bb17').debugId, digits);
  assert.equal(toDebugId(digits.toUpperCase()), digits);
  for (const text of ['', '-', `${digits}0`, '../../etc/passwd', '__proto__'])
    assert.equal(toDebugId(text), null);
});

const REFERENCES: readonly (readonly [url: string, path: string | null])[] = [
  ['main.js.map', 'main.js.map'],
  ['./maps/main.js.map?v=1#x', './maps/main.js.map'],
  ['../maps/a%20b.js.map', '../maps/a b.js.map'],
  ['100%.js.map', '100%.js.map'],
  ['https://cdn.test/main.js.map', null],
  ['//cdn.test/main.js.map', null],
  ['/static/main.js.map', null],
  ['\\\\host\\share\\main.js.map', null],
  ['file:///etc/passwd.map', null],
  ['c:/x.map', null],
  ['/etc/passwd', null],
  ['../../etc/passwd', null],
  ['x%00.map', null],
  ['a\\..\\b.map', null],
];

for (const [url, path] of REFERENCES)
  test(`the map reference ${url} is ${path}`, () => assert.equal(readMapReference(url), path));

const INLINE: readonly (readonly [url: string, text: string | null])[] = [
  ['data:application/json;base64,e30=', '{}'],
  ['data:application/json;charset=utf-8;base64,e30=', '{}'],
  ['data:application/json,%7B%7D', '{}'],
  ['data:text/json;base64,e30=', '{}'],
  ['data:application/json,%7', null],
  ['data:text/html;base64,e30=', null],
  ['data:application/jsonx,{}', null],
  ['data:', null],
  ['main.js.map', null],
];

for (const [url, text] of INLINE)
  test(`${url} holds ${text}`, () => {
    const bytes = decodeInlineMap(url);
    assert.equal(bytes === null ? null : Buffer.from(bytes).toString(), text);
  });

type SourceCase = readonly [
  source: string,
  root: string,
  where: MapHome['where'],
  path: string,
  is: string,
  kind: ResolvedSource['is'],
];

const SOURCES: readonly SourceCase[] = [
  ['../src/a.ts', '', 'disk', '/app/dist/a.js.map', '/app/src/a.ts', 'printed'],
  ['a.ts', '../src', 'disk', '/app/dist/a.js.map', '/app/src/a.ts', 'printed'],
  ['a.ts', '/work/src/', 'disk', '/app/dist/a.js.map', '/work/src/a.ts', 'printed'],
  ['/work/src/a.ts', 'ignored', 'disk', '/app/dist/a.js.map', '/work/src/a.ts', 'printed'],
  ['C:\\work\\a.ts', '', 'disk', '/app/a.js.map', 'C:/work/a.ts', 'printed'],
  ['..\\src\\a.ts', '', 'repository', 'dist/a.js.map', 'src/a.ts', 'repository'],
  [
    '../../src/a.ts',
    '',
    'repository',
    'services/shop/dist/x/a.js.map',
    'services/shop/src/a.ts',
    'repository',
  ],
  ['../../../src/a.ts', '', 'repository', 'dist/a.js.map', 'src/a.ts', 'perhaps'],
  ['../src/a.ts', '', 'upload', 'main.js', 'src/a.ts', 'perhaps'],
  ['../../src/a%20b.ts', '', 'upload', 'server/main.js.map', 'src/a b.ts', 'perhaps'],
  ['100%.ts', '', 'upload', 'main.js', '100%.ts', 'printed'],
  [
    'webpack://shop/./src/a.vue?4b1a',
    '',
    'disk',
    '/app/main.js.map',
    'webpack://shop/./src/a.vue',
    'printed',
  ],
  ['./src/a.ts', 'webpack://shop/', 'disk', '/app/main.js.map', 'webpack://shop/./src/a.ts', 'printed'],
  ['webpack-internal:///./src/a.ts', '', 'upload', 'main.js', 'webpack-internal:///./src/a.ts', 'printed'],
  ['turbopack:///[project]/src/a.ts', '', 'disk', '/app/x.js', 'turbopack:///[project]/src/a.ts', 'printed'],
  ['file:///work/src/a.ts', 'x', 'upload', 'main.js', 'file:///work/src/a.ts', 'printed'],
  ['../../..', '', 'upload', 'main.js', '', 'perhaps'],
  ['../src/a.ts', '', 'upload', 'dist/main.js.map', 'src/a.ts', 'perhaps'],
  ['../../src/a.ts', '', 'upload', 'dist/x/main.js.map', 'src/a.ts', 'perhaps'],
  ['../a.ts', '', 'upload', 'dist/x/main.js.map', 'dist/a.ts', 'printed'],
  ['../dist2/a.ts', '', 'upload', 'dist/main.js.map', 'dist2/a.ts', 'perhaps'],
  ['/src/a.ts', '', 'upload', 'dist/main.js.map', '/src/a.ts', 'printed'],
  ['webpack://shop/./src/a.ts', '', 'repository', 'dist/a.js.map', 'webpack://shop/./src/a.ts', 'printed'],
  ['../..', '', 'repository', 'dist/main.js.map', '', 'perhaps'],
];

for (const [source, root, where, path, is, kind] of SOURCES)
  test(`${root}|${source} of ${path} (${where}) is ${is} (${kind})`, () => {
    assert.deepEqual(resolveSource(source, root, { where, path }), { path: is, is: kind });
  });

const NAMES: readonly (readonly [printed: string, called: string, is: string])[] = [
  ['a', 'total', 'total'],
  ['e.t', 'total', 'total'],
  ['Object.t', 'total', 'Object.total'],
  ['new t', 'Cart', 'new Cart'],
  ['e.total', 'sum', 'total'],
  ['Cart.total', 'sum', 'Cart.total'],
  ['checkOut', 'sum', 'checkOut'],
  ['a', '', 'a'],
  ['a', '<script>', 'a'],
  ['a', 'x\n', 'a'],
  ['', 'total', ''],
];

for (const [printed, called, is] of NAMES)
  test(`${JSON.stringify(printed)} called as ${JSON.stringify(called)} is ${is}`, () => {
    assert.equal(nameFunction(printed, called), is);
    assert.equal(nameFunction(undefined, called), undefined);
  });

test('weighs JSON as parsing it would', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(20), (text, maxValues) => {
      const values = countValues(JSON.parse(text));
      const isRefused = weighJson(Buffer.from(text), { maxValues, maxDepth: 1_000 }) !== null;
      if (values > 2 * maxValues + 1) assert.ok(isRefused);
      if (2 * values <= maxValues) assert.ok(!isRefused);
    }),
  );
  assert.match(String(weighJson(Buffer.from('['.repeat(65)), { maxValues: 100, maxDepth: 64 })), /deep/);
  assert.equal(weighJson(Buffer.from('["[[[[\\"[[[[,,,,"]'), { maxValues: 2, maxDepth: 1 }), null);
});

function countValues(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 1;
  return Object.values(json).reduce<number>((sum, value) => sum + countValues(value), 1);
}

test('reads any comment, URL and name without throwing', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string().map((tail) => `//# sourceMappingURL=${tail}`),
  );
  fc.assert(
    fc.property(text, text, (one, other) => {
      readMapComment(one);
      readMapReference(one);
      decodeInlineMap(`data:application/json,${one}`);
      resolveSource(one, other, { where: 'upload', path: 'main.js' });
      nameFunction(one, other);
    }),
  );
});
