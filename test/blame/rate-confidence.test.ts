import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OurFrame } from '../../src/blame/choose-frame.ts';
import { isBelow, rateConfidence } from '../../src/blame/rate-confidence.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const BLAMED = makeBlamed();
const FRAME: OurFrame = {
  file: '/app/src/cart.js',
  line: 7,
  place: { where: 'ours', path: 'src/cart.js', agreement: 'whole', code: 'return x.y;' },
};
const place = (agreement: 'part' | 'name') => ({ place: { ...FRAME.place, agreement } });
const GUESSED = { revision: { commit: 'c'.repeat(40), known: false, because: 'HEAD was used' } };

type Case = readonly [what: string, frame: Partial<OurFrame>, located: Partial<typeof BLAMED>, rated: string];

const CASES: readonly Case[] = [
  ['the whole path agrees', {}, {}, 'exact: it is a commit'],
  ['the text agrees, white space aside', { text: ' return  x.y;' }, {}, 'exact: it is a commit'],
  [
    'the text agrees where the path says little',
    { text: 'return x.y;', ...place('name') },
    {},
    'exact: it is a commit',
  ],
  [
    'a text that agrees with many files says nothing',
    { text: 'pass', place: { ...FRAME.place, agreement: 'name', code: 'pass' } },
    {},
    "weak: only the file's name agrees with /app/src/cart.js; it is a commit",
  ],
  ['the revision was guessed', {}, GUESSED, 'branch: HEAD was used'],
  [
    'a part of the path agrees',
    place('part'),
    {},
    'branch: only the end of the path agrees with /app/src/cart.js; it is a commit',
  ],
  [
    'only the name agrees',
    place('name'),
    {},
    "weak: only the file's name agrees with /app/src/cart.js; it is a commit",
  ],
  [
    'only the name agrees, revision guessed',
    place('name'),
    GUESSED,
    "weak: only the file's name agrees with /app/src/cart.js; HEAD was used",
  ],
  ['the text differs', { text: 'return z;' }, {}, 'weak: the line reads differently in commit cccccccccc'],
  ['there was no trace', {}, { stackless: true }, 'weak: there was no stack trace, only code.* attributes'],
];

for (const [what, frame, located, rated] of CASES)
  test(`${what}: ${rated}`, () => {
    const { level, because } = rateConfidence(
      { ...BLAMED, ...located },
      { ...FRAME, ...frame },
      BLAMED.author,
    );
    assert.equal(`${level}: ${because}`, rated);
  });

test('a line that the revision does not have is weak', () => {
  assert.equal(rateConfidence(BLAMED, FRAME, null).level, 'weak');
});

const of = (level: 'exact' | 'branch' | 'weak') => ({ level, because: '' });

test('weak is below branch, and branch below exact', () => {
  assert.deepEqual(
    [isBelow(of('weak'), 'branch'), isBelow(of('branch'), 'exact'), isBelow(of('weak'), 'exact')],
    [true, true, true],
  );
  assert.deepEqual(
    [isBelow(of('weak'), 'weak'), isBelow(of('branch'), 'weak'), isBelow(of('exact'), 'exact')],
    [false, false, false],
  );
});
