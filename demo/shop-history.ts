import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

type Step = {
  readonly folder: string;
  readonly author: string;
  readonly email: string;
  readonly date: string;
  readonly message: string;
  readonly removes: readonly string[];
  readonly tag?: string;
};

const STEPS: readonly Step[] = [
  {
    folder: '1-ann',
    author: 'Ann Moreau',
    email: 'ann@shop.example',
    date: '2026-03-02T09:00:00Z',
    message: 'Open the shop',
    removes: [],
  },
  {
    folder: '2-bob',
    author: 'Bob Okafor',
    email: 'bob@shop.example',
    date: '2026-05-11T15:30:00Z',
    message: 'Add the cart and coupons',
    removes: [],
  },
  {
    folder: '3-carol',
    author: 'Carol Lindqvist',
    email: 'carol@shop.example',
    date: '2026-07-20T11:45:00Z',
    message: 'Read settings from YAML',
    removes: [],
    tag: 'v1.0.0',
  },
  {
    folder: '4-dave',
    author: 'Dave Tanaka',
    email: 'dave@shop.example',
    date: '2026-10-05T08:20:00Z',
    message: 'Move billing, rewrite the cart',
    removes: ['src/invoice.js'],
    tag: 'v1.1.0',
  },
];

/** Two checkouts of one history: `repository` at the newest release, `running` at the one in production. */
export type Shop = { readonly repository: string; readonly running: string; readonly revision: string };

/** Makes the shop's git repository in `dir`, with four authors and two releases, and checks the older one out to run. */
export function createShop(dir: string): Shop {
  const repository = join(dir, 'shop');
  const running = join(dir, 'production', 'shop');
  mkdirSync(repository, { recursive: true });
  git(repository, ['init', '--quiet', '--initial-branch=main']);
  for (const step of STEPS) addRelease(repository, step);
  git(repository, ['worktree', 'add', '--quiet', '--detach', running, 'v1.0.0']);
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(running, 'node_modules'));
  return { repository, running, revision: git(running, ['rev-parse', 'HEAD']).trim() };
}

/** What plain `git blame` says of a line of the running release: the author's address. */
export function blameRunning(shop: Shop, path: string, line: number): string {
  const output = git(shop.running, ['blame', '--porcelain', '-L', `${line},${line}`, 'HEAD', '--', path]);
  return /^author-mail <(.*)>$/m.exec(output)?.[1] ?? '';
}

function addRelease(repository: string, step: Step): void {
  cpSync(join(import.meta.dirname, 'shop', step.folder), repository, { recursive: true });
  for (const path of step.removes) rmSync(join(repository, path));
  git(repository, ['add', '--all']);
  git(repository, ['commit', '--quiet', '--message', step.message], {
    GIT_AUTHOR_NAME: step.author,
    GIT_AUTHOR_EMAIL: step.email,
    GIT_AUTHOR_DATE: step.date,
    GIT_COMMITTER_NAME: step.author,
    GIT_COMMITTER_EMAIL: step.email,
    GIT_COMMITTER_DATE: step.date,
  });
  if (step.tag !== undefined) git(repository, ['tag', step.tag]);
}

function git(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const clean = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', args, { cwd, encoding: 'utf8', env: { ...clean, ...env } });
}
