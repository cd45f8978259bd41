import { python, v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { branch, exact, weak } from '../truth.ts';

const CART = [
  'def total(cart):',
  '    rate = RATES[cart.country]',
  '    prices = [item.price for item in cart.items]',
  '    return sum(prices) * rate',
  '',
  '',
  'def taxes(cart):',
  '    rate = RATES[cart.country]',
  '    return sum(item.tax for item in cart.items) * rate',
];
const MAIN = [
  "import { total } from './cart.js';",
  '',
  '// Sums a cart up.',
  'export function main(cart) {',
  '  return total(cart.items);',
  '}',
  '',
  'export function help() {',
  '  print(texts.help);',
  '  print(texts.more);',
  '}',
  '',
  'export function report(cart) {',
  '  return print(total(cart.items.all));',
  '}',
];

export const DRIFT: readonly Story[] = [
  {
    about: 'a build that is not quite the commit',
    history: [
      { name: 'write', by: 'ann', files: { 'cart.py': CART } },
      {
        name: 'price',
        by: 'bob',
        files: { 'cart.py': CART.with(2, '    prices = [item.price.amount for item in cart.items]') },
      },
      {
        name: 'tax',
        by: 'cara',
        files: {
          'cart.py': CART.with(2, '    prices = [item.price.amount for item in cart.items]').with(
            8,
            '    return sum(item.tax.amount for item in cart.items) * rate',
          ),
        },
      },
      {
        name: 'rename',
        by: 'dan',
        files: {
          'cart.py': CART.with(0, 'def total_of(cart):')
            .with(2, '    prices = [item.price.amount for item in cart.items]')
            .with(8, '    return sum(item.tax.amount for item in cart.items) * rate'),
        },
      },
    ],
    cases: [
      {
        title: 'a line quoted three lines further down is looked for in its function',
        runs: 'tax',
        trace: python('/app/cart.py:6 total: prices = [item.price.amount for item in cart.items]'),
        truth: branch('cart.py:3', 'price', 'bob'),
      },
      {
        title: 'a line quoted three lines further up is looked for in its function',
        runs: 'tax',
        trace: python('/app/cart.py:6 taxes: return sum(item.tax.amount for item in cart.items) * rate'),
        truth: branch('cart.py:9', 'tax', 'cara'),
      },
      {
        title: 'an unknown build whose line moved is found by the line',
        trace: python('/app/cart.py:7 total: prices = [item.price.amount for item in cart.items]'),
        truth: branch('cart.py:3', 'price', 'bob'),
      },
      {
        title: 'a text that stands twice means the one in the function of the trace',
        runs: 'tax',
        trace: python('/app/cart.py:5 taxes: rate = RATES[cart.country]'),
        truth: branch('cart.py:8', 'write', 'ann'),
      },
      {
        title: 'a text that stands twice outside its function accuses nobody',
        runs: 'tax',
        trace: python('/app/cart.py:5 refund: rate = RATES[cart.country]'),
        truth: weak('cart.py:2', 'write', 'lead'),
      },
      {
        title: 'a line that was never committed accuses nobody',
        runs: 'tax',
        trace: python('/app/cart.py:3 total: prices = fetch_prices(cart.items)'),
        truth: weak('cart.py:3', 'price', 'lead'),
      },
      {
        title: 'a line of an old release that reads differently today accuses nobody today',
        trace: python('/app/cart.py:3 total: prices = [item.price for item in cart.items]'),
        truth: weak('cart.py:3', 'price', 'lead'),
      },
      {
        title: 'a line in a function renamed since is still that line',
        trace: python('/app/cart.py:3 total: prices = [item.price.amount for item in cart.items]'),
        truth: branch('cart.py:3', 'price', 'bob'),
      },
      {
        title: 'a line moved in a function renamed since is found in the file',
        trace: python('/app/cart.py:6 total: prices = [item.price.amount for item in cart.items]'),
        truth: branch('cart.py:3', 'price', 'bob'),
      },
      {
        title: 'a text that differs in white space is the same',
        runs: 'tax',
        trace: python('/app/cart.py:3 total: prices  =  [item.price.amount  for item in cart.items]'),
        truth: exact('cart.py:3', 'price', 'bob'),
      },
      {
        title: 'a line beyond the end of the file is found by its text',
        runs: 'tax',
        trace: python('/app/cart.py:40 taxes: return sum(item.tax.amount for item in cart.items) * rate'),
        truth: branch('cart.py:9', 'tax', 'cara'),
      },
      {
        title: 'a line beyond the end of the file, and nowhere in it, accuses nobody',
        runs: 'tax',
        trace: python('/app/cart.py:40 taxes: return 0 * sum_of_nothing'),
        truth: weak('cart.py:40', null, 'lead'),
      },
    ],
  },
  {
    about: 'traces without text',
    history: [
      { name: 'write', by: 'ann', files: { 'src/main.js': MAIN } },
      {
        name: 'report',
        by: 'bob',
        files: { 'src/main.js': MAIN.with(13, '  return print(total(cart.all));') },
      },
    ],
    cases: [
      {
        title: 'a line in its function is taken at its word',
        runs: 'report',
        trace: v8('report (/app/src/main.js:14:16)'),
        truth: exact('src/main.js:14', 'report', 'bob'),
      },
      {
        title: 'a line in the middle of another function is not certain',
        runs: 'report',
        trace: v8('main (/app/src/main.js:14:16)'),
        truth: branch('src/main.js:14', 'report', 'bob'),
      },
      {
        title: 'a line beyond the end of the file accuses nobody',
        runs: 'report',
        trace: v8('main (/app/src/main.js:99:16)'),
        truth: weak('src/main.js:99', null, 'lead'),
      },
      {
        title: 'an empty line cannot break, so the build is another and nobody is accused',
        runs: 'report',
        trace: v8('main (/app/src/main.js:7:1)'),
        truth: weak('src/main.js:7', 'write', 'lead'),
      },
      {
        title: 'a comment cannot break, so the build is another and nobody is accused',
        runs: 'report',
        trace: v8('main (/app/src/main.js:3:1)'),
        truth: weak('src/main.js:3', 'write', 'lead'),
      },
    ],
  },
];
