import { v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { branch, exact } from '../truth.ts';

const CART = ['export function total(cart) {', '  return sum(cart.items.prices);', '}'];
const AT_2 = v8('total (/app/src/cart.js:2:25)');
const write = (expression: string) => ({ 'src/cart.js': CART.with(1, `  return ${expression};`) });

export const REVISIONS: readonly Story[] = [
  {
    about: 'two releases at once',
    history: [
      { name: 'one', by: 'ann', files: write('sum(cart.prices)'), tags: ['v1.0.0'] },
      { name: 'two', by: 'bob', files: write('sum(cart.items.prices)'), tags: ['v2.0.0', 'shop@2.0.1'] },
      { name: 'three', by: 'cara', files: write('sumOf(cart.items.prices)'), tags: ['release-3.0.0'] },
      { name: 'four', by: 'dan', files: write('sumOf(cart.items.all.prices)') },
    ],
    cases: [
      {
        title: 'the first release broke in the line that its author wrote',
        runs: { version: '1.0.0' },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'one', 'ann'),
      },
      {
        title: 'the second release broke in the same line as somebody else wrote it',
        runs: { version: 'v2.0.0' },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'two', 'bob'),
      },
      {
        title: 'a tag with the name of the service is the service’s release',
        runs: { version: '2.0.1' },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'two', 'bob'),
      },
      {
        title: 'a tag that begins with release- is a release',
        runs: { version: '3.0.0' },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'three', 'cara'),
      },
      {
        title: 'a full hash is the commit',
        runs: 'two',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'two', 'bob'),
      },
      {
        title: 'a short hash as version is the commit',
        runs: { short: { of: 'two' } },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'two', 'bob'),
      },
      {
        title: 'what git describe says of a build names its commit',
        runs: { short: { of: 'two', before: 'v1.0.0-1-g' } },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'two', 'bob'),
      },
      {
        title: 'a build from a changed checkout still names its commit, but its lines may differ',
        runs: { short: { of: 'two', before: 'v1.0.0-1-g', after: '-dirty' } },
        trace: AT_2,
        truth: branch('src/cart.js:2', 'two', 'bob'),
      },
      {
        title: 'a service that says nothing runs what is newest, as far as anybody knows',
        trace: AT_2,
        truth: branch('src/cart.js:2', 'four', 'dan'),
      },
      {
        title: 'a hash nobody has leads to what is newest',
        runs: { revision: '0123456789'.repeat(4) },
        trace: AT_2,
        truth: branch('src/cart.js:2', 'four', 'dan'),
      },
      {
        title: 'a version that is no tag leads to what is newest',
        runs: { version: '4.0.0-SNAPSHOT' },
        trace: AT_2,
        truth: branch('src/cart.js:2', 'four', 'dan'),
      },
      {
        title: 'a revision that is an option of git is no revision',
        runs: { revision: '--output=/tmp/stolen' },
        trace: AT_2,
        truth: branch('src/cart.js:2', 'four', 'dan'),
      },
    ],
  },
  {
    about: 'release branches',
    history: [
      { name: 'base', by: 'ann', files: write('sum(cart.prices)') },
      { name: 'nine', by: 'bob', on: 'release/9', from: 'base', files: write('sum(cart.items.prices)') },
      { name: 'ten', by: 'cara', on: 'release/10', from: 'base', files: write('sum(cart.items.all)') },
      { name: 'old', by: 'eve', on: 'old', from: 'base', files: write('sumOfAll(cart.items)') },
      { name: 'next', by: 'dan', files: write('sumOf(cart.items)') },
    ],
    deleted: ['old'],
    cases: [
      {
        title: 'the newest release branch runs, and ten is newer than nine',
        trace: AT_2,
        config: { repo_branch_pattern: 'release/*' },
        truth: branch('src/cart.js:2', 'ten', 'cara'),
      },
      {
        title: 'a pattern that no branch matches leads to the default branch',
        trace: AT_2,
        config: { repo_branch_pattern: 'stable-*' },
        truth: branch('src/cart.js:2', 'next', 'dan'),
      },
      {
        title: 'the branch a service names is the one it runs, but it may have moved on since',
        runs: { revision: 'release/9' },
        trace: AT_2,
        truth: branch('src/cart.js:2', 'nine', 'bob'),
      },
      {
        title: 'a commit no branch has any more is known by its hash',
        runs: 'old',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'old', 'eve'),
      },
    ],
  },
  {
    about: 'a mirror',
    seen: 'mirror',
    history: [
      { name: 'one', by: 'ann', files: write('sum(cart.prices)'), tags: ['v1.0.0'] },
      { name: 'two', by: 'bob', files: write('sum(cart.items.prices)') },
    ],
    cases: [
      {
        title: 'a mirror knows the releases of its origin',
        runs: { version: '1.0.0' },
        trace: AT_2,
        truth: exact('src/cart.js:2', 'one', 'ann'),
      },
      {
        title: 'a mirror knows the default branch of its origin',
        trace: AT_2,
        truth: branch('src/cart.js:2', 'two', 'bob'),
      },
    ],
  },
  {
    about: 'a shallow clone',
    seen: 'shallow',
    history: [
      { name: 'one', by: 'ann', files: write('sum(cart.prices)') },
      { name: 'two', by: 'bob', files: { 'src/tax.js': ['export const tax = (cart) => cart.tax.rate;'] } },
      {
        name: 'three',
        by: 'cara',
        files: { 'src/tax.js': ['export const tax = (cart) => cart.taxes.rate;'] },
      },
    ],
    cases: [
      {
        title: 'the commit at which a clone was cut off is not who wrote what is older',
        runs: 'three',
        trace: AT_2,
        truth: { at: 'src/cart.js:2', commit: 'two', confidence: 'weak', told: 'lead@shop.test' },
      },
      {
        title: 'what happened since is blamed as ever',
        runs: 'three',
        trace: v8('tax (/app/src/tax.js:1:40)'),
        truth: exact('src/tax.js:1', 'three', 'cara'),
      },
    ],
  },
];
