import { v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const TOTAL = [
  'export function totalOfCart(cart) {',
  '  const prices = cart.items.map((item) => item.price * item.count);',
  '  const discount = cart.vouchers.reduce((sum, voucher) => sum + voucher.value, 0);',
  '  return prices.reduce((sum, price) => sum + price, 0) - discount;',
  '}',
];

export const COPIES: readonly Story[] = [
  {
    about: 'copies',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': TOTAL } },
      {
        name: 'paste',
        by: 'bob',
        files: { 'src/order.js': TOTAL.map((line) => line.replace('OfCart', 'OfOrder')) },
      },
      {
        name: 'vendor',
        by: 'cara',
        files: {
          'vendor/money/round.js': ['export function round(amount) {', '  return amount.toFixed(2);', '}'],
        },
      },
      {
        name: 'use',
        by: 'dan',
        files: {
          'src/price.js': [
            'import { round } from "../vendor/money/round.js";',
            'export const show = (price) => round(price.amount);',
          ],
        },
      },
    ],
    cases: [
      {
        title: 'who pastes code into a second file chose to have it there',
        runs: 'use',
        trace: v8('totalOfOrder (/app/src/order.js:2:34)'),
        truth: exact('src/order.js:2', 'paste', 'bob'),
      },
      {
        title: 'the original stays with its author',
        runs: 'use',
        trace: v8('totalOfCart (/app/src/cart.js:2:34)'),
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
      {
        title: 'a vendored copy kept from blame leads to the caller',
        runs: 'use',
        trace: v8('round (/app/vendor/money/round.js:2:17)', 'show (/app/src/price.js:2:31)'),
        config: { only_blame_filepaths_matching: ['^src/'] },
        truth: exact('src/price.js:2', 'use', 'dan'),
      },
      {
        title: 'a vendored copy nobody excluded is of the one who brought it in',
        runs: 'use',
        trace: v8('round (/app/vendor/money/round.js:2:17)', 'show (/app/src/price.js:2:31)'),
        truth: exact('vendor/money/round.js:2', 'vendor', 'cara'),
      },
    ],
  },
  {
    about: 'the same file in two places',
    history: [
      { name: 'share', by: 'ann', files: { 'shared/money.js': TOTAL } },
      { name: 'copy', by: 'bob', files: { 'services/order/shared/money.js': TOTAL } },
    ],
    cases: [
      {
        title: 'a copy of our own is told from its original by the longer path',
        runs: 'copy',
        trace: v8('totalOfCart (/app/services/order/shared/money.js:2:34)'),
        truth: exact('services/order/shared/money.js:2', 'copy', 'bob'),
      },
      {
        title: 'and the original by the whole of its own',
        runs: 'copy',
        trace: v8('totalOfCart (/app/shared/money.js:2:34)'),
        truth: exact('shared/money.js:2', 'share', 'ann'),
      },
    ],
  },
];
