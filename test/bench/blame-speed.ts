import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openJudge, type OpenJudge } from '../blame/truth/open-judge.ts';
import { v8 } from '../blame/truth/print-trace.ts';
import { pickLines, type Line } from './blame-lines.ts';
import { median, quantile } from './statistics.ts';
import { formatNumber, formatTable } from './table.ts';

const run = promisify(execFile);
const WARM_UP = 5;
const CACHED_ROUNDS = 200;

/** How long one blame takes in `history`, by git alone and by Flawless in its mirror; gives tables. */
export async function measureBlames(history: string, lines: number): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'flawless-bench-'));
  try {
    const options = { repo_dir: null, repo_url: history, data_dir_path: join(dir, 'data') };
    const { result: opened, ms } = await time(() => openJudge(options, dir));
    const samples: Sample[] = [];
    for (const one of pickLines(WARM_UP + lines)) samples.push(await measureLine(one, history, opened));
    await opened.close();
    const clone = `The mirror was cloned, and its commit-graph written, in ${formatNumber(ms / 1000, 1)} s`;
    return `${clone}\n\n${describeSamples(samples.slice(WARM_UP))}`;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

type Sample = Readonly<Record<(typeof KINDS)[number][0], number>>;

const KINDS = [
  ['plain', 'git blame -L n,n'],
  ['sameOptions', 'git blame -w -M -L n,n'],
  ['first', 'Flawless: first blame'],
  ['cached', 'Flawless: cached blame'],
  ['verdict', 'Flawless: first verdict on a trace'],
  ['again', 'Flawless: second verdict on it'],
] as const;

/** All ways by turns, so that a noisy moment of the machine hits all of them. */
async function measureLine(one: Line, history: string, { repository, judge }: OpenJudge): Promise<Sample> {
  const git = (...options: readonly string[]) => {
    const range = ['-L', `${one.line},${one.line}`, 'main', '--', one.path];
    return run('git', ['blame', '--porcelain', ...options, ...range], { cwd: history });
  };
  const found = await repository.resolve('main');
  const blame = () => repository.blameLine(found?.commit ?? '', one.path, one.line);
  const beside = v8(`total (/app/${one.path}:${one.line + 1}:9)`, 'main (/app/src/main.js:1:1)');
  const plain = await time(() => git());
  const sameOptions = await time(() => git('-w', '-M'));
  const first = await time(blame);
  const cached = await time(() => repeat(blame, CACHED_ROUNDS));
  const verdict = await time(() => judge(beside, { revision: 'main' }));
  const again = await time(() => judge(beside, { revision: 'main' }));
  return {
    plain: plain.ms,
    sameOptions: sameOptions.ms,
    first: first.ms,
    cached: cached.ms / CACHED_ROUNDS,
    verdict: verdict.ms,
    again: again.ms,
  };
}

async function repeat(work: () => Promise<unknown>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await work();
}

async function time<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}

function describeSamples(samples: readonly Sample[]): string {
  const middle = (kind: keyof Sample) => median(samples.map((sample) => sample[kind]));
  const rows = KINDS.map(([kind, name]) => [
    name,
    formatNumber(middle(kind), 3),
    formatNumber(
      quantile(
        samples.map((sample) => sample[kind]),
        0.95,
      ),
      3,
    ),
    formatNumber(middle('plain') / middle(kind), 1),
  ]);
  const ratio = middle('plain') / middle('first');
  const targets = [
    ['first blame, × git blame', '≥ 4', formatNumber(ratio, 1), ratio >= 4 ? 'yes' : 'no'],
    ['cached blame, ms', '< 1', formatNumber(middle('cached'), 4), middle('cached') < 1 ? 'yes' : 'no'],
  ];
  const speeds = formatTable([`of ${samples.length} lines`, 'median ms', 'p95 ms', '× git blame'], rows);
  return `${speeds}\n\n${formatTable(['target', 'aim', 'measured', 'met'], targets)}`;
}
