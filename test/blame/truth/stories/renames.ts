import { python, v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { branch, exact } from '../truth.ts';

const CART = [
  'import { round } from "./round.js";',
  'export function total(cart) {',
  '  const prices = cart.items.map((item) => item.price * item.count);',
  '  return round(prices.reduce((sum, price) => sum + price, 0));',
  '}',
];
const BASKET = CART.map((line) => line.replace('round(prices', 'roundUp(prices'));

export const RENAMES: readonly Story[] = [
  {
    about: 'a file renamed, renamed with an edit, and its folder renamed',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': CART } },
      { name: 'rename', by: 'bob', files: { 'src/cart.js': null, 'src/basket.js': CART } },
      { name: 'again', by: 'cara', files: { 'src/basket.js': null, 'src/trolley.js': BASKET } },
      { name: 'folder', by: 'dan', files: { 'src/trolley.js': null, 'lib/shop/trolley.js': BASKET } },
      { name: 'case', by: 'dan', files: { 'lib/shop/trolley.js': null, 'lib/shop/Trolley.js': BASKET } },
    ],
    cases: [
      {
        title: 'who renames a file did not write it',
        runs: 'rename',
        trace: v8('total (/app/src/basket.js:3:34)'),
        truth: exact('src/basket.js:3', 'write', 'ann'),
      },
      {
        title: 'a line edited with the rename is of the one who edited it',
        runs: 'again',
        trace: v8('total (/app/src/trolley.js:4:10)'),
        truth: exact('src/trolley.js:4', 'again', 'cara'),
      },
      {
        title: 'the other lines of a file renamed twice are as old as they were',
        runs: 'again',
        trace: v8('total (/app/src/trolley.js:3:34)'),
        truth: exact('src/trolley.js:3', 'write', 'ann'),
      },
      {
        title: 'a folder renamed is a rename of its files',
        runs: 'folder',
        trace: v8('total (/app/lib/shop/trolley.js:4:10)'),
        truth: exact('lib/shop/trolley.js:4', 'again', 'cara'),
      },
      {
        title: 'a rename by capitals alone is a rename',
        runs: 'case',
        trace: v8('total (/app/lib/shop/Trolley.js:3:34)'),
        truth: exact('lib/shop/Trolley.js:3', 'write', 'ann'),
      },
      {
        title: 'an old release still has the old name',
        runs: 'write',
        trace: v8('total (/app/src/cart.js:3:34)'),
        truth: exact('src/cart.js:3', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a file renamed since an unknown release',
    history: [
      {
        name: 'write',
        by: 'ann',
        files: { 'shop/cart.py': ['def total(cart):', '    return sum(item.price for item in cart)'] },
      },
      {
        name: 'rename',
        by: 'bob',
        files: {
          'shop/cart.py': null,
          'shop/basket.py': ['def total(cart):', '    return sum(item.price for item in cart)'],
        },
      },
    ],
    cases: [
      {
        title: 'the author of a line is found when only the newest name of its file is at hand',
        trace: python('/app/shop/cart.py:2 total: return sum(item.price for item in cart)'),
        truth: branch('shop/basket.py:2', 'write', 'ann'),
      },
    ],
  },
];
