import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findStanding, type Standing } from '../../src/blame/still-stands.ts';

type Case = readonly [what: string, before: readonly string[], after: readonly string[], found: Standing];

/** The first line is followed. */
const CASES: readonly Case[] = [
  ['as it was', ['pay(cart)'], ['pay(cart)'], 'stands'],
  ['with other white space', ['pay( cart )'], ['', '\tpay(  cart ) \r'], 'stands'],
  ['mended', ['pay(cart)'], ['pay(cart ?? none)'], 'gone'],
  ['lengthened at its end', ['pay(cart)'], ['pay(cart) if cart'], 'gone'],
  ['one of two', ['pay(cart)', 'pay(cart)'], ['pay(cart)'], 'fewer'],
  ['one of two, and a third', ['pay(cart)', 'pay(cart)'], ['pay(cart)', 'x', 'pay(cart)'], 'stands'],
  ['wrapped', ['pay(cart, rate)'], ['pay(', '  cart,', '', '  rate', ')'], 'stands'],
  ['wrapped with a comma more', ['pay(cart, rate)'], ['pay(', '  cart,', '  rate,', ')'], 'stands'],
  ['wrapped and mended', ['pay(cart, rate)'], ['pay(', '  cart,', '  rate ?? 1', ')'], 'gone'],
  ['wrapped within a line', ['pay(cart)'], ['if (cart) pay(', '  cart', ')'], 'gone'],
  ['blank', [''], ['x'], 'fewer'],
  ['not there', [], ['x'], 'fewer'],
  ['in an empty file', ['pay(cart)'], [], 'gone'],
];

for (const [what, before, after, found] of CASES)
  test(`a line that is ${what}: ${found}`, () => {
    assert.equal(findStanding({ before, after, line: 1 }), found);
  });

test('a line cut anywhere into lines stands', () => {
  const word = fc.stringMatching(/^[a-z]{1,5}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), fc.array(fc.string()), (words, others) => {
      const after = [...others.map((other) => `#${other}`), ...words];
      assert.equal(findStanding({ before: [words.join(' ')], after, line: 1 }), 'stands');
    }),
  );
});

test('lines that all begin like the line are looked through in time', () => {
  const after = Array.from({ length: 50_000 }, () => 'a');
  assert.equal(findStanding({ before: [`${'a'.repeat(4_000)}b`], after, line: 1 }), 'gone');
});
