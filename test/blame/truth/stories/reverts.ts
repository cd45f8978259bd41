import { v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact } from '../truth.ts';

const PLAIN = ['export function total(cart) {', '  return sum(cart.items.prices);', '}'];
const RATED = PLAIN.with(1, '  return sum(cart.items.prices) * cart.country.rate;');
const AT_2 = v8('total (/app/src/cart.js:2:14)');

export const REVERTS: readonly Story[] = [
  {
    about: 'a change, its revert, and the revert of that',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      { name: 'rate', by: 'bob', files: { 'src/cart.js': RATED } },
      { name: 'revert', by: 'cara', message: 'Revert "rate"', files: { 'src/cart.js': PLAIN } },
      { name: 'again', by: 'dan', message: 'Revert "Revert "rate""', files: { 'src/cart.js': RATED } },
      { name: 'above', by: 'eve', files: { 'src/cart.js': ['// Sums.', ...RATED] } },
    ],
    cases: [
      {
        title: 'before the revert the change is of its author',
        runs: 'rate',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'rate', 'bob'),
      },
      {
        title: 'who reverts decides what runs, and touched the line last',
        runs: 'revert',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'revert', 'cara'),
      },
      {
        title: 'who brings a reverted change back touched the line last',
        runs: 'again',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'again', 'dan'),
      },
      {
        title: 'a comment above it changes nothing',
        runs: 'above',
        trace: v8('total (/app/src/cart.js:3:14)'),
        truth: exact('src/cart.js:3', 'again', 'dan'),
      },
    ],
  },
  {
    about: 'a fix picked onto a release, and a branch rebased',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      { name: 'noise', by: 'eve', files: { 'README.md': 'Shop\n' } },
      { name: 'fix', by: 'bob', files: { 'src/cart.js': RATED } },
      {
        name: 'pick',
        by: 'bob',
        committer: 'dan',
        on: 'release/1',
        from: 'write',
        files: { 'src/cart.js': RATED },
      },
      { name: 'later', by: 'cara', files: { 'src/cart.js': RATED.with(1, '  return 0;') } },
    ],
    cases: [
      {
        title: 'who picks a fix onto a release did not write it',
        runs: 'pick',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'pick', 'bob'),
      },
      {
        title: 'what happened on the main branch since does not touch a release',
        runs: { revision: 'release/1' },
        trace: AT_2,
        truth: { ...exact('src/cart.js:2', 'pick', 'bob'), confidence: 'branch' },
      },
    ],
  },
  {
    about: 'a line deleted and written anew',
    history: [
      { name: 'write', by: 'ann', files: { 'src/cart.js': PLAIN } },
      {
        name: 'delete',
        by: 'bob',
        files: { 'src/cart.js': ['export function total(cart) {', '  return 0;', '}'] },
      },
      { name: 'anew', by: 'cara', files: { 'src/cart.js': PLAIN } },
    ],
    cases: [
      {
        title: 'who writes a deleted line anew is its author, though it reads as before',
        runs: 'anew',
        trace: AT_2,
        truth: exact('src/cart.js:2', 'anew', 'cara'),
      },
    ],
  },
];
