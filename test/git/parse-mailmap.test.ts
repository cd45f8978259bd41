import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMailmap } from '../../src/git/parse-mailmap.ts';
import { git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const MAILMAP = [
  '# Ann <no@shop.test> <ann@shop.test>',
  'Ann Lee <ann@old.test>',
  '<bob@shop.test> <bob@old.test>',
  'Cy Clark <cy@shop.test> <cy@old.test>  # today',
  'Cara Cole <cara@shop.test> root <root@laptop.local>',
  'Dan Dorn <dan@shop.test> DAN <root@laptop.local>',
  'Somebody <root@laptop.local>',
  '  Eve Eden   <eve@shop.test>\t<EVE@Old.test>\r',
  'Twice <one@shop.test> <twice@old.test>',
  '<two@shop.test> <twice@old.test>',
  'Nobody',
  'Half <half@shop.test',
  '<>',
  'No Address <no@shop.test> <>',
  'Ümit <uemit@shop.test> ümit <u@old.test>',
].join('\n');

const PEOPLE = [
  ['Ann', 'ann@shop.test'],
  ['Ann', 'ann@old.test'],
  ['Ann', 'ANN@OLD.test'],
  ['Bob', 'bob@old.test'],
  ['Cy', 'cy@old.test'],
  ['root', 'root@laptop.local'],
  ['Root', 'root@laptop.local'],
  ['dan', 'root@laptop.local'],
  ['who', 'root@laptop.local'],
  ['Eve', 'eve@old.test'],
  ['T', 'twice@old.test'],
  ['Half', 'half@shop.test'],
  ['ümit', 'u@old.test'],
  ['Ümit', 'u@old.test'],
] as const;

test('names people as git does', (context) => {
  const dir = makeTemporaryDirectory(context);
  git(dir, ['init', '--quiet']);
  writeFileSync(join(dir, '.mailmap'), MAILMAP);
  const map = parseMailmap(MAILMAP);
  for (const [name, email] of PEOPLE) {
    const mapped = map({ name, email }) ?? { name, email };
    const expected = execFileSync('git', ['check-mailmap', `${name} <${email}>`], {
      cwd: dir,
      encoding: 'utf8',
    });
    assert.equal(`${mapped.name} <${mapped.email}>`, expected.trim());
  }
});

test('reads any text', () => {
  const piece = fc.constantFrom('Ann', ' ', '<', '>', 'a@b', '\n', '#', '<a@b>');
  fc.assert(
    fc.property(fc.array(piece), fc.string({ unit: 'binary' }), (pieces, text) => {
      const person = { name: 'Ann', email: 'a@b' };
      assert.ok(['string', 'undefined'].includes(typeof parseMailmap(pieces.join(''))(person)?.email));
      assert.ok(['string', 'undefined'].includes(typeof parseMailmap(text)(person)?.name));
    }),
  );
});
