import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readExcerpt } from '../../src/git/excerpt.ts';
import { openRepository } from '../../src/git/open-repository.ts';
import type { Repository } from '../../src/git/repository.ts';
import { hideCredentials } from '../../src/git/run-git.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins\n\nMore.' };
const BOB = { author: 'Bob <bob@shop.test>', date: '2025-06-01T00:00:00Z', message: 'Bob adds' };

function settings(dir: string | null, url: string | null = null, mirrorsDir = '') {
  const path = process.env['PATH'] ?? '';
  return { dir, url, mirrorsDir, binary: 'git', maxProcesses: 4, path, home: {}, log: SILENT_LOG };
}

async function open(context: TestContext) {
  const dir = makeTemporaryDirectory(context);
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'src/a.js': 'one\ntwo\n', 'it\'s "odd" ü.txt': 'x' }, tag: 'v1.0.0' },
    { ...BOB, files: { 'src/a.js': 'zero\none\n  two\n' } },
  ]);
  const { repository } = await openRepository(settings(dir));
  return { dir, repository, first, second };
}

test('resolves hashes, tags and branches, and tells them apart', async (context) => {
  const { dir, repository, first, second } = await open(context);
  git(dir, ['branch', 'release-9', first]);
  git(dir, ['branch', 'release-10', second]);
  assert.deepEqual(await repository.resolve(first), { commit: first, name: first, kind: 'commit' });
  assert.equal((await repository.resolve(second.slice(0, 8).toUpperCase()))?.commit, second);
  assert.deepEqual(await repository.resolve('v1.0.0'), { commit: first, name: 'v1.0.0', kind: 'tag' });
  assert.deepEqual(await repository.resolve('main'), { commit: second, name: 'main', kind: 'branch' });
  assert.equal((await repository.resolve('HEAD'))?.kind, 'branch');
  assert.equal((await repository.newestBranch('release-*'))?.name, 'release-10');
  assert.equal(await repository.newestBranch('nothing-*'), null);
});

test('gives no commit for what is no name, however it is written', async (context) => {
  const { repository, first } = await open(context);
  const hostile = [
    '',
    'nope',
    '-h',
    '--output=x',
    'HEAD~1',
    'HEAD^',
    ':/Ann',
    'main..v1.0.0',
    '@{1}',
    'a\0b',
    'a\nb',
  ];
  for (const name of [...hostile, `${first}^{tree}`, 'f'.repeat(40), 'x'.repeat(70_000)])
    assert.equal(await repository.resolve(name), null, JSON.stringify(name.slice(0, 50)));
});

test('reads trees and files as they were in a commit', async (context) => {
  const { repository, first, second } = await open(context);
  assert.deepEqual(await repository.listPaths(first), ['it\'s "odd" ü.txt', 'src/a.js']);
  assert.deepEqual(await repository.readLines(first, 'src/a.js'), ['one', 'two', '']);
  assert.deepEqual(await repository.readLines(second, 'src/a.js'), ['zero', 'one', '  two', '']);
  const excerpt = await readExcerpt(repository, second, 'src/a.js', 3, 1);
  assert.deepEqual(excerpt, { firstLine: 2, lines: ['one', '  two', ''] });
  assert.equal(await readExcerpt(repository, second, 'src/a.js', 5, 1), null);
});

test('blames a line at a commit, and looks through changes of white space', async (context) => {
  const { repository, first, second } = await open(context);
  const two = await repository.blameLine(second, 'src/a.js', 3);
  assert.deepEqual(two, {
    commit: first,
    authorName: 'Ann',
    authorEmail: 'ann@shop.test',
    authoredAtMs: Date.parse(ANN.date),
    summary: 'Ann begins',
    path: 'src/a.js',
    line: 2,
    text: '  two',
  });
  assert.equal((await repository.blameLine(second, 'src/a.js', 1))?.authorName, 'Bob');
  assert.equal(await repository.blameLine(second, 'src/a.js', 99), null);
  await assert.rejects(repository.blameLine(second, 'src/missing.js', 1), { name: 'GitFailure' });
});

test('a mirror is cloned once, fetched on demand, and opened again without the remote', async (context) => {
  const { dir, second } = await open(context);
  const mirrors = makeTemporaryDirectory(context);
  const { repository, fetch } = await openRepository(settings(null, dir, mirrors));
  assert.equal((await headOf(repository)) ?? '', second);
  const third = addCommit(dir, { ...BOB, files: { 'b.js': 'new' } });
  assert.equal((await headOf(repository)) ?? '', second);
  await fetch();
  assert.equal(await headOf(repository), third);
  git(dir, ['update-ref', '-d', 'HEAD']);
  await assert.rejects(openRepository(settings(null, join(dir, 'gone'), mirrors)), {
    message: /^Cannot clone .*gone: .* Check `repo_url` and its access\.$/,
  });
  const stale = await openRepository(settings(null, dir, mirrors));
  assert.equal((await stale.repository.resolve(third))?.commit, third);
});

async function headOf(repository: Repository): Promise<string | undefined> {
  return (await repository.resolve('HEAD'))?.commit;
}

test('says in a sentence what is wrong with a repository', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const missing = settings(join(dir, 'none'));
  await assert.rejects(openRepository(missing), {
    name: 'StartFailure',
    message: /none does not exist: set `repo_dir`/,
  });
  await assert.rejects(openRepository(settings(dir)), { message: /is not a git repository: set `repo_dir`/ });
  const noGit = { ...settings(dir), binary: '/no/such/git' };
  await assert.rejects(openRepository(noGit), { message: /^\/no\/such\/git cannot be run: install git/ });
  const secret = settings(null, 'https://user:hunter2@127.0.0.1:1/x.git', dir);
  await assert.rejects(openRepository(secret), (error: Error) => !error.message.includes('hunter2'));
});

test('credentials are removed from every address in a text', () => {
  assert.equal(hideCredentials('a https://u:p@h/x ssh://git@h:1/y b@c'), 'a https://h/x ssh://h:1/y b@c');
});
