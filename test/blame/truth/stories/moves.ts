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
const TAX = [
  'export function taxOfCart(cart, country) {',
  '  const rate = RATES_OF_COUNTRIES[country.code].standard;',
  '  const taxable = cart.items.filter((item) => !item.exempt);',
  '  return taxable.reduce((sum, item) => sum + item.price * rate, 0);',
  '}',
];
const SHIP = [
  'export function shippingOfCart(cart, country) {',
  '  const zone = ZONES_OF_COUNTRIES[country.code].zone;',
  '  const weight = cart.items.reduce((sum, item) => sum + item.weight, 0);',
  '  return PRICES_OF_ZONES[zone].find((step) => step.upTo >= weight).price;',
  '}',
];

const SHORT = ['export function lastOfItems(items) {', '  const i = size(items) - 1;', '  return a(i);', '}'];
const GUARD = ['function first(cart) {', '  if (empty(cart)) stop(cart, now);', '  return a(i);', '}'];

export const MOVES: readonly Story[] = [
  {
    about: 'a function moved to the end of its file',
    history: [
      { name: 'total', by: 'ann', files: { 'src/cart.js': TOTAL } },
      { name: 'others', by: 'bob', files: { 'src/cart.js': [...TOTAL, ...TAX, ...SHIP] } },
      { name: 'move', by: 'cara', files: { 'src/cart.js': [...TAX, ...SHIP, ...TOTAL] } },
      { name: 'sort', by: 'dan', files: { 'src/cart.js': [...SHIP, ...TAX, ...TOTAL] } },
    ],
    cases: [
      {
        title: 'who moves a function within its file did not write it',
        runs: 'move',
        trace: v8('totalOfCart (/app/src/cart.js:13:34)'),
        truth: exact('src/cart.js:13', 'total', 'ann'),
      },
      {
        title: 'who sorts the functions of a file did not write them',
        runs: 'sort',
        trace: v8('taxOfCart (/app/src/cart.js:7:45)'),
        truth: exact('src/cart.js:7', 'others', 'bob'),
      },
    ],
  },
  {
    about: 'a function with short lines moved within its file',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': [...SHORT, ...TAX, ...SHIP] } },
      { name: 'move', by: 'bob', files: { 'src/cart.js': [...TAX, ...SHIP, ...SHORT] } },
      { name: 'add', by: 'cara', files: { 'src/cart.js': [...TAX, ...GUARD, ...SHIP, ...SHORT] } },
    ],
    cases: [
      {
        title: 'a line too short to be known again is of whoever wrote it with the lines around',
        runs: 'move',
        trace: v8('last (/app/src/cart.js:13:10)'),
        truth: exact('src/cart.js:13', 'write', 'ann'),
      },
      {
        title: 'the same short line in a new function is of whoever wrote that',
        runs: 'add',
        trace: v8('first (/app/src/cart.js:8:10)'),
        truth: exact('src/cart.js:8', 'add', 'cara'),
      },
    ],
  },
  {
    about: 'functions moved to other files',
    history: [
      { name: 'total', by: 'ann', files: { 'src/cart.js': [...TOTAL, ...SHIP] } },
      { name: 'tax', by: 'bob', files: { 'src/cart.js': [...TOTAL, ...TAX, ...SHIP] } },
      {
        name: 'extract',
        by: 'cara',
        files: {
          'src/cart.js': [...TOTAL, ...SHIP],
          'src/tax.js': ["import { RATES_OF_COUNTRIES } from './rates.js';", ...TAX],
        },
      },
      {
        name: 'split',
        by: 'dan',
        files: {
          'src/cart.js': null,
          'src/total.js': TOTAL,
          'src/shipping.js': ["import { ZONES_OF_COUNTRIES } from './zones.js';", ...SHIP],
        },
      },
    ],
    cases: [
      {
        title: 'who takes a function out into a file of its own did not write it',
        runs: 'extract',
        trace: v8('taxOfCart (/app/src/tax.js:3:45)'),
        truth: exact('src/tax.js:3', 'tax', 'bob'),
      },
      {
        title: 'what the new file needed is of the one who took it out',
        runs: 'extract',
        trace: v8('Object.<anonymous> (/app/src/tax.js:1:10)'),
        truth: exact('src/tax.js:1', 'extract', 'cara'),
      },
      {
        title: 'one half of a file split in two keeps its author',
        runs: 'split',
        trace: v8('totalOfCart (/app/src/total.js:2:34)'),
        truth: exact('src/total.js:2', 'total', 'ann'),
      },
      {
        title: 'the other half keeps its author too',
        runs: 'split',
        trace: v8('shippingOfCart (/app/src/shipping.js:3:50)'),
        truth: exact('src/shipping.js:3', 'total', 'ann'),
      },
      {
        title: 'what stayed when a neighbour moved out is as it was',
        runs: 'extract',
        trace: v8('shippingOfCart (/app/src/cart.js:7:50)'),
        truth: exact('src/cart.js:7', 'total', 'ann'),
      },
    ],
  },
  {
    about: 'a function moved and changed at once',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': [...TOTAL, ...TAX] } },
      {
        name: 'move',
        by: 'bob',
        files: {
          'src/cart.js': TOTAL,
          'src/tax.js': TAX.map((line) => line.replace('.standard', '.reduced.standard')),
        },
      },
    ],
    cases: [
      {
        title: 'the line changed on the way is of the one who moved it',
        runs: 'move',
        trace: v8('taxOfCart (/app/src/tax.js:2:60)'),
        truth: exact('src/tax.js:2', 'move', 'bob'),
      },
      {
        title: 'the lines beside it keep their author',
        runs: 'move',
        trace: v8('taxOfCart (/app/src/tax.js:3:45)'),
        truth: exact('src/tax.js:3', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a function moved into a file there was before',
    history: [
      { name: 'total', by: 'ann', files: { 'src/cart.js': TOTAL, 'src/tax.js': ['// Taxes.'] } },
      { name: 'tax', by: 'bob', files: { 'src/cart.js': [...TOTAL, ...TAX] } },
      { name: 'move', by: 'cara', files: { 'src/cart.js': TOTAL, 'src/tax.js': ['// Taxes.', ...TAX] } },
      {
        name: 'paste',
        by: 'dan',
        files: {
          'src/cart.js': [...TOTAL.with(1, '  const prices = cart.prices.gross;'), ...SHIP],
          'src/order.js': TOTAL.map((line) => line.replace('OfCart', 'OfOrder')),
        },
      },
    ],
    cases: [
      {
        title: 'who moves a function into a file of others did not write it',
        runs: 'move',
        trace: v8('taxOfCart (/app/src/tax.js:4:45)'),
        truth: exact('src/tax.js:4', 'tax', 'bob'),
      },
      {
        title: 'a copy is of the one who made it, also when the original was changed on the way',
        runs: 'paste',
        trace: v8('totalOfOrder (/app/src/order.js:3:34)'),
        truth: exact('src/order.js:3', 'paste', 'dan'),
      },
    ],
  },
];
