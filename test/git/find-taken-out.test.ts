import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { openRepository } from '../../src/git/open-repository.ts';
import { readCommit } from '../../src/git/read-commit.ts';
import { readTree } from '../../src/git/read-tree.ts';
import type { Repository } from '../../src/git/repository.ts';
import { createGitRepository, git, type Commit } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeSettings } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Change' };

async function open(context: TestContext, files: readonly Commit['files'][]) {
  const dir = makeTemporaryDirectory(context);
  const commits = createGitRepository(
    dir,
    files.map((changed) => ({ ...ANN, files: changed })),
  );
  const { repository } = await openRepository(makeSettings({ dir }));
  return { dir, repository, commits };
}

async function listSorted(repository: Repository, commit = '', text = '') {
  return (await repository.findTakenOut(commit, text))?.toSorted();
}

test('tells the files that a commit takes a line out of, wherever they are', async (context) => {
  const { repository, commits } = await open(context, [
    {
      'a.js': 'one\n  two();\ntwo();\n',
      'sub/ü deep/b.js': 'two( );\r\nthree\n',
      'gone/c.js': 'two();',
      'same/d.js': 'two();\n',
      'end.js': 'x\n',
    },
    { 'a.js': 'one\ntwo();\n', 'sub/ü deep/b.js': 'three\n', 'gone/c.js': null, 'new.js': 'two();\n' },
  ]);
  const [first, second] = commits;
  assert.deepEqual(await listSorted(repository, second, '\ttwo();'), [
    'a.js',
    'gone/c.js',
    'sub/ü deep/b.js',
  ]);
  assert.deepEqual(await listSorted(repository, second, 'one'), []);
  assert.deepEqual(await listSorted(repository, second, ''), []);
  assert.deepEqual(await listSorted(repository, first, 'one'), [], 'the first commit has no parent');
  for (const none of ['0'.repeat(40), 'main', '-h', `${second}^{tree}`])
    assert.deepEqual(await listSorted(repository, none, 'one'), [], none);
});

test('a file that became a directory, a link or a submodule lost its lines', async (context) => {
  const { dir, repository, commits } = await open(context, [
    { 'a.js': 'one\n', 'b.js': 'one\n', 'c/x.js': 'one\n' },
    { 'a.js': null, 'c/x.js': null },
  ]);
  git(dir, ['update-index', '--add', '--cacheinfo', `160000,${commits[0]},a.js`]);
  git(dir, ['update-index', '--add', '--cacheinfo', `120000,${'1'.repeat(40)},c`]);
  git(dir, ['rm', '--quiet', '--cached', 'b.js']);
  const blob = git(dir, ['rev-parse', `${commits[0]}:a.js`]).trim();
  git(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},b.js/y.js`]);
  const tree = git(dir, ['write-tree', '--missing-ok']).trim();
  const made = git(dir, ['commit-tree', tree, '-p', commits[0] ?? '', '-m', 'Odd'], {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@shop.test',
  });
  assert.deepEqual(await listSorted(repository, made.trim(), 'one'), ['a.js', 'b.js', 'c/x.js']);
});

test('passes over files too large to be source code, before or after', async (context) => {
  const large = 'x\n'.repeat(600_000);
  const { repository, commits } = await open(context, [
    { 'grows.js': 'one\n', 'shrinks.js': `one\n${large}`, 'a.js': 'one\n' },
    { 'grows.js': large, 'shrinks.js': 'x\n', 'a.js': 'x\n' },
  ]);
  assert.deepEqual(await listSorted(repository, commits[1], 'one'), ['a.js']);
});

test('says that a commit changes too much to tell', async (context) => {
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`many/${i}.js`, `line ${i}\n`]));
  const gone = Object.fromEntries(Object.keys(many).map((path) => [path, null]));
  const long = Array.from({ length: 20_001 }, (_, i) => `line ${i}`).join('\n');
  const { repository, commits } = await open(context, [
    { ...many, 'long.js': long },
    { ...gone, 'a.js': 'x\n' },
    { 'long.js': null },
  ]);
  assert.equal(await repository.findTakenOut(commits[1] ?? '', 'line 1'), null);
  assert.equal(await repository.findTakenOut(commits[2] ?? '', 'line 1'), null);
});

test('reads any bytes for a tree or a commit without a throw', async () => {
  const id = 'a'.repeat(40);
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  const start = fc.constantFrom(
    `tree ${id}\n`,
    `tree ${id}\nparent ${id}\nencoding none\n\n`,
    '100644 a\0',
    '',
  );
  await fc.assert(
    fc.asyncProperty(start, bytes, async (head, rest) => {
      const contents = Buffer.concat([Buffer.from(head), rest]);
      const objects = {
        info: async () => ({ id, type: 'commit', size: contents.length }),
        contents: async () => contents,
      };
      assert.ok(((await readTree(objects, id))?.size ?? 0) <= contents.length);
      const commit = await readCommit(objects, id);
      assert.ok(commit === null || commit.message.length <= contents.length);
    }),
  );
});
