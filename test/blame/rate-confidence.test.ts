import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OurFrame } from '../../src/blame/choose-frame.ts';
import type { Drift } from '../../src/blame/find-drifted-line.ts';
import { isBelow, rateConfidence } from '../../src/blame/rate-confidence.ts';
import type { LocatedFrame } from '../../src/locate/place-frames.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const BLAMED = makeBlamed();
const FRAME: OurFrame = {
  file: '/app/src/cart.js',
  line: 7,
  place: { where: 'ours', path: 'src/cart.js', agreement: 'whole', code: 'return x.y;' },
};
const place = (agreement: 'part' | 'name' | 'confirmed') => ({ place: { ...FRAME.place, agreement } });
const GUESSED = { revision: { commit: 'c'.repeat(40), known: false, because: 'HEAD was used' } };

const HERE: Drift = { line: 7, how: 'same line' };

type Case = readonly [
  what: string,
  frame: Partial<OurFrame>,
  located: Partial<typeof BLAMED>,
  rated: string,
  drift?: Drift,
];

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
    'weak: /app/src/cart.js and src/cart.js have only their name in common; it is a commit',
  ],
  ['the revision was guessed', {}, GUESSED, 'branch: HEAD was used'],
  [
    'a part of the path agrees',
    place('part'),
    {},
    'branch: /app/src/cart.js and src/cart.js have only the end of their paths in common; it is a commit',
  ],
  [
    'only the name agrees',
    place('name'),
    {},
    'weak: /app/src/cart.js and src/cart.js have only their name in common; it is a commit',
  ],
  [
    'only the name agrees, revision guessed',
    place('name'),
    GUESSED,
    'weak: /app/src/cart.js and src/cart.js have only their name in common; HEAD was used',
  ],
  ...['', '  ', '// x', '/* x */', '/* x', '*/', '# x', '#', '-- x', ';; x', '%% x'].map((code): Case => [
    `a line that cannot fail, ${JSON.stringify(code)}`,
    { place: { ...FRAME.place, code } },
    {},
    `weak: line 7 is ${code.trim() === '' ? 'empty' : 'a comment'} in commit cccccccccc and cannot have failed, so something else was running; it is a commit`,
  ]),
  ...['* x', '#x = 1;', '--x;', '/* x */ f()', '#[x]', '/x/.test(y)', '}'].map((code): Case => [
    `code like ${code}`,
    { place: { ...FRAME.place, code } },
    {},
    'exact: it is a commit',
  ]),
  [
    'a trace that quotes a comment itself',
    { text: '# x', place: { ...FRAME.place, code: '# x' } },
    {},
    'exact: it is a commit',
  ],
  ['the declared package agrees', place('confirmed'), {}, 'exact: it is a commit'],
  [
    'the text differs',
    { text: 'return z;' },
    {},
    'weak: line 7 reads in commit cccccccccc otherwise than in the trace; it is a commit',
    { line: 7, how: 'nowhere' },
  ],
  [
    'the text differs and is nowhere',
    { text: 'return total(x.z);' },
    {},
    "weak: line 7 reads in commit cccccccccc otherwise than in the trace, and the trace's text is nowhere in the file; it is a commit",
    { line: 7, how: 'nowhere' },
  ],
  [
    'the text has moved within its function',
    { text: 'return x.y;', ...place('name') },
    {},
    'branch: line 7 reads in commit cccccccccc otherwise than in the trace; the same text is line 9 of the same function; it is a commit',
    { line: 9, how: 'same function' },
  ],
  [
    'the text has moved in its file, revision guessed',
    { text: 'return x.y;' },
    GUESSED,
    'branch: line 7 reads in commit cccccccccc otherwise than in the trace; the same text is line 90; HEAD was used',
    { line: 90, how: 'same file' },
  ],
  [
    'the text stands in several lines',
    { text: 'return x.y;' },
    {},
    'weak: line 7 reads in commit cccccccccc otherwise than in the trace; the same text stands in several places, line 9 is the nearest; it is a commit',
    { line: 9, how: 'ambiguous' },
  ],
  [
    'the line is in another function',
    { function: 'total' },
    {},
    'branch: line 7 is in commit cccccccccc outside total, which the trace names; it is a commit',
    { line: 7, how: 'nowhere' },
  ],
  [
    'other files could be meant',
    {
      place: {
        ...FRAME.place,
        agreement: 'name',
        others: ['a/cart.js', 'b/cart.js', 'c/cart.js', 'd/cart.js'],
      },
    },
    {},
    'weak: /app/src/cart.js and src/cart.js have only their name in common; the trace could as well mean a/cart.js, b/cart.js, c/cart.js and 1 more, which path_mappings or path_prefix can settle; it is a commit',
  ],
  [
    'something in the file speaks against it',
    { place: { ...FRAME.place, against: 'src/cart.js has nothing called finish' } },
    {},
    'weak: src/cart.js has nothing called finish; it is a commit',
  ],
  [
    'the source map may be that of another file, whatever its own text says',
    { text: 'return x.y;', isDoubtful: true },
    {},
    'branch: the source map may be that of another file or build, or its source may lie elsewhere; uploading the maps of the build with their sources settles that; it is a commit',
  ],
  [
    'there was no trace',
    {},
    { stackless: true },
    'weak: the exception has no stack trace, and its code.* attributes tell only where it was recorded; it is a commit',
  ],
];

for (const [what, frame, located, rated, drift = HERE] of CASES)
  test(`${what}: ${rated}`, () => {
    const { level, because } = rateConfidence({
      located: { ...BLAMED, ...located },
      frame: { ...FRAME, ...frame },
      drift,
      author: BLAMED.author,
    });
    assert.equal(`${level}: ${because}`, rated);
  });

test('a line that the revision does not have is weak', () => {
  assert.equal(rateConfidence({ located: BLAMED, frame: FRAME, drift: HERE, author: null }).level, 'weak');
});

test('where a shallow clone ends, nobody is known to have written the line', () => {
  const author = BLAMED.author && { ...BLAMED.author, boundary: true as const };
  const { level, because } = rateConfidence({ located: BLAMED, frame: FRAME, drift: HERE, author });
  assert.deepEqual(
    [level, because],
    [
      'weak',
      'the clone is shallow and knows nothing before commit dddddddddd, so the line may be older; it is a commit',
    ],
  );
});

test('an author who may only have moved the line is not told as exact', () => {
  const author = BLAMED.author && { ...BLAMED.author, movesUnknown: true as const };
  const { level, because } = rateConfidence({ located: BLAMED, frame: FRAME, drift: HERE, author });
  assert.deepEqual(
    [level, because],
    [
      'branch',
      'the search for where the line was before commit dddddddddd was given up, so its author may only have moved it; it is a commit',
    ],
  );
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

test('a frame of ours that the commit lacks, nearer to the fault, weakens the blame of its caller', () => {
  const missing = { file: '/app/dist/gen.js', line: 1, place: { where: 'nowhere', isOurs: true } } as const;
  const thrown = { type: 'Error', message: '', relation: 'root' } as const;
  const rate = (frames: readonly LocatedFrame[]) =>
    rateConfidence({
      located: { ...BLAMED, exceptions: [{ ...thrown, frames }] },
      frame: FRAME,
      drift: HERE,
      author: BLAMED.author,
    });
  assert.deepEqual(rate([missing, FRAME]), {
    level: 'branch',
    because:
      '/app/dist/gen.js, where the trace is nearer to the fault, is not in the repository; it is a commit',
  });
  assert.equal(rate([FRAME, missing]).level, 'exact');
});
