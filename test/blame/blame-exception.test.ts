import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createBlamer, type BlamedException } from '../../src/blame/blame-exception.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import { createRepository } from '../../src/git/repository.ts';
import { createGitReader } from '../../src/git/run-git.ts';
import type { LocatedException } from '../../src/locate/locate-exception.ts';
import type { LocatedFrame } from '../../src/locate/place-frames.ts';
import { createGitRepository, type Commit } from '../helpers/git-repository.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const CART = 'def total(items):\n    prices = read(items)\n    return sum(prices)\n';
const BOT = 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>';
const COMMITS: readonly Commit[] = [
  {
    author: 'Ann Lee <ann@shop.test>',
    date: '2026-01-01T00:00:00Z',
    message: 'Begin',
    files: { 'cart.py': CART, 'web.py': 'a = 1\n', 'lib/x.py': 'b = 1\n' },
  },
  {
    author: 'Ann Lee <7+annlee@users.noreply.github.com>',
    date: '2026-01-02T00:00:00Z',
    message: 'Pay',
    files: { 'pay.py': 'pay(the_items)\n' },
  },
  {
    author: BOT,
    date: '2026-01-03T00:00:00Z',
    message: 'Bump\n\nCo-authored-by: Bob <bob@shop.test>',
    files: { 'bump.py': 'bump(the_version)\n' },
  },
  {
    author: BOT,
    date: '2026-01-04T00:00:00Z',
    message: 'Bump more',
    files: {
      'web.py': 'a = bumped(1)\n',
      'lib/x.py': 'b = bumped(1)\n',
      CODEOWNERS: '/lib/ @eve eve@shop.test\n',
    },
  },
];

function open(context: TestContext) {
  const dir = join(makeTemporaryDirectory(context), 'repository');
  const commits = createGitRepository(dir, COMMITS);
  const stop = new AbortController();
  context.after(() => stop.abort());
  const path = process.env['PATH'] ?? '';
  const run = createGitReader({
    binary: 'git',
    dir,
    path,
    maxProcesses: 4,
    timeoutMs: 20_000,
    stop: stop.signal,
  });
  const blame = createBlamer({
    repository: createRepository('shop', run),
    rules: () => NO_RULES,
    isBlamable: () => true,
    config: {
      default_contact: 'lead@shop.test',
      email_domain_name: 'shop.test',
      ignore_vcs_email_domain: false,
      minimum_confidence: 'branch',
    },
  });
  const head = commits.at(-1) ?? '';
  return async (frame: Omit<LocatedFrame, 'place'>, code: string): Promise<BlamedException> => {
    const blamed = await blame(locate(head, frame, code));
    assert.ok('errorId' in blamed);
    return blamed;
  };
}

function locate(commit: string, frame: Omit<LocatedFrame, 'place'>, code: string): LocatedException {
  const place = { where: 'ours', path: frame.file ?? '', agreement: 'whole', code } as const;
  const frames = [{ ...frame, place }];
  const revision = { commit, known: true, because: 'it is a commit' };
  const exceptions = [{ type: 'Error', message: '', relation: 'root', frames } as const];
  return { ...makeBlamed(), revision, exceptions };
}

test('blames the author of a line, wherever its text has gone', async (context) => {
  const blame = open(context);
  const there = await blame(
    { file: 'cart.py', line: 3, text: 'return sum(prices)', function: 'total' },
    '    return sum(prices)',
  );
  assert.deepEqual(
    [there.owner.email, there.owner.name, there.confidence.level],
    ['ann@shop.test', 'Ann Lee', 'exact'],
  );
  const gone = await blame(
    { file: 'cart.py', line: 2, text: 'return sum(prices)', function: 'total' },
    '    prices = read(items)',
  );
  assert.deepEqual([gone.blamed.line, gone.author?.line, gone.confidence.level], [3, 3, 'branch']);
  assert.match(
    gone.confidence.because,
    /line 2 reads in commit \w+ otherwise .* line 3 of the same function/,
  );
  assert.equal(gone.errorId, there.errorId);
});

test('text that is nowhere accuses nobody', async (context) => {
  const { owner, confidence } = await open(context)(
    { file: 'cart.py', line: 2, text: 'return product(prices)' },
    '    prices = read(items)',
  );
  assert.deepEqual([confidence.level, owner.email], ['weak', 'lead@shop.test']);
  assert.match(owner.because, /^the blame is weak \(.*\), so the default contact is told$/);
});

test('finds somebody who can be written to for a line of a bot or of a hidden address', async (context) => {
  const blame = open(context);
  const ownerOf = async (file: string) => (await blame({ file, line: 1 }, 'x')).owner;
  assert.equal((await ownerOf('pay.py')).email, 'ann@shop.test');
  assert.equal((await ownerOf('bump.py')).email, 'bob@shop.test');
  assert.equal((await ownerOf('lib/x.py')).email, 'eve@shop.test');
  const { email, because } = await ownerOf('web.py');
  assert.equal(email, 'ann@shop.test');
  assert.equal(
    because,
    "the author of the line cannot be written to (dependabot[bot] is a bot), and ann@shop.test is the file's most recent author",
  );
});
