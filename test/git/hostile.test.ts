import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import type { Repository } from '../../src/git/repository.ts';
import { GitFailure } from '../../src/git/git-failure.ts';
import { createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeScript, makeSettings } from './repository-settings.ts';

const EVIL = 'Eve --output=/tmp/evil <a@b.test, c@d.test>';
const ANN = {
  author: EVIL,
  date: '2025-01-02T03:04:05Z',
  message: '--output=x\n\nCo-authored-by: -h <--exec=x>',
};

/** What a trace may hold where a path or a revision is expected; `marker` is a file that nothing may read or write. */
function listHostile(marker: string): readonly string[] {
  return [
    '-h',
    '--help',
    `--output=${marker}`,
    `--contents=${marker}`,
    `--ignore-revs-file=${marker}`,
    '-S',
    '--',
    '--end-of-options',
    '--upload-pack=touch x',
    '--exec=x',
    '-c',
    'core.pager=x',
    ':(top)a.js',
    ':(attr:x)',
    ':/a',
    ':!a.js',
    '*',
    marker,
    `../..${marker}`,
    'C:\\x',
    '@{-1}',
    'HEAD:a.js',
    'HEAD^{/x}',
    'a..b',
    'ext::sh -c x',
    '$(touch x)',
    '`touch x`',
    'a\nb',
    'a\r',
    'a\0b',
    'x'.repeat(65_536),
    ...['1,+9', '/x/'].map((line) => `-L${line}`),
  ];
}

/** Opens a checkout with a git that writes down its arguments, each ended by a NUL, and a command by another. */
async function open(context: TestContext, files: Readonly<Record<string, string>>) {
  const dir = makeTemporaryDirectory(context);
  const [commit = ''] = createGitRepository(dir, [{ ...ANN, files }]);
  // Gits run at the same time, so each writes to a file of its own.
  const records = makeTemporaryDirectory(context);
  const recording = `{ printf '%s\\0' "$@"; printf '\\0'; } >> ${records}/$$`;
  const binary = makeScript(context, recording, 'git', 'exec git "$@"');
  const { repository } = await openRepository(makeSettings({ dir, binary, mirrorsDir: join(dir, 'none') }));
  const listCommands = () =>
    readdirSync(records)
      .map((name) => readFileSync(join(records, name), 'utf8'))
      .join('')
      .split('\0\0')
      .filter((command) => command !== '')
      .map((command) => command.split('\0'));
  return { repository, commit, dir, listCommands };
}

/** Asks everything there is to ask with `text` for a path or a revision. */
function askAll(repository: Repository, commit: string, text: string): readonly Promise<unknown>[] {
  return [
    repository.resolve(text),
    repository.readLines(commit, text),
    repository.readFile(commit, text, 1_000),
    repository.readFile(text, 'a.js', 1_000),
    repository.blameLine(commit, text, 1),
    repository.blameLine(commit, text, 1, { findMoves: true }),
    repository.blameLine(text, 'a.js', 1),
    repository.readCoAuthors(text, text),
    repository.findTakenOut(text, 'one'),
    repository.findTakenOut(commit, text),
    repository.listFileAuthors(commit, text),
    repository.listFileAuthors(text, 'a.js'),
    repository.listRenames(text),
    repository.listLinks(text),
    repository.followLine(commit, text, 1, commit),
    repository.followLine(text, 'a.js', 1, commit),
    repository.followLine(commit, 'a.js', 1, text),
  ];
}

