import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDamage } from '../../src/git/is-damage.ts';

const HASH = 'fe1564adec67aa52268eda5721a65238d3b95264';

test('tells damage from what is not there', () => {
  for (const [message, expected] of [
    [`fatal: packed object ${HASH} (stored in ./objects/pack/pack-1.pack) is corrupt`, true],
    [`fatal: loose object ${HASH} (stored in objects/fe/1) is corrupt`, true],
    ['error: inflate: data stream error (incorrect header check)', true],
    ['error: object file objects/fe/1564 is empty', true],
    [`fatal: missing object ${HASH} for refs/heads/main`, true],
    [`fatal: unable to read tree ${HASH}`, true],
    [`fatal: cannot read blob ${HASH} for path a.js`, true],
    [`error: Could not read ${HASH}`, true],
    [`fatal: failed to traverse parents of commit ${HASH}`, true],
    ["fatal: not a git repository: '/data/repositories/shop.git'", true],
    ['git could not be spawned: it, or the directory of the repository, is gone', true],
    ['a file of commit fe1564adec is missing in the repository', true],
    [`fatal: bad object ${HASH}`, true],
    ['error: index file ./objects/pack/pack-1.idx is too small', true],
    ['error: wrong index v2 file size in ./objects/pack/pack-1.idx', true],
    ['error: non-monotonic index ./objects/pack/pack-1.idx', true],
    ['error: packfile ./objects/pack/pack-1.pack is far too short to be a packfile', true],
    [
      'error: packfile ./objects/pack/pack-1.pack claims to have 4 objects while index indicates 5 objects',
      true,
    ],
    ['error: file ./objects/pack/pack-1.pack is not a GIT packfile', true],
    ['error: packfile ./objects/pack/pack-1.pack does not match index', true],
    ['fatal: bad object main', false],
    ['fatal: not a tree object', false],
    [`fatal: Not a valid object name ${HASH}`, false],
    [`fatal: no such path 'is corrupt' in ${HASH}`, false],
    ['fatal: file a.js has only 3 lines', false],
    [`fatal: no such path 'isn't 'corrupt'' in ${HASH}`, false],
    ['fatal: file corrupt.js has only 3 lines', false],
    [`fatal: file ${'corrupt/'.repeat(500)}`, false],
    [`fatal: no such path '${'corrupt/'.repeat(500)}`, false],
    ['git was killed', false],
    ['block timeout reached', false],
    ["fatal: unable to access 'https://shop.test/x.git/': Could not resolve host: shop.test", false],
  ] as const)
    assert.equal(isDamage(message), expected, message);
});
