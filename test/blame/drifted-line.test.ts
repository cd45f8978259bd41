import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findDriftedLine, type TracedLine } from '../../src/blame/find-drifted-line.ts';

const FILE = [
  'import shop',
  '',
  'def total(items):',
  '    prices = [item.price for item in items]',
  '    return sum(prices)',
  '',
  'def other(items):',
  '    log(items)',
  '    return sum(prices)',
  '    pass',
  '',
  'def twice(items):',
  '    shop.pay(items)',
  '    log(items)',
  '    shop.pay(items)',
  '    return only_here(items)',
  '    pass',
];

type Case = readonly [what: string, at: Partial<TracedLine>, found: string];

const CASES: readonly Case[] = [
  ['the line reads the same', { line: 5, text: 'return sum(prices)' }, '5 same line'],
  ['white space aside', { line: 5, text: '  return\tsum(prices)  ' }, '5 same line'],
  ['without text and name', { line: 5 }, '5 same line'],
  [
    'a line further down in its function',
    { line: 3, text: 'return sum(prices)', functionName: 'total' },
    '5 same function',
  ],
  [
    'the same text in two functions',
    { line: 8, text: 'return sum(prices)', functionName: 'total' },
    '5 same function',
  ],
  [
    'its function is unknown',
    { line: 8, text: 'return sum(prices)', functionName: '<lambda>' },
    '9 ambiguous',
  ],
  ['its function has gone', { line: 2, text: 'return sum(prices)', functionName: 'gone' }, '5 ambiguous'],
  [
    'a line that has moved to another function',
    { line: 4, text: 'return only_here(items)', functionName: 'total' },
    '16 same file',
  ],
  ['twice in its function', { line: 16, text: 'shop.pay(items)', functionName: 'twice' }, '15 ambiguous'],
  [
    'the file has become shorter',
    { line: 400, text: 'return only_here(items)', functionName: 'twice' },
    '16 same function',
  ],
  ['text that is nowhere', { line: 4, text: 'return nothing_of_this()', functionName: 'total' }, '4 nowhere'],
  ['short text never moves', { line: 9, text: 'pass', functionName: 'other' }, '9 nowhere'],
  ['nor do brackets', { line: 9, text: '})))))))))));', functionName: 'other' }, '9 nowhere'],
  ['no text, and the line is far from its function', { line: 14, functionName: 'total' }, '14 nowhere'],
  ['no text, and the line is in its function', { line: 4, functionName: 'Cart.total' }, '4 same line'],
  ['no text, and the line is just above its function', { line: 2, functionName: 'total' }, '2 same line'],
  ['no text, and no such function', { line: 14, functionName: 'wrapper' }, '14 same line'],
  ['an empty file', { line: 3, text: 'return sum(prices)', lines: [] }, '3 nowhere'],
];

for (const [what, at, found] of CASES)
  test(`${what}: ${found}`, () => {
    const { line, how } = findDriftedLine({ lines: FILE, line: 1, ...at });
    assert.equal(`${line} ${how}`, found);
  });

test('what was found reads as the trace says, and unique text is found wherever it has gone', () => {
  const filler = fc.array(fc.constantFrom('', '}', 'pass', 'def other():', '    work(items)'), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(filler, filler, fc.integer({ min: 1, max: 80 }), (before, after, line) => {
      const text = 'return the_only_line(items)';
      const lines = [...before, `  ${text}`, ...after];
      const found = findDriftedLine({ lines, line, text, functionName: 'other' });
      assert.equal(found.line, before.length + 1);
      assert.ok(['same line', 'same function', 'same file'].includes(found.how));
    }),
  );
});

test('no file and no trace make the search throw', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      fc.array(text),
      fc.integer(),
      fc.option(text, { nil: undefined }),
      text,
      (lines, line, code, functionName) => {
        const found = findDriftedLine({ lines, line, text: code, functionName });
        if (found.how !== 'nowhere' && code !== undefined)
          assert.equal(typeof (lines[found.line - 1] ?? ''), 'string');
        if (found.how === 'nowhere' || found.how === 'same line') assert.equal(found.line, line);
      },
    ),
  );
});
