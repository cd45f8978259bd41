import assert from 'node:assert/strict';
import { chownSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readExcerpt } from '../../src/git/excerpt.ts';
import { openRepository } from '../../src/git/open-repository.ts';
import { createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeScript, makeSettings, waitForFile } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins\n\nMore.' };
const BOB = { author: 'Bob <bob@shop.test>', date: '2025-06-01T00:00:00Z', message: 'Bob adds' };

async function open(context: TestContext) {
  const dir = makeTemporaryDirectory(context);
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'src/a.js': 'one\ntwo\n', 'it\'s "odd" ü.txt': 'x' }, tag: 'v1.0.0' },
    { ...BOB, files: { 'src/a.js': 'zero\none\n  two\n' } },
  ]);
  const { repository } = await openRepository(makeSettings({ dir }));
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

test('a submodule is no file', async (context) => {
  const { dir, repository, first } = await open(context);
  git(dir, ['update-index', '--add', '--cacheinfo', `160000,${first},src/sub`]);
  git(dir, ['commit', '--quiet', '-m', 'Add a submodule'], {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@shop.test',
  });
  const head = (await repository.resolve('HEAD'))?.commit ?? '';
  assert.deepEqual(await repository.listPaths(head), ['it\'s "odd" ü.txt', 'src/a.js']);
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
    committer: { name: 'Committer', email: 'committer@example.test', atMs: Date.parse(ANN.date) },
    root: true,
  });
  const zero = await repository.blameLine(second, 'src/a.js', 1);
  assert.equal(zero?.authorName, 'Bob');
  assert.deepEqual(zero.previous, { commit: first, path: 'src/a.js' });
  assert.equal(await repository.blameLine(second, 'src/a.js', 99), null);
  await assert.rejects(repository.blameLine(second, 'src/missing.js', 1), { name: 'GitFailure' });
});

test('says in a sentence what is wrong with a repository', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const missing = makeSettings({ dir: join(dir, 'none') });
  await assert.rejects(openRepository(missing), {
    name: 'StartFailure',
    message: /none does not exist: set `repo_dir`/,
  });
  await assert.rejects(openRepository(makeSettings({ dir })), {
    name: 'StartFailure',
    message: /is not a git repository: set `repo_dir`/,
  });
});

test('says in a sentence that something is not git, for a checkout and for a mirror', async (context) => {
  const { dir } = await open(context);
  const silent = makeScript(context, 'case "$*" in *--version) echo git version 2;; esac');
  const cases: readonly (readonly [string, RegExp])[] = [
    ['/no/such/git', /^\/no\/such\/git cannot be run: install git, or set `git_cli_path`\.$/],
    ['/', /^\/ cannot be run: install git/],
    ['/bin/true', /^\/bin\/true is not git: .* set `git_cli_path`\.$/],
    ['/bin/false', /^\/bin\/false is not git: .* set `git_cli_path`\.$/],
    ['/bin/echo', /^\/bin\/echo is not git: /],
    ['', /^ cannot be run: install git/],
    ['no such (git) $x', /^no such \(git\) \$x cannot be run: /],
    [silent, /git is not git: it does not tell where the repository is\. /],
  ];
  const mirrorsDir = makeTemporaryDirectory(context);
  for (const [binary, message] of cases) {
    const expected = { name: 'StartFailure', message };
    await assert.rejects(openRepository(makeSettings({ dir, binary })), expected, binary);
    if (binary === silent) continue;
    await assert.rejects(openRepository(makeSettings({ url: dir, mirrorsDir, binary })), expected, binary);
  }
});

test('runs a git whose path has a space and brackets in it', async (context) => {
  const { dir, first } = await open(context);
  const binary = makeScript(context, 'exec git "$@"', 'my (odd) git');
  const { repository } = await openRepository(makeSettings({ dir, binary }));
  assert.equal((await repository.resolve('v1.0.0'))?.commit, first);
});