test('hostile paths and revisions never become options of git, and reach no file outside', async (context) => {
  const { repository, commit, dir, listCommands } = await open(context, { 'a.js': 'one\n' });
  const marker = join(makeTemporaryDirectory(context), 'marker');
  writeFileSync(marker, 'secret\n');
  for (const text of listHostile(marker)) {
    const answers = await Promise.allSettled(askAll(repository, commit, text));
    for (const answer of answers) {
      if (answer.status === 'rejected')
        assert.ok(answer.reason instanceof GitFailure, `${text}: ${answer.reason}`);
      else assert.doesNotMatch(JSON.stringify(answer.value), /secret/, text);
    }
  }
  assert.equal(readFileSync(marker, 'utf8'), 'secret\n');
  assert.ok(!existsSync(join(dir, 'none')));
  assert.equal(git(dir, ['status', '--porcelain']), '');
  const hostile = new Set(listHostile(marker));
  const commands = listCommands();
  assert.ok(commands.length > 50);
  for (const args of commands) {
    const ends = [args.indexOf('--end-of-options'), args.indexOf('--')].filter((at) => at !== -1);
    const end = Math.min(args.length, ...ends);
    for (const arg of args.slice(0, end)) {
      const known = arg === '-c' && args.includes('safe.directory=*');
      assert.ok(!hostile.has(arg) || known, `${arg} in ${args.slice(0, 20).join(' ')}`);
    }
    assert.ok(
      args.length - end <= 2,
      `one argument of somebody else's at most: ${args.slice(end).join(' ').slice(0, 200)}`,
    );
  }
});

test('runs only commands that read, and none that a repository can set up', async (context) => {
  const { repository, commit, dir, listCommands } = await open(context, {
    'a.js': 'one\n',
    '.gitattributes': '*.js diff=evil filter=evil\n',
  });
  const evil = join(makeTemporaryDirectory(context), 'evil');
  const program = makeScript(context, `touch ${evil}; cat`);
  for (const key of [
    'diff.evil.textconv',
    'diff.external',
    'diff.evil.command',
    'filter.evil.smudge',
    'filter.evil.clean',
    'core.pager',
    'core.fsmonitor',
    'gpg.program',
    'core.sshCommand',
    'alias.blame',
    'alias.log',
  ])
    git(dir, ['config', key, program]);
  git(dir, ['config', 'log.showSignature', 'true']);
  writeFileSync(join(dir, '.git/hooks/post-checkout'), readFileSync(program), { mode: 0o755 });
  await repository.resolve('HEAD');
  await repository.newestBranch('*');
  await repository.listPaths(commit);
  await repository.listAuthors();
  await Promise.all(askAll(repository, commit, 'a.js'));
  assert.ok(!existsSync(evil));
  const reading = [
    '--version',
    'rev-parse',
    'config',
    'cat-file',
    'blame',
    'show',
    'log',
    'shortlog',
    'for-each-ref',
  ];
  const known = new Set([...reading, 'ls-tree', 'merge-base', 'rev-list', 'diff-tree']);
  for (const args of listCommands()) {
    const options = args.filter((arg, i) => arg !== '-c' && args[i - 1] !== '-c' && arg !== '--bare');
    const [command = ''] = options.filter((arg) => arg !== '--literal-pathspecs');
    assert.ok(known.has(command), args.join(' '));
  }
});

test('files with hostile names are read and blamed like any other', async (context) => {
  const names = [
    '--output=x',
    '-h',
    ':(top)a.js',
    ':!x',
    'sub/--',
    '*',
    'ext::sh -c x',
    ' ',
    'a\\b',
    '"q"',
    "'q'",
    'HEAD:x',
  ];
  const files = Object.fromEntries(names.map((name, i) => [name, `line of ${i}\n`]));
  const { repository, commit } = await open(context, files);
  assert.deepEqual((await repository.listPaths(commit)).toSorted(), names.toSorted());
  for (const [i, name] of names.entries()) {
    assert.equal(await repository.readFile(commit, name, 100), `line of ${i}\n`, name);
    const blamed = await repository.blameLine(commit, name, 1);
    assert.deepEqual([blamed?.path, blamed?.text], [name, `line of ${i}`], name);
    assert.equal(blamed?.authorEmail, 'a@b.test, c@d.test', 'as it stands in the commit');
    assert.equal((await repository.listFileAuthors(commit, name)).length, 1, name);
    assert.deepEqual(await repository.followLine(commit, name, 1, commit), { kind: 'unchanged', at: commit });
  }
  assert.deepEqual(await repository.readCoAuthors(commit, commit), [{ name: '-h', email: '--exec=x' }]);
});
