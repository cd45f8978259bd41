import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { forgiveFailures } from '../../src/git/forgive-failures.ts';
import { GitFailure, LimitFailure } from '../../src/git/git-failure.ts';
import { createRepository } from '../../src/git/repository.ts';
import { createGitReader, type RunGit } from '../../src/git/run-git.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const BLOCK = Array.from({ length: 8 }, (_, i) => `  const part${i} = add(price, ${i});`).join('\n');

/** A file that Bob moved what Ann wrote to; `onSearch` is told of every search for moves, and may throw. */
function open(context: TestContext, onSearch: (count: number) => void) {
  const dir = makeTemporaryDirectory(context);
  const commits = createGitRepository(dir, [
    { author: 'Ann <ann@shop.test>', date: '2025-01-01T00:00:00Z', message: 'a', files: { 'a.js': BLOCK } },
    {
      author: 'Bob <bob@shop.test>',
      date: '2025-01-02T00:00:00Z',
      message: 'b',
      files: { 'a.js': 'begin();\n', 'b.js': BLOCK },
    },
  ]);
  const read = createGitReader({
    binary: 'git',
    dir,
    path: process.env['PATH'] ?? '',
    maxProcesses: 4,
    timeoutMs: 20_000,
    stop: new AbortController().signal,
  });
  let searches = 0;
  const run: RunGit = async (args, options) => {
    if (args.includes('-C')) onSearch((searches += 1));
    return read(args, options);
  };
  const kept = new Map<string, string>();
  const memory = {
    find: async (key: string) => kept.get(key) ?? null,
    keep: async (key: string, document: string) => void kept.set(key, document),
  };
  const openAnew = () => createRepository('shop', run, { memory });
  return { openAnew, head: commits.at(-1) ?? '', searches: () => searches };
}

test('a search for moves that fails in passing is no answer, and is made again', async (context) => {
  const { openAnew, head } = open(context, (count) => {
    if (count === 1) throw new GitFailure('fatal: Out of memory, malloc failed');
  });
  const repository = openAnew();
  await assert.rejects(repository.blameLine(head, 'b.js', 3, { findMoves: true }), { name: 'GitFailure' });
  const found = await repository.blameLine(head, 'b.js', 3, { findMoves: true });
  assert.deepEqual([found?.authorName, found?.movesUnknown], ['Ann', undefined]);
});

test('a search for moves that is too much for git is given up, said so, and not remembered', async (context) => {
  const { openAnew, head, searches } = open(context, (count) => {
    if (count === 1) throw new LimitFailure('git was killed, because it took too long');
  });
  const repository = openAnew();
  for (const _ of [1, 2]) {
    const found = await repository.blameLine(head, 'b.js', 3, { findMoves: true });
    assert.deepEqual([found?.authorName, found?.movesUnknown], ['Bob', true]);
  }
  assert.equal(searches(), 1, 'not again and again');
  const other = await repository.blameLine(head, 'b.js', 4, { findMoves: true });
  assert.deepEqual(
    [other?.authorName, other?.movesUnknown],
    ['Ann', undefined],
    'another line is another search',
  );
  const put = await repository.blameLine(head, 'b.js', 3);
  assert.deepEqual([put?.authorName, put?.movesUnknown], ['Bob', undefined]);
  const later = await openAnew().blameLine(head, 'b.js', 3, { findMoves: true });
  assert.deepEqual([later?.authorName, later?.movesUnknown], ['Ann', undefined]);
});

test('when git goes on to fail over moves, who put the line where it is is named in the end', async (context) => {
  const { openAnew, head } = open(context, () => {
    throw new GitFailure('git was killed');
  });
  const repository = forgiveFailures(openAnew());
  const found = await repository.blameLine(head, 'b.js', 3, { findMoves: true });
  assert.deepEqual([found?.authorName, found?.movesUnknown], ['Bob', true]);
  await assert.rejects(repository.blameLine(head, 'none.js', 3), { name: 'GitFailure' });
});
