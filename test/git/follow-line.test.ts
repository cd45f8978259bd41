import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import type { Repository } from '../../src/git/repository.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeSettings } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins' };
const BOB = { author: 'Bob <bob@shop.test>', date: '2025-06-01T00:00:00Z', message: 'Bob goes on' };
const CY = { author: 'Cy <cy@shop.test>', date: '2025-07-01T00:00:00Z', message: 'Cy too' };
const TEXT = 'one\ntwo\nthree\nfour\nfive\nsix\n';

function makeFiles(edit: (text: string) => string, path = 'a.js') {
  return { files: { [path]: edit(TEXT) } };
}

async function tellFate(repository: Repository, commit: string, line: number, head: string, path = 'a.js') {
  const fate = await repository.followLine(commit, path, line, head);
  if (fate === null) return null;
  return fate.kind === 'unchanged' ? fate.kind : `${fate.kind} by ${fate.by.authorName}`;
}

test('tells whether a line still stands, was changed or was deleted, and by whom', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = '', ...others] = createGitRepository(dir, [
    { ...ANN, ...makeFiles((text) => text) },
    { ...BOB, ...makeFiles((text) => `zero\n  ${text.replace('two', '2')}`) },
    { ...CY, ...makeFiles((text) => `zero\n  ${text.replace('two', 'II').replace('five\n', '')}`) },
    { ...ANN, files: { 'b.js': 'elsewhere\n' } },
  ]);
  const head = others.at(-1) ?? '';
  const { repository } = await openRepository(makeSettings({ dir }));
  const fates = await Promise.all(
    [1, 2, 3, 5, 6, 7, 0, -1, 1.5, 1e308].map((line) => tellFate(repository, first, line, head)),
  );
  const nothing = [null, null, null, null, null];
  assert.deepEqual(fates, [
    'unchanged',
    'changed by Bob',
    'unchanged',
    'deleted by Cy',
    'unchanged',
    ...nothing,
  ]);
  assert.deepEqual(await repository.followLine(first, 'a.js', 2, head), {
    kind: 'changed',
    by: {
      commit: others[0],
      authorName: 'Bob',
      authorEmail: 'bob@shop.test',
      authoredAtMs: Date.parse(BOB.date),
      summary: 'Bob goes on',
    },
  });
  assert.equal(await tellFate(repository, first, 2, first), 'unchanged');
  assert.equal(await tellFate(repository, head, 1, first), null, 'the head is older than the line');
  assert.equal(await tellFate(repository, first, 1, head, 'none.js'), null);
  for (const odd of ['', '--output=x', 'HEAD', 'f'.repeat(39)]) {
    assert.equal(await tellFate(repository, odd, 1, head), null);
    assert.equal(await tellFate(repository, first, 1, odd), null);
  }
});

test('follows a line through a rename, and to the commit that removed its file', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = '', renamed = '', edited = '', gone = ''] = createGitRepository(dir, [
    { ...ANN, ...makeFiles((text) => text) },
    { ...BOB, files: { 'a.js': null, 'b.js': TEXT } },
    { ...CY, ...makeFiles((text) => text.replace('two', '2'), 'b.js') },
    { ...ANN, files: { 'b.js': null } },
  ]);
  const { repository } = await openRepository(makeSettings({ dir }));
  assert.equal(await tellFate(repository, first, 2, renamed), 'unchanged');
  assert.equal(await tellFate(repository, first, 2, edited), 'changed by Cy');
  assert.equal(await tellFate(repository, first, 3, gone), 'deleted by Ann');
});

test('names who changed the line on a branch, not who merged it', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = ''] = createGitRepository(dir, [{ ...ANN, ...makeFiles((text) => text) }]);
  git(dir, ['checkout', '--quiet', '-b', 'side']);
  addCommit(dir, { ...BOB, ...makeFiles((text) => text.replace('two', '2')) });
  addCommit(dir, { ...BOB, ...makeFiles((text) => text.replace('two', '2').replace('six', '6')) });
  git(dir, ['checkout', '--quiet', 'main']);
  addCommit(dir, { ...CY, files: { 'c.js': 'on main\n' } });
  addCommit(dir, { ...CY, ...makeFiles((text) => text.replace('four\n', '')) });
  git(dir, ['merge', '--quiet', '--no-ff', '-m', 'Merge', 'side'], {
    GIT_AUTHOR_NAME: 'Merger',
    GIT_AUTHOR_EMAIL: 'merger@shop.test',
  });
  const head = git(dir, ['rev-parse', 'HEAD']).trim();
  const { repository } = await openRepository(makeSettings({ dir }));
  assert.equal(await tellFate(repository, first, 2, head), 'changed by Bob');
  assert.equal(await tellFate(repository, first, 4, head), 'deleted by Cy');
  assert.equal(await tellFate(repository, first, 6, head), 'changed by Bob');
  assert.equal(await tellFate(repository, first, 1, head), 'unchanged');
  const side = git(dir, ['rev-parse', 'side']).trim();
  assert.equal(await tellFate(repository, side, 4, head), 'deleted by Cy', 'before the merge');
});

test('follows a line of a release that was never merged, unless the line is its own', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = ''] = createGitRepository(dir, [{ ...ANN, ...makeFiles((text) => text) }]);
  const head = addCommit(dir, { ...CY, ...makeFiles((text) => text.replace('four', '4')) });
  git(dir, ['checkout', '--quiet', '-b', 'release', first]);
  const release = addCommit(dir, { ...BOB, ...makeFiles((text) => `zero\n${text.replace('two', '2')}`) });
  const { repository } = await openRepository(makeSettings({ dir }));
  assert.equal(await tellFate(repository, release, 2, head), 'unchanged');
  assert.equal(await tellFate(repository, release, 5, head), 'changed by Cy');
  assert.equal(await tellFate(repository, release, 3, head), null);
  git(dir, ['checkout', '--quiet', '--orphan', 'other']);
  const unrelated = addCommit(dir, { ...CY, files: { 'a.js': TEXT } });
  assert.equal(await tellFate(repository, first, 1, unrelated), null);
});
