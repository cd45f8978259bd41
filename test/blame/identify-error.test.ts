import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identifyError, type ErrorLine } from '../../src/blame/identify-error.ts';

const FILE = [
  'function total(items) {',
  '  return sum(items);',
  '}',
  'function other() {',
  '  return sum(items);',
  '}',
];
const AT: ErrorLine = {
  repository: 'shop',
  path: 'cart.js',
  function: 'total',
  line: 2,
  code: '  return sum(items);',
  lines: FILE,
};

const same = (what: string, change: Partial<ErrorLine>): void =>
  void test(`${what}: the same error`, () =>
    assert.equal(identifyError({ ...AT, ...change }), identifyError(AT)));
const other = (what: string, change: Partial<ErrorLine>, from: Partial<ErrorLine> = {}): void =>
  void test(`${what}: another error`, () =>
    assert.notEqual(identifyError({ ...AT, ...change }), identifyError({ ...AT, ...from })));

test('an identity is 16 hex digits and does not change from release to release', () => {
  assert.equal(identifyError(AT), '378662b2e410c21a');
});
same('an edit above moves the line', { line: 4, lines: ['// new', '', ...FILE] });
same('white space within the line changes', { code: 'return   sum(items);' });
same('its text stands in another function too', { lines: FILE.slice(0, 3) });
other('another line text', { code: '  return sum(rows);' });
other('another function', { function: 'other', line: 5 });
other('another file', { path: 'basket.js' });
other('another repository', { repository: 'blog' });

const TWICE = ['function total(items) {', '  step();', '  step();', '}'];
const FIRST = { code: '  step();', lines: TWICE, line: 2 };
other('its text stands twice in its function', { ...FIRST, line: 3 }, FIRST);
other('its text is unknown', { code: undefined, line: 3 }, { code: undefined });