test('opens a checkout by a symlink or from a directory in it, whoever owns it', async (context) => {
  const { dir, first } = await open(context);
  const links = makeTemporaryDirectory(context);
  symlinkSync(dir, join(links, 'top'));
  symlinkSync(join(dir, 'src'), join(links, 'below'));
  // Only root can hand a directory to somebody else; for others the walk is the same without that.
  if (process.getuid?.() === 0) chownSync(dir, 65_534, 65_534);
  for (const place of [dir, join(dir, 'src'), join(dir, '.git'), join(links, 'top'), join(links, 'below')]) {
    const { repository } = await openRepository(makeSettings({ dir: place }));
    assert.deepEqual(await repository.listPaths(first), ['it\'s "odd" ü.txt', 'src/a.js'], place);
    assert.equal((await repository.blameLine(first, 'src/a.js', 1))?.authorName, 'Ann', place);
  }
});

test('a tag of something other than a commit is no revision', async (context) => {
  const { dir, repository } = await open(context);
  git(dir, ['tag', 'a-tree', 'HEAD^{tree}']);
  assert.equal(await repository.resolve('a-tree'), null);
});

test('what a killed or silently failing git wrote is neither used nor kept', async (context) => {
  const { dir, first } = await open(context);
  for (const end of ['kill -9 $$', 'exit 1', 'exit 7']) {
    const once = join(makeTemporaryDirectory(context), 'once');
    const binary = makeScript(
      context,
      `case "$*" in *ls-tree*) if [ ! -e ${once} ]; then touch ${once}; printf half; ${end}; fi;; esac`,
      'git',
      'exec git "$@"',
    );
    const { repository } = await openRepository(makeSettings({ dir, binary }));
    await assert.rejects(
      repository.listPaths(first),
      { name: 'GitFailure', message: /^git (was|ended)/ },
      end,
    );
    assert.equal((await repository.listPaths(first)).length, 2, end);
  }
});

test('reads authors whose clock was absurd', async (context) => {
  const { dir } = await open(context);
  const MAX = Date.parse('9999-12-31T23:59:59Z');
  for (const [time, expected] of [
    ['99999999999999', MAX],
    ['18446744073709551614', MAX],
    ['-1', 0],
    ['NaN', 0],
    ['1735787045', 1_735_787_045_000],
  ] as const) {
    const commit = commitAt(dir, time);
    const { repository } = await openRepository(makeSettings({ dir }));
    const blamed = await repository.blameLine(commit, 'src/a.js', 1);
    assert.ok(blamed !== null);
    assert.ok(Number.isInteger(blamed.authoredAtMs), time);
    assert.ok(blamed.authoredAtMs >= 0 && blamed.authoredAtMs <= MAX, `${time}: ${blamed.authoredAtMs}`);
    assert.equal(blamed.authoredAtMs, expected, time);
  }
});

function commitAt(dir: string, time: string): string {
  const tree = git(dir, ['rev-parse', 'HEAD^{tree}']).trim();
  const who = `A <a@a.test> ${time} +0000`;
  const file = join(dir, '.git', 'commit-to-be');
  writeFileSync(file, `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nodd\n`);
  return git(dir, ['hash-object', '-t', 'commit', '-w', '--literally', file]).trim();
}

test('a git that hangs is ended at once when the service stops, and no new one starts', async (context) => {
  const { dir, first } = await open(context);
  const started = join(makeTemporaryDirectory(context), 'started');
  const hang = `case "$*" in *ls-tree*) echo $$ > ${started}.tmp; mv ${started}.tmp ${started}; exec sleep 600;; esac`;
  const binary = makeScript(context, hang, 'git', 'exec git "$@"');
  const stopping = new AbortController();
  const { repository } = await openRepository(makeSettings({ dir, binary, stop: stopping.signal }));
  const listing = repository.listPaths(first);
  await waitForFile(started);
  stopping.abort();
  await assert.rejects(listing, { name: 'GitFailure' });
  assert.throws(() => process.kill(Number(readFileSync(started, 'utf8')), 0), { code: 'ESRCH' });
  await assert.rejects(repository.resolve('v1.0.0'), { name: 'GitFailure' });
});
