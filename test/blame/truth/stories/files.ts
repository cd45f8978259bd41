import { v8 } from '../print-trace.ts';
import type { Story } from '../story.ts';
import { exact, nobody } from '../truth.ts';

const PRICE = ['export function price(item) {', '  return item.price.amount;', '}'];
const CHANGED = PRICE.with(1, '  return item.price.value;');
export const FILES: readonly Story[] = [
  {
    about: 'unusual files',
    history: [
      {
        name: 'write',
        by: 'ann',
        files: {
          'src/windows.js': PRICE.join('\r\n'),
          'src/marked.js': `\uFEFF${PRICE.join('\n')}\n`,
          'src/long.js': [`export const table = "${'x'.repeat(200_000)}";`, ...PRICE],
          'src/größe 尺寸.js': PRICE,
          'src/target.js': PRICE,
          'src/link.js': { link: 'target.js' },
          'vendor/money': { submodule: '0123456789'.repeat(4) },
        },
      },
      {
        name: 'change',
        by: 'bob',
        files: {
          'src/windows.js': CHANGED.join('\r\n'),
          'src/marked.js': `\uFEFF${CHANGED.join('\n')}\n`,
          'src/long.js': [`export const table = "${'x'.repeat(200_000)}";`, ...CHANGED],
          'src/größe 尺寸.js': CHANGED,
          'src/target.js': CHANGED,
        },
      },
      { name: 'mark', by: 'cara', files: { 'src/target.js': `\uFEFF${CHANGED.join('\r\n')}` } },
    ],
    cases: [
      {
        title: 'in a file of Windows a line is counted as everywhere',
        runs: 'change',
        trace: v8('price (/app/src/windows.js:2:21)'),
        truth: exact('src/windows.js:2', 'change', 'bob'),
      },
      {
        title: 'a byte order mark is no line',
        runs: 'change',
        trace: v8('price (/app/src/marked.js:2:21)'),
        truth: exact('src/marked.js:2', 'change', 'bob'),
      },
      {
        title: 'a very long line above is one line',
        runs: 'change',
        trace: v8('price (/app/src/long.js:3:21)'),
        truth: exact('src/long.js:3', 'change', 'bob'),
      },
      {
        title: 'a very long line has an author',
        runs: 'change',
        trace: v8('Object.<anonymous> (/app/src/long.js:1:199999)'),
        truth: exact('src/long.js:1', 'write', 'ann'),
      },
      {
        title: 'a name beyond ASCII is a name',
        runs: 'change',
        trace: v8('price (/app/src/größe 尺寸.js:2:21)'),
        truth: exact('src/größe 尺寸.js:2', 'change', 'bob'),
      },
      {
        title: 'a name in a URL is the same name',
        runs: 'change',
        trace: v8('price (file:///app/src/gr%C3%B6%C3%9Fe%20%E5%B0%BA%E5%AF%B8.js:2:21)'),
        truth: exact('src/größe 尺寸.js:2', 'change', 'bob'),
      },
      {
        title: 'a mark and line ends of Windows added to a file change no line',
        runs: 'mark',
        trace: v8('price (/app/src/target.js:2:21)'),
        truth: exact('src/target.js:2', 'change', 'bob'),
      },
      {
        title: 'a link’s lines are those of the file it points to',
        runs: 'change',
        trace: v8('price (/app/src/link.js:2:21)'),
        truth: exact('src/target.js:2', 'change', 'bob'),
      },
      {
        title: 'the lines of a submodule are of another repository, so the caller is at fault',
        runs: 'change',
        trace: v8('round (/app/vendor/money/round.js:2:17)', 'price (/app/src/windows.js:2:21)'),
        truth: exact('src/windows.js:2', 'change', 'bob'),
      },
      {
        title: 'a trace that leaves out every line of ours is nobody’s fault',
        runs: 'change',
        trace: v8('round (/app/vendor/money/round.js:2:17)'),
        truth: nobody('no line of ours'),
      },
    ],
  },
];
