import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthorFinder } from '../../src/blame/find-author.ts';
import type { LineBlame } from '../../src/git/blame-porcelain.ts';

const PUT: LineBlame = {
  commit: 'put',
  authorName: 'Cara',
  authorEmail: 'cara@shop.test',
  authoredAtMs: 0,
  summary: 'Move',
  path: 'new.js',
  line: 4,
  text: '  total(cart);',
};
const MOVED = { ...PUT, commit: 'wrote', authorName: 'Ann', path: 'old.js' };
const KNOWN_FILE = { previous: { commit: 'before', path: 'new.js' } };

type Case = {
  readonly put?: Partial<LineBlame>;
  /** What the commit took the line out of. */
  readonly taken: readonly string[] | null;
  /** What `old.js` reads after the commit. */
  readonly left?: string;
  /** What `new.js` read before the commit. */
  readonly before?: string;
  /** Whether looking further was too much for git. */
  readonly isGivenUp?: true;
  /** Where it is found by looking further; `old.js` unless told. */
  readonly foundIn?: string;
  readonly author: string;
  readonly looksFurther: boolean;
};

async function find({ put, taken, left, before, isGivenUp, foundIn = 'old.js' }: Case) {
  const files = new Map([
    ['put old.js', left],
    ['put new.js', PUT.text],
    ['before new.js', before],
  ]);
  let further = 0;
  const findAuthor = createAuthorFinder({
    blameLine: async (_commit, _path, _line, { findMoves = false } = {}) => {
      if (findMoves) further += 1;
      if (findMoves && isGivenUp) return { ...PUT, movesUnknown: true };
      return findMoves ? { ...MOVED, path: foundIn } : { ...PUT, ...put };
    },
    findTakenOut: async () => taken,
    readFile: async (commit, path) => files.get(`${commit} ${path}`) ?? null,
  });
  const author = await findAuthor('head', 'new.js', 4);
  const surely = author?.movesUnknown ? 'perhaps ' : '';
  return { author: `${surely}${author?.authorName}`, looksFurther: further > 0 };
}

test('who moved a line is told from who copied or wrote it', async () => {
  const cases: Readonly<Record<string, Case>> = {
    'taken out of another file': { taken: ['old.js'], author: 'Ann', looksFurther: true },
    'into a file there was': { put: KNOWN_FILE, taken: ['old.js'], author: 'Ann', looksFurther: true },
    'one of two of it moved': {
      taken: ['old.js'],
      left: 'total(cart);\n',
      author: 'Ann',
      looksFurther: true,
    },
    'taken out of nothing': { taken: [], author: 'Cara', looksFurther: false },
    'taken out of the same file': { put: KNOWN_FILE, taken: ['new.js'], author: 'Cara', looksFurther: false },
    'short, and moved within its file': {
      put: KNOWN_FILE,
      taken: [],
      before: 'total(cart);\nother();\n',
      foundIn: 'new.js',
      author: 'Ann',
      looksFurther: true,
    },
    'short, and copied although its file had it': {
      put: KNOWN_FILE,
      taken: [],
      before: 'total(cart);\n',
      left: 'total(cart);\n',
      author: 'Cara',
      looksFurther: true,
    },
    'long enough for git to see it move within its file': {
      put: { ...KNOWN_FILE, text: 'total(cart, customer, country);' },
      taken: [],
      before: 'total(cart, customer, country);\n',
      author: 'Cara',
      looksFurther: false,
    },
    'found in a file that kept it': {
      taken: ['x.js'],
      left: 'total( cart );',
      author: 'Cara',
      looksFurther: true,
    },
    'found in a file of an older name': { taken: ['x.js'], author: 'Ann', looksFurther: true },
    'given up': { taken: ['old.js'], isGivenUp: true, author: 'perhaps Cara', looksFurther: true },
    'a large commit, copied': { taken: null, left: 'total(cart);', author: 'Cara', looksFurther: true },
    'a large commit, moved': { taken: null, left: 'other();', author: 'Ann', looksFurther: true },
    'a large commit, in a file there was': {
      put: KNOWN_FILE,
      taken: null,
      author: 'Cara',
      looksFurther: false,
    },
    'the first commit of all': {
      put: { root: true },
      taken: ['old.js'],
      author: 'Cara',
      looksFurther: false,
    },
    'where a clone was cut off': {
      put: { boundary: true },
      taken: null,
      author: 'Cara',
      looksFurther: false,
    },
  };
  for (const [about, one] of Object.entries(cases)) {
    const { author, looksFurther } = one;
    assert.deepEqual(await find(one), { author, looksFurther }, about);
  }
});
