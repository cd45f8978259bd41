import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import { createGitRepository, git, type Commit } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeSettings } from './repository-settings.ts';

const at = (day: number) => `2026-01-0${day}T00:00:00Z`;
const COMMITS: readonly Commit[] = [
  { author: 'Ann <ann@old.test>', date: at(1), message: 'one', files: { 'a.js': '1\n', ':(top)*': '1\n' } },
  { author: 'Bob <bob@x.test>', date: at(2), message: 'two', files: { 'a.js': '2\n' } },
  { author: 'Tab\tbed <tab@x.test>', date: at(3), message: 'three', files: { 'a.js': '3\n' } },
  { author: 'Ann <ann@old.test>', date: at(4), message: 'four', files: { 'a.js': '4\n' } },
  {
    author: 'Eve <a@b, c@d>',
    date: at(5),
    message: 'five',
    files: { 'b.js': '1\n', '.mailmap': 'Ann Lee <ann@x.test> <ann@old.test>\n' },
  },
];

async function open(context: TestContext, mailmap: boolean) {
  const dir = join(makeTemporaryDirectory(context), 'repository');
  const commits = createGitRepository(dir, COMMITS);
  git(dir, ['update-ref', 'refs/heads/other', commits[1] ?? '']);
  const { repository } = await openRepository(makeSettings({ dir, mailmap }));
  return { repository, head: commits.at(-1) ?? '' };
}

test('lists each author once, by the names .mailmap gives them', async (context) => {
  const { repository } = await open(context, true);
  const authors = await repository.listAuthors();
  assert.deepEqual(authors.map(({ name, email }) => `${name} <${email}>`).toSorted(), [
    'Ann Lee <ann@x.test>',
    'Bob <bob@x.test>',
    'Eve <a@b, c@d>',
    'Tab\tbed <tab@x.test>',
  ]);
});

test('lists the authors of a file, newest first', async (context) => {
  const { repository, head } = await open(context, false);
  assert.deepEqual(
    (await repository.listFileAuthors(head, 'a.js')).map(({ email }) => email),
    ['ann@old.test', 'tab@x.test', 'bob@x.test'],
  );
});

test('a path is only ever a path', async (context) => {
  const { repository, head } = await open(context, false);
  const emails = async (path: string) =>
    (await repository.listFileAuthors(head, path)).map(({ email }) => email);
  assert.deepEqual(await emails(':(top)*'), ['ann@old.test']);
  assert.deepEqual(await emails('*.js'), []);
  assert.deepEqual(await emails('--all'), []);
  assert.deepEqual(await repository.listFileAuthors('--all', 'a.js'), []);
});
