import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { createBlameDescriber, describeBlame } from '../../src/forward/describe-blame.ts';
import { createLinks } from '../../src/links.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const LINKS = createLinks('https://f.test');
const LINE = {
  'flawless.error.id': '0123456789abcdef',
  'flawless.error.url': 'https://f.test/view_traceback?error_id=0123456789abcdef',
  'flawless.error.known': false,
  'flawless.blame.file': 'src/cart.js',
  'flawless.blame.line': 7,
  'flawless.blame.function': 'total',
  'flawless.blame.commit': 'd'.repeat(40),
  'flawless.blame.time': '2026-01-02T00:00:00.000Z',
  'flawless.blame.confidence': 'exact',
  'flawless.blame.reason': makeBlamed().confidence.because,
};
const HASHED = hash('sha256', 'ann@shop.test');

const CASES = [
  ['email', { 'flawless.blame.author.email': 'Ann@shop.test', 'flawless.owner.email': 'ann@shop.test' }],
  ['name', { 'flawless.blame.author.name': 'Ann' }],
  ['hash', { 'flawless.blame.author.email': HASHED, 'flawless.owner.email': HASHED }],
  ['none', {}],
] as const;

for (const [kind, people] of CASES)
  test(`with enrich_author ${kind}, people are written as ${JSON.stringify(Object.keys(people))}`, () => {
    assert.deepEqual(describeBlame(makeBlamed(), kind, LINKS), { ...LINE, ...people });
  });

test('what is not known is not written', () => {
  const blamed = { path: 'a.js', line: 1 };
  const owner = { email: null, because: '' };
  const keys = Object.keys(describeBlame(makeBlamed({ author: null, owner, blamed }), 'email', LINKS));
  assert.deepEqual(
    keys.filter((key) => /commit|time|email|function/.test(key)),
    [],
  );
});

test('a verdict is described once, and others are told apart', () => {
  const describe = createBlameDescriber('email', LINKS);
  const [one, other] = [
    makeBlamed(),
    makeBlamed({ errorId: 'f'.repeat(16), blamed: { path: 'b.js', line: 1 } }),
  ];
  assert.equal(describe(one), describe(one));
  assert.deepEqual(describe(one), describeBlame(one, 'email', LINKS));
  assert.equal(describe(other)['flawless.error.id'], 'f'.repeat(16));
});

test('a reason that names a long path is cut between characters', () => {
  const because = `${'é'.repeat(499)}😀 is not in the repository`;
  const attributes = describeBlame(makeBlamed({ confidence: { level: 'weak', because } }), 'none', LINKS);
  assert.equal(attributes['flawless.blame.reason'], `${'é'.repeat(499)}\uFFFD`);
});
