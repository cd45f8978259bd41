import { python, v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const CART = ['export function total(cart) {', '  const prices = cart.prices;', '  return sum(prices);', '}'];
const OURS = CART.with(2, '  return sum(prices.filter(isValid));');
const THEIRS = CART.with(2, '  return sum(prices) * cart.rate;');
const BOTH = CART.with(2, '  return sum(prices.filter(isValid)) * cart.rate;');
const AT_3 = v8('total (/app/src/cart.js:3:10)');

export const MERGES: readonly Story[] = [
  {
    about: 'a clean merge',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': CART } },
      { name: 'feature', by: 'bob', on: 'feature', from: 'write', files: { 'src/cart.js': THEIRS } },
      { name: 'other', by: 'cara', files: { 'src/tax.js': ['export const tax = (cart) => cart.tax.rate;'] } },
      { name: 'merge', by: 'dan', merge: ['feature'], files: { 'src/cart.js': THEIRS } },
    ],
    cases: [
      {
        title: 'a line of the merged branch is of the one who wrote it there',
        runs: 'merge',
        trace: AT_3,
        truth: exact('src/cart.js:3', 'feature', 'bob'),
      },
      {
        title: 'a line of the other side keeps its author',
        runs: 'merge',
        trace: v8('tax (/app/src/tax.js:1:38)'),
        truth: exact('src/tax.js:1', 'other', 'cara'),
      },
    ],
  },
  {
    about: 'conflicts resolved by hand',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': CART } },
      { name: 'theirs', by: 'bob', on: 'theirs', from: 'write', files: { 'src/cart.js': THEIRS } },
      { name: 'ours', by: 'cara', files: { 'src/cart.js': OURS } },
      {
        name: 'take',
        by: 'dan',
        on: 'take',
        from: 'ours',
        merge: ['theirs'],
        files: { 'src/cart.js': THEIRS },
      },
      {
        name: 'keep',
        by: 'dan',
        on: 'keep',
        from: 'ours',
        merge: ['theirs'],
        files: { 'src/cart.js': OURS },
      },
      { name: 'mix', by: 'dan', on: 'main', merge: ['theirs'], files: { 'src/cart.js': BOTH } },
      {
        name: 'evil',
        by: 'eve',
        on: 'evil',
        from: 'ours',
        merge: ['theirs'],
        files: { 'src/cart.js': OURS.with(1, '  const prices = cart.prices.sale;') },
      },
    ],
    cases: [
      {
        title: 'a conflict resolved for their side leaves the line to who wrote it',
        runs: 'take',
        trace: AT_3,
        truth: exact('src/cart.js:3', 'theirs', 'bob'),
      },
      {
        title: 'a conflict resolved for our side leaves the line to who wrote it',
        runs: 'keep',
        trace: AT_3,
        truth: exact('src/cart.js:3', 'ours', 'cara'),
      },
      {
        title: 'a line mixed from both sides was written by the one who merged',
        runs: 'mix',
        trace: AT_3,
        truth: exact('src/cart.js:3', 'mix', 'dan'),
      },
      {
        title: 'a line that neither side had was written in the merge',
        runs: 'evil',
        trace: v8('total (/app/src/cart.js:2:30)'),
        truth: exact('src/cart.js:2', 'evil', 'eve'),
      },
    ],
  },
  {
    about: 'an octopus',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': CART } },
      {
        name: 'one',
        by: 'bob',
        on: 'one',
        from: 'write',
        files: { 'src/one.js': ['export const one = (a) => a.one;'] },
      },
      {
        name: 'two',
        by: 'cara',
        on: 'two',
        from: 'write',
        files: { 'src/two.js': ['export const two = (a) => a.two.b;'] },
      },
      {
        name: 'octopus',
        by: 'dan',
        merge: ['one', 'two'],
        files: {
          'src/one.js': ['export const one = (a) => a.one;'],
          'src/two.js': ['export const two = (a) => a.two.b;'],
        },
      },
    ],
    cases: [
      {
        title: 'a line of the third parent is of the one who wrote it there',
        runs: 'octopus',
        trace: v8('two (/app/src/two.js:1:32)'),
        truth: exact('src/two.js:1', 'two', 'cara'),
      },
    ],
  },
  {
    about: 'squashed branches',
    history: [
      { name: 'write', by: 'ann', files: { 'cart.py': ['def total(cart):', '    return sum(cart.prices)'] } },
      {
        name: 'squash',
        by: 'bob',
        committer: 'GitHub <noreply@github.com>',
        message: 'Rates (#7)\n\n* Rates\n\nCo-authored-by: Cara <cara@shop.test>\n',
        files: { 'cart.py': ['def total(cart):', '    return sum(cart.prices) * cart.rate'] },
      },
      {
        name: 'queue',
        by: 'mergify[bot] <37929162+mergify[bot]@users.noreply.github.com>',
        message: 'Merge queue\n\nCo-authored-by: Dan <dan@shop.test>\n',
        files: { 'cart.py': ['def total(cart):', '    return round(sum(cart.prices) * cart.rate)'] },
      },
    ],
    cases: [
      {
        title: 'a squashed branch is of its author, whoever pressed the button',
        runs: 'squash',
        trace: python('/app/cart.py:2 total: return sum(cart.prices) * cart.rate'),
        truth: exact('cart.py:2', 'squash', 'bob'),
      },
      {
        title: 'a branch squashed by a bot is of the person it names',
        runs: 'queue',
        trace: python('/app/cart.py:2 total: return round(sum(cart.prices) * cart.rate)'),
        truth: exact('cart.py:2', 'queue', 'dan'),
      },
    ],
  },
];
