import { print, v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const PLAIN = ['export function total(cart) {', '  return sum(cart.items.prices);', '}'];
const RATED = PLAIN.with(1, '  return sum(cart.items.prices) * cart.country.rate;');
const AT_2 = v8('total (/app/src/cart.js:2:14)');
const TWINS = [
  'export class Cart {',
  '  total() {',
  '    return this.items.prices.sum();',
  '  }',
  '}',
  'export class Order {',
  '  total() {',
  '    return this.items.prices.sum();',
  '  }',
  '}',
];

/** Histories that git tells in ways of its own. */
export const HARD_HISTORIES: readonly Story[] = [
  {
    about: 'a reverted line that is picked onto a release',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      { name: 'rate', by: 'bob', files: { 'src/cart.js': RATED } },
      { name: 'revert', by: 'cara', files: { 'src/cart.js': PLAIN } },
      {
        name: 'pick',
        by: 'bob',
        committer: 'dan',
        on: 'release/1',
        from: 'revert',
        files: { 'src/cart.js': RATED },
      },
    ],
    cases: [
      {
        title: 'a pick keeps its author, whoever picked and whatever was reverted',
        runs: 'pick',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'pick', 'bob'),
      },
    ],
  },
  {
    about: 'an octopus merge',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN, 'a.js': 'a()\n', 'b.js': 'b()\n' } },
      { name: 'one', by: 'bob', on: 'one', from: 'write', files: { 'a.js': 'a(1)\n' } },
      { name: 'two', by: 'cara', on: 'two', from: 'write', files: { 'b.js': 'b(2)\n' } },
      { name: 'three', by: 'dan', on: 'three', from: 'write', files: { 'src/cart.js': RATED } },
      {
        name: 'octopus',
        by: 'eve',
        merge: ['one', 'two', 'three'],
        files: { 'a.js': 'a(1)\n', 'b.js': 'b(2)\n', 'src/cart.js': RATED },
      },
    ],
    cases: [
      {
        title: 'each arm has its own author, and the one who merged none',
        runs: 'octopus',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'three', 'dan'),
      },
      {
        title: 'the first arm too',
        runs: 'octopus',
        trace: v8('a (/app/a.js:1:1)'),
        truth: exact('a.js:1', 'one', 'bob'),
      },
    ],
  },
  {
    about: 'a line deleted by one, and brought back by another’s revert',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': RATED } },
      { name: 'delete', by: 'bob', files: { 'src/cart.js': RATED.toSpliced(1, 1) } },
      { name: 'restore', by: 'cara', message: 'Revert "delete"', files: { 'src/cart.js': RATED } },
    ],
    cases: [
      {
        title: 'who brings a deleted line back touched it last',
        runs: 'restore',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'restore', 'cara'),
      },
    ],
  },
  {
    about: 'other line ends',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': RATED } },
      { name: 'crlf', by: 'bob', files: { 'src/cart.js': `${RATED.join('\r\n')}\r\n` } },
      { name: 'lf', by: 'cara', files: { 'src/cart.js': RATED } },
    ],
    cases: [
      {
        title: 'who changes the ends of lines wrote none',
        runs: 'crlf',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
      {
        title: 'nor does who changes them back',
        runs: 'lf',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a listed formatting commit that added a line too',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      {
        name: 'format',
        by: 'bob',
        files: { 'src/cart.js': PLAIN.toSpliced(1, 0, '  checkEverything(cart.owner.limits.daily);') },
      },
      {
        name: 'list',
        by: 'cara',
        files: { '.git-blame-ignore-revs': (hashOf) => `${hashOf('format')}\n` },
      },
    ],
    cases: [
      {
        title: 'a line that nobody had before is of who added it',
        runs: 'list',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'format', 'bob'),
      },
      {
        title: 'the line below is of who wrote it',
        runs: 'list',
        trace: v8('total (/app/src/cart.js:3:14)'),
        truth: exact('src/cart.js:3', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'two functions that read the same',
    history: [
      { name: 'cart', by: 'ann', files: { 'src/shop.js': TWINS.slice(0, 5) } },
      { name: 'order', by: 'bob', files: { 'src/shop.js': TWINS } },
      { name: 'between', by: 'cara', files: { 'src/shop.js': TWINS.toSpliced(5, 0, '// Ordered.', '') } },
    ],
    cases: [
      {
        title: 'the first is of its author',
        runs: 'between',
        trace: v8('Cart.total (/app/src/shop.js:3:24)'),
        truth: exact('src/shop.js:3', 'cart', 'ann'),
      },
      {
        title: 'the copy is of who made it',
        runs: 'between',
        trace: v8('Order.total (/app/src/shop.js:10:24)'),
        truth: exact('src/shop.js:10', 'order', 'bob'),
        pending: 'git -M takes a copy within a file for a move, and blames whoever wrote the first',
      },
    ],
  },
  {
    about: 'a rename and an edit in one commit',
    history: [
      {
        name: 'write',
        by: 'ann',
        files: { 'src/cart.js': [...PLAIN, 'export const NAME = "cart";', 'export const MAX_ITEMS = 40;'] },
      },
      {
        name: 'rename',
        by: 'bob',
        files: {
          'src/cart.js': null,
          'src/basket.js': [...RATED, 'export const NAME = "cart";', 'export const MAX_ITEMS = 40;'],
        },
      },
    ],
    cases: [
      {
        title: 'the edited line is of who edited it',
        runs: 'rename',
        trace: v8('total (/app/src/basket.js:2:14)'),
        truth: exact('src/basket.js:2', 'rename', 'bob'),
      },
      {
        title: 'the others are of who wrote them',
        runs: 'rename',
        trace: v8('x (/app/src/basket.js:5:14)'),
        truth: exact('src/basket.js:5', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'another history merged into a folder',
    history: [
      { name: 'write', by: 'ann', files: { 'README.md': 'Shop\n' } },
      { name: 'theirs', by: 'bob', on: 'theirs', files: { 'cart.js': RATED } },
      {
        name: 'subtree',
        by: 'cara',
        merge: ['theirs'],
        files: { 'lib/cart/cart.js': RATED },
      },
    ],
    cases: [
      {
        title: 'who merges a folder wrote nothing in it',
        runs: 'subtree',
        trace: v8('total (/app/lib/cart/cart.js:2:14)'),
        truth: exact('lib/cart/cart.js:2', 'theirs', 'bob'),
      },
    ],
  },
  {
    about: 'a deleted file that is taken from the history again',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': RATED } },
      { name: 'delete', by: 'bob', files: { 'src/cart.js': null, 'README.md': 'Shop\n' } },
      { name: 'restore', by: 'cara', files: { 'src/cart.js': RATED } },
    ],
    cases: [
      {
        title: 'who brings a deleted file back decided that it runs',
        runs: 'restore',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'restore', 'cara'),
      },
    ],
  },
  {
    about: 'a folder whose name gets other letters',
    history: [
      { name: 'write', by: 'ann', files: { 'src/Cart/total.js': RATED, 'src/Cart/other.js': PLAIN } },
      {
        name: 'case',
        by: 'bob',
        files: {
          'src/Cart/total.js': null,
          'src/Cart/other.js': null,
          'src/cart/total.js': RATED,
          'src/cart/other.js': PLAIN,
        },
      },
    ],
    cases: [
      {
        title: 'a rename by capitals is a rename',
        runs: 'case',
        trace: v8('total (/app/src/cart/total.js:2:14)'),
        truth: exact('src/cart/total.js:2', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a merge that brings back a line which one side had changed',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      { name: 'side', by: 'bob', on: 'side', from: 'write', files: { 'README.md': 'Side\n' } },
      { name: 'rate', by: 'cara', files: { 'src/cart.js': RATED } },
      { name: 'evil', by: 'dan', merge: ['side'], files: { 'src/cart.js': PLAIN, 'README.md': 'Side\n' } },
    ],
    cases: [
      {
        title: 'git takes the side that has the line as it is for where it comes from',
        runs: 'evil',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a conflict that is resolved in words of nobody',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      { name: 'side', by: 'bob', on: 'side', from: 'write', files: { 'src/cart.js': RATED } },
      {
        name: 'main',
        by: 'cara',
        files: { 'src/cart.js': PLAIN.with(1, '  return round(sum(cart.items));') },
      },
      {
        name: 'resolve',
        by: 'dan',
        merge: ['side'],
        files: {
          'src/cart.js': PLAIN.with(1, '  return round(sum(cart.items.prices) * cart.country.rate);'),
        },
      },
    ],
    cases: [
      {
        title: 'who wrote the resolution wrote the line',
        runs: 'resolve',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'resolve', 'dan'),
      },
    ],
  },
  {
    about: 'lines in another order',
    history: [
      {
        name: 'write',
        by: 'ann',
        files: {
          'src/steps.js': ['prepareTheOrder(cart.customer);', 'chargeTheCustomer(cart.customer.card);'],
        },
      },
      {
        name: 'swap',
        by: 'bob',
        files: {
          'src/steps.js': ['chargeTheCustomer(cart.customer.card);', 'prepareTheOrder(cart.customer);'],
        },
      },
    ],
    cases: [
      {
        title: 'who swaps two lines wrote neither',
        runs: 'swap',
        trace: v8('x (/app/src/steps.js:1:1)'),
        truth: exact('src/steps.js:1', 'write', 'ann'),
      },
    ],
  },
  {
    about: 'a byte order mark',
    history: [
      { name: 'write', by: 'ann', files: { 'cart.py': 'raise_tax(order.country.rate)\n' } },
      { name: 'mark', by: 'bob', files: { 'cart.py': '\uFEFFraise_tax(order.country.rate)\nlog()\n' } },
    ],
    cases: [
      {
        title: 'the mark is no change of the line',
        runs: 'mark',
        trace: print('python', [
          'Traceback (most recent call last):',
          '  File "/app/cart.py", line 1, in <module>',
          '    raise_tax(order.country.rate)',
          'ValueError: it broke',
        ]),
        truth: exact('cart.py:1', 'write', 'ann'),
        pending: 'git compares bytes, and takes the mark for a change of the first line',
      },
    ],
  },
  {
    about: 'a commit amended with another author',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      { name: 'draft', by: 'bob', on: 'draft', from: 'write', files: { 'src/cart.js': RATED } },
      {
        name: 'amended',
        by: 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>',
        committer: 'bob',
        message: 'Rate\n\nSigned-off-by: Eve <eve@shop.test>\nCo-authored-by: Bob <bob@shop.test>',
        from: 'write',
        files: { 'src/cart.js': RATED },
      },
    ],
    cases: [
      {
        title: 'a bot’s co-author is told, and who signed it off is not',
        runs: 'amended',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'amended', 'bob'),
      },
    ],
  },
];
