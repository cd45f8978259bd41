import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeader } from '../../src/parse/header.ts';

test('tells the class from the message', () => {
  const table: [string, string | undefined, string][] = [
    ['TypeError: no x', 'TypeError', 'no x'],
    ['TypeError [ERR_X]: no x', 'TypeError', 'no x'],
    ['TypeError [ERR_X]', 'TypeError', ''],
    ['TypeError: a\n  b: c\n', 'TypeError', 'a\n  b: c'],
    ['TypeError: \nno x', 'TypeError', 'no x'],
    ['DOMException [AbortError]: no', 'AbortError', 'no'],
    ['Error', 'Error', ''],
    ['Error:', 'Error', ''],
    ['Error\nsecond line', 'Error', 'second line'],
    ['shop.till.OutOfCoins: 7', 'shop.till.OutOfCoins', '7'],
    ['Outer.f.<locals>.Local', 'Outer.f.<locals>.Local', ''],
    ['Ошибка: 7', 'Ошибка', '7'],
    ['Uncaught TypeError: no x', 'TypeError', 'no x'],
    ['Uncaught (in promise) TypeError: no x', 'TypeError', 'no x'],
    ['no class: here', undefined, 'no class: here'],
    ['https://shop.example: 404', undefined, 'https://shop.example: 404'],
    [`${'x'.repeat(257)}: y`, undefined, `${'x'.repeat(257)}: y`],
    ['', undefined, ''],
  ];
  for (const [text, type, message] of table) {
    assert.deepEqual(readHeader(text), type === undefined ? { message } : { type, message }, text);
  }
});

test('believes the reporter about names with spaces and about messages that look like a class', () => {
  const reported = { type: 'Invariant Violation', message: 'timeout: 5 s' };
  assert.deepEqual(readHeader('Invariant Violation: no', reported), { type: reported.type, message: 'no' });
  assert.deepEqual(readHeader('timeout: 5 s', reported), { message: 'timeout: 5 s' });
});
