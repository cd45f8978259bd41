import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPathFilter } from '../../src/blame/create-path-filter.ts';
import { isIgnoredType } from '../../src/blame/is-ignored-type.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import { createParser } from '../../src/parse/parse-exception.ts';
import { REPORTED } from '../helpers/reported.ts';

const TYPES: readonly (readonly [rule: string, type: string, isIgnored: boolean])[] = [
  ['KeyError', 'KeyError', true],
  ['KeyError', 'keyerror', false],
  ['KeyError', 'MyKeyError', false],
  ['KeyError', 'KeyErrors', false],
  ['shop.KeyError', 'shop.KeyError', true],
  ['shop.KeyError', 'shopXKeyError', false],
  ['Abort*', 'AbortError', true],
  ['Abort*', 'Abort', true],
  ['Abort*', 'UserAbort', false],
  ['*Timeout', 'java.net.SocketTimeout', true],
  ['*Timeout', 'SocketTimeoutException', false],
  ['java.*.Closed*', 'java.nio.channels.ClosedChannelException', true],
  ['*', '', true],
  ['E?F', 'E1F', true],
  ['E?F', 'E12F', false],
  ['[EF]', 'E', false],
  ['(a|b)+', '(a|b)+', true],
];

for (const [rule, type, isIgnored] of TYPES)
  test(`${rule} ${isIgnored ? 'ignores' : 'does not ignore'} the type ${JSON.stringify(type)}`, () => {
    const parsed = createParser()({ ...REPORTED, type });
    assert.equal(isIgnoredType(parsed, { ...NO_RULES, ignored_exceptions: [{ type: rule }] }), isIgnored);
  });

test('a type is ignored as its trace prints it, too, but not for a cause of it', () => {
  const stacktrace =
    'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nKeyError: 1\n\n' +
    'The above exception was the direct cause of the following exception:\n\n' +
    'Traceback (most recent call last):\n  File "a.py", line 2, in h\n    f()\nshop.TaxError: FR\n';
  const parsed = createParser()({ ...REPORTED, type: 'TaxError', stacktrace, language: 'python' });
  const ignores = (type: string) => isIgnoredType(parsed, { ...NO_RULES, ignored_exceptions: [{ type }] });
  assert.deepEqual(['TaxError', 'shop.TaxError', 'shop.*', 'KeyError', 'Other'].map(ignores), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a glob of many stars is no trap', () => {
  const parsed = createParser()({ ...REPORTED, type: 'a'.repeat(5_000) });
  const type = `${'*a'.repeat(30)}b`;
  assert.equal(isIgnoredType(parsed, { ...NO_RULES, ignored_exceptions: [{ type }] }), false);
});

const PATTERNS: readonly (readonly [
  patterns: readonly string[] | null,
  path: string,
  isBlamable: boolean,
])[] = [
  [null, 'any/file.js', true],
  [[], 'any/file.js', true],
  [['^src/'], 'src/a.js', true],
  [['^src/'], 'lib/src/a.js', false],
  [['src/'], 'lib/src/a.js', true],
  [['\\.py$', '\\.js$'], 'a.js', true],
  [['\\.py$', '\\.js$'], 'a.ts', false],
];

for (const [patterns, path, isBlamable] of PATTERNS)
  test(`${path} ${isBlamable ? 'may' : 'may not'} be blamed under ${JSON.stringify(patterns)}`, () => {
    assert.equal(createPathFilter(patterns)(path), isBlamable);
  });
