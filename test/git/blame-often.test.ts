import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { readBlamePorcelain } from '../../src/git/blame-porcelain.ts';
import { createRepository } from '../../src/git/repository.ts';
import { createGitReader, GitFailure, type RunGit } from '../../src/git/run-git.ts';
import { createGitRepository, git, type Commit } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const LINES = 40;
const write = (change: number) =>
  Array.from({ length: LINES }, (_, i) => `const part${i} = add(price, ${i % 7 < change ? change : 0});\n`);

/** A file that four people wrote, with lines that came from another; `run` is told every blame. */
function open(context: TestContext, onBlame: (args: readonly string[]) => void = () => undefined) {
  const dir = makeTemporaryDirectory(context);
  const files: readonly Commit['files'][] = [
    { 'old.js': write(0).join('') },
    { 'old.js': write(1).join('') },
    { 'old.js': null, 'a.js': write(2).join('') },
    { 'a.js': write(3).join('') },
  ];
  const commits = createGitRepository(
    dir,
    files.map((changed, i) => ({
      author: `Author ${i} <author-${i}@shop.test>`,
      date: `2025-01-0${i + 1}T00:00:00Z`,
      message: `Change ${i}`,
      files: changed,
    })),
  );
  const settings = {
    binary: 'git',
    dir,
    path: process.env['PATH'] ?? '',
    maxProcesses: 4,
    timeoutMs: 20_000,
  };
  const reader = createGitReader({ ...settings, stop: new AbortController().signal });
  const run: RunGit = async (args, options) => {
    if (args.includes('blame')) onBlame(args);
    return reader(args, options);
  };
  return { dir, repository: createRepository('shop', run), head: commits.at(-1) ?? '' };
}

test('blames the whole file when line after line of it is asked for, and says the same of each', async (context) => {
  let blames = 0;
  const { dir, repository, head } = open(context, () => (blames += 1));
  const plain = git(dir, ['blame', '--line-porcelain', '-w', '-M', head, '--', 'a.js']);
  const expected = readBlamePorcelain(plain);
  assert.equal(expected.size, LINES);
  for (let line = 1; line <= LINES; line++) {
    const found = await repository.blameLine(head, 'a.js', line);
    const { boundary, ...rest } = expected.get(line) ?? {};
    assert.deepEqual(found, boundary === undefined ? rest : { ...rest, root: true }, `line ${line}`);
  }
  assert.equal(await repository.blameLine(head, 'a.js', LINES + 1), null);
  assert.equal(blames, 4);
});

test('goes on line by line when the whole file is too much for git', async (context) => {
  let refused = 0;
  const { repository, head } = open(context, (args) => {
    if (args.includes('-L')) return;
    refused += 1;
    throw new GitFailure('git took too long');
  });
  for (let line = 1; line <= 8; line++)
    assert.equal((await repository.blameLine(head, 'a.js', line))?.text, write(3)[line - 1]?.trimEnd());
  assert.equal(refused, 1);
});
