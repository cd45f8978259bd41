import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { readBlamePorcelain } from '../../src/git/blame-porcelain.ts';
import { createRepository, type Repository } from '../../src/git/repository.ts';
import { GitFailure } from '../../src/git/git-failure.ts';
import { createGitReader, type RunGit } from '../../src/git/run-git.ts';
import { createRandom } from '../fuzz/random.ts';
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
  const reader = read(dir);
  const run: RunGit = async (args, options) => {
    if (args.includes('blame')) onBlame(args);
    return reader(args, options);
  };
  return { dir, repository: createRepository('shop', run), head: commits.at(-1) ?? '' };
}

function read(dir: string): RunGit {
  return createGitReader({
    binary: 'git',
    dir,
    path: process.env['PATH'] ?? '',
    maxProcesses: 4,
    timeoutMs: 20_000,
    stop: new AbortController().signal,
  });
}

test('blames many lines at once when line after line is asked for, and says the same of each', async (context) => {
  let blames = 0;
  const { dir, repository, head } = open(context, () => (blames += 1));
  for (let line = 1; line <= LINES; line++) {
    const alone = git(dir, ['blame', '--porcelain', '-w', '-M', '-L', `${line},${line}`, head, '--', 'a.js']);
    const { boundary, ...rest } = readBlamePorcelain(alone).get(line) ?? {};
    const found = await repository.blameLine(head, 'a.js', line);
    assert.deepEqual(found, boundary === undefined ? rest : { ...rest, root: true }, `line ${line}`);
  }
  assert.equal(await repository.blameLine(head, 'a.js', LINES + 1), null);
  assert.equal(blames, 5);
});

test('goes on line by line when so many lines at once are too much for git', async (context) => {
  let refused = 0;
  const { repository, head } = open(context, (args) => {
    if (args.filter((arg) => arg === '-L').length < 5) return;
    refused += 1;
    throw new GitFailure('git took too long');
  });
  for (let line = 1; line <= 8; line++)
    assert.equal((await repository.blameLine(head, 'a.js', line))?.text, write(3)[line - 1]?.trimEnd());
  assert.equal(refused, 1);
});

/** A file whose lines were moved in blocks again and again, most of them too short for git to see one move alone. */
function moveAround(context: TestContext) {
  const dir = makeTemporaryDirectory(context);
  const random = createRandom(11);
  const texts = [
    'return a;',
    '}',
    'stop();',
    'const total = add(price, tax, customer);',
    'if (a) {',
    'x();',
  ] as const;
  const lines: string[] = Array.from({ length: 24 }, () => random.pick(texts));
  const commits = Array.from({ length: 12 }, (_, i) => {
    const block = lines.splice(random.below(lines.length - 6), 2 + random.below(5));
    lines.splice(random.below(lines.length), 0, ...block);
    lines[random.below(lines.length)] = `${random.pick(texts)} // ${i}`;
    return {
      author: `Author ${i} <author-${i}@shop.test>`,
      date: `2025-01-${i + 10}T00:00:00Z`,
      message: `Change ${i}`,
      files: { 'a.js': lines.map((line) => `${line}\n`).join('') },
    };
  });
  return { dir, head: createGitRepository(dir, commits).at(-1) ?? '', count: lines.length };
}

test('says the same of a line whatever else of its file is asked for, before or with it', async (context) => {
  const { dir, head, count } = moveAround(context);
  const lines = Array.from({ length: count }, (_, i) => i + 1);
  for (const findMoves of [false, true]) {
    const blame = async (repository: Repository, line: number) =>
      (await repository.blameLine(head, 'a.js', line, { findMoves }))?.commit;
    const alone = await Promise.all(lines.map((line) => blame(createRepository('shop', read(dir)), line)));
    const together = createRepository('shop', read(dir), { maxAtOnce: 1 });
    assert.deepEqual(await Promise.all(lines.map((line) => blame(together, line))), alone, 'at once');
    const later = createRepository('shop', read(dir));
    const backwards: (string | undefined)[] = [];
    for (const line of lines.toReversed()) backwards.unshift(await blame(later, line));
    assert.deepEqual(backwards, alone, 'one after the other');
  }
});
