import { v8, python } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const CART = [
  'export function total(cart) {',
  '  const prices = cart.items.map((item) => item.price * item.count);',
  '  return prices.reduce((sum, price) => sum + price, 0);',
  '}',
];
const BREAKS = v8('total (/app/src/cart.js:2:34)');
const LONG = [
  'export function total(cart) {',
  '  return cart.items.filter((item) => item.count > 0).map((item) => item.price * item.count).reduce(add, 0);',
  '}',
];
const BROKEN = [
  'export function total(cart) {',
  '  return cart.items',
  '    .filter((item) => item.count > 0)',
  '    .map((item) => item.price * item.count)',
  '    .reduce(add, 0);',
  '}',
];
const BREAKS_IN_MAP = v8('total (/app/src/cart.js:4:25)');

export const REFORMATTING: readonly Story[] = [
  {
    about: 'white space',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': CART } },
      {
        name: 'widen',
        by: 'bob',
        files: { 'src/cart.js': CART.map((line) => line.replace(/^ {2}/, '    ')) },
      },
      { name: 'tab', by: 'cara', files: { 'src/cart.js': CART.map((line) => line.replace(/^ {2}/, '\t')) } },
      { name: 'windows', by: 'dan', files: { 'src/cart.js': CART.map((line) => `${line}\r`) } },
      {
        name: 'space',
        by: 'bob',
        files: { 'src/cart.js': CART.map((line) => line.replace('(item)', '( item )')) },
      },
      { name: 'blank', by: 'cara', files: { 'src/cart.js': ['', '', ...CART] } },
      {
        name: 'wrap',
        by: 'dan',
        files: { 'src/cart.js': ['if (isShop) {', ...CART.map((line) => `  ${line}`), '}'] },
      },
    ],
    cases: [
      {
        title: 'a deeper indentation is nobody’s change',
        runs: 'widen',
        trace: BREAKS,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
      {
        title: 'tabs in place of spaces are nobody’s change',
        runs: 'tab',
        trace: BREAKS,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
      {
        title: 'line ends of Windows are nobody’s change',
        runs: 'windows',
        trace: BREAKS,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
      {
        title: 'spaces inside a line are nobody’s change',
        runs: 'space',
        trace: BREAKS,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
      {
        title: 'blank lines above move a line and do not change it',
        runs: 'blank',
        trace: v8('total (/app/src/cart.js:4:34)'),
        truth: exact('src/cart.js:4', 'write', 'ann'),
      },
      {
        title: 'who wraps code in a condition indents it and does not write it',
        runs: 'wrap',
        trace: v8('total (/app/src/cart.js:3:36)'),
        truth: exact('src/cart.js:3', 'write', 'ann'),
      },
      {
        title: 'the condition itself is of the one who added it',
        runs: 'wrap',
        trace: v8('Object.<anonymous> (/app/src/cart.js:1:1)'),
        truth: exact('src/cart.js:1', 'wrap', 'dan'),
      },
    ],
  },
  {
    about: 'a formatter that breaks lines, listed',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': LONG } },
      { name: 'format', by: 'bob', files: { 'src/cart.js': BROKEN } },
      {
        name: 'list',
        by: 'cara',
        files: { '.git-blame-ignore-revs': (hashOf) => `# Prettier\n${hashOf('format')}\n` },
      },
      {
        name: 'unknown',
        by: 'cara',
        files: {
          '.git-blame-ignore-revs': (hashOf) =>
            `${'0123456789'.repeat(4)} # squashed away\nnot a hash\n${hashOf('format')}\n`,
        },
      },
    ],
    cases: [
      {
        title: 'a listed reformatting is looked through',
        runs: 'list',
        trace: BREAKS_IN_MAP,
        truth: exact('src/cart.js:4', 'write', 'ann'),
      },
      {
        title: 'a list with an unknown hash and a slip in it still counts',
        runs: 'unknown',
        trace: BREAKS_IN_MAP,
        truth: exact('src/cart.js:4', 'write', 'ann'),
      },
      {
        title: 'the team’s list of today counts for a release made before it was written',
        runs: 'format',
        trace: BREAKS_IN_MAP,
        truth: exact('src/cart.js:4', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a formatter that breaks lines, not listed',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': LONG } },
      { name: 'format', by: 'bob', files: { 'src/cart.js': BROKEN } },
    ],
    cases: [
      {
        title: 'without a list the one who broke the lines is all that history can name',
        runs: 'format',
        trace: BREAKS_IN_MAP,
        truth: exact('src/cart.js:4', 'format', 'bob'),
      },
    ],
  },
  {
    about: 'quotes changed by a listed formatter, and edited later',
    history: [
      {
        name: 'write',
        by: 'ann',
        files: { 'cart.py': ['def name(cart):', "    return cart['owner']['name']"] },
      },
      {
        name: 'black',
        by: 'bob',
        files: { 'cart.py': ['def name(cart):', '    return cart["owner"]["name"]'] },
      },
      { name: 'list', by: 'bob', files: { '.git-blame-ignore-revs': (hashOf) => `${hashOf('black')}\n` } },
      {
        name: 'edit',
        by: 'cara',
        files: { 'cart.py': ['def name(cart):', '    return cart["owner"]["full_name"]'] },
      },
    ],
    cases: [
      {
        title: 'other quotes by a listed formatter are looked through',
        runs: 'list',
        trace: python('/app/cart.py:2 name: return cart["owner"]["name"]'),
        truth: exact('cart.py:2', 'write', 'ann'),
      },
      {
        title: 'an edit after the formatter is a change like any other',
        runs: 'edit',
        trace: python('/app/cart.py:2 name: return cart["owner"]["full_name"]'),
        truth: exact('cart.py:2', 'edit', 'cara'),
      },
    ],
  },
];
