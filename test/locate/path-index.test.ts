import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPathIndex } from '../../src/locate/path-index.ts';

const TREE = [
  'index.js',
  'web/index.js',
  'services/cart/src/index.js',
  'services/cart/src/price.js',
  'services/shop/src/price.js',
  'lib/util.py',
];

const CASES: readonly (readonly [trace: string, found: string | null, why: string])[] = [
  [
    '/app/services/cart/src/price.js',
    'services/cart/src/price.js',
    'the whole repository path ends the trace path',
  ],
  ['services/cart/src/price.js', 'services/cart/src/price.js', 'a relative path'],
  ['/usr/src/cart/src/price.js', 'services/cart/src/price.js', 'more common segments than its namesake'],
  ['/app/src/price.js', 'services/cart/src/price.js', 'of two files that share the longest suffix the first'],
  ['/app/index.js', 'index.js', 'a whole path wins over an equally long part of one'],
  ['/app/src/index.js', 'services/cart/src/index.js', 'two common segments win over a whole path of one'],
  ['C:\\build\\lib\\util.py', 'lib/util.py', 'backslashes'],
  ['./lib/./util.py', 'lib/util.py', 'dots'],
  ['/app/other.js', null, 'no such file'],
  ['/app/Index.js', null, 'case counts'],
  ['', null, 'nothing'],
  ['/', null, 'a root'],
];

for (const [trace, found, why] of CASES)
  test(`${trace || 'an empty path'} is ${found ?? 'nowhere'}: ${why}`, () => {
    assert.equal(createPathIndex(TREE).find(trace)?.path ?? null, found);
  });

test('every path of a tree is found below any deployment directory', () => {
  const segment = fc.stringMatching(/^[a-z]{1,3}$/);
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 8 }), (paths) => {
      const index = createPathIndex(paths);
      for (const one of paths)
        assert.deepEqual(index.find(`/srv/DEPLOYED/${one}`), {
          path: one,
          agreement: one.includes('/') ? 'whole' : 'part',
          others: index.find(`/srv/DEPLOYED/${one}`)?.others,
          leads: true,
        });
    }),
  );
});

const AGREEMENTS: readonly (readonly [trace: string, agreement: string])[] = [
  ['/app/lib/util.py', 'whole'],
  ['/usr/src/cart/src/price.js', 'part'],
  ['/app/index.js', 'whole'],
  ['/app/dist/index.js', 'part'],
  ['util.py', 'part'],
  ['/opt/other/vendor/util.py', 'name'],
];

for (const [trace, agreement] of AGREEMENTS)
  test(`${trace} is found by ${agreement}`, () => {
    assert.equal(createPathIndex(TREE).find(trace)?.agreement, agreement);
  });

test('a name that many files bear costs no more to find', () => {
  const many = Array.from({ length: 130_000 }, (_, i) => `packages/p${i}/src/index.js`);
  const index = createPathIndex(many);
  assert.equal(index.find('/app/packages/p77/src/index.js')?.path, 'packages/p77/src/index.js');
  assert.equal(index.find('/app/src/index.js')?.others.length, 1_999);
});

test('tells the others that a path could mean as well, and whether one leads', () => {
  const index = createPathIndex([...TREE, 'src/price.js']);
  assert.deepEqual(index.find('/app/src/price.js'), {
    path: 'src/price.js',
    agreement: 'whole',
    others: ['services/cart/src/price.js', 'services/shop/src/price.js'],
    leads: true,
  });
  assert.deepEqual(createPathIndex(TREE).find('/app/src/price.js'), {
    path: 'services/cart/src/price.js',
    agreement: 'part',
    others: ['services/shop/src/price.js'],
    leads: false,
  });
});

test('lists what ends in a path, whole segments only, and knows what is there', () => {
  const index = createPathIndex(TREE);
  assert.deepEqual(index.listEnding('src/price.js'), [
    'services/cart/src/price.js',
    'services/shop/src/price.js',
  ]);
  assert.deepEqual(index.listEnding('index.js'), ['index.js', 'web/index.js', 'services/cart/src/index.js']);
  assert.deepEqual(index.listEnding('rc/price.js'), []);
  assert.deepEqual(index.listEnding(''), []);
  assert.equal(index.has('web/index.js'), true);
  assert.equal(index.has('src/price.js'), false);
  assert.equal(index.has(''), false);
});
