import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { createObjectReader } from '../../src/git/object-reader.ts';
import { createFileReader } from '../../src/git/read-files.ts';
import type { SpawnSettings } from '../../src/git/spawn-git.ts';
import { eventually } from '../helpers/eventually.ts';
import { createGitRepository, git } from '../helpers/git-repository.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeScript } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins' };
const BYTES = Buffer.from([0, 10, 13, 255, 10, 0]);

function open(context: TestContext, change: Partial<SpawnSettings> = {}) {
  const dir = makeTemporaryDirectory(context);
  writeFileSync(join(dir, 'bytes'), BYTES);
  const [commit = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\ntwo\n', empty: '', 'sub/ü b.js': 'x'.repeat(200_000) } },
  ]);
  const stopping = new AbortController();
  context.after(() => stopping.abort());
  const clock = createManualClock(0);
  const started = join(makeTemporaryDirectory(context), 'started');
  const settings = {
    binary: makeScript(context, `echo $$ >> ${started}`, 'git', 'exec git "$@"'),
    dir: join(dir, '.git'),
    gitDir: join(dir, '.git'),
    path: process.env['PATH'] ?? '',
    stop: stopping.signal,
    schedule: clock.schedule,
    killGroup: (leader: number) => void process.kill(-leader, 'SIGKILL'),
    ...change,
  };
  const pids = () => readFileSync(started, 'utf8').trim().split('\n').map(Number);
  return { objects: createObjectReader(settings), dir, commit, clock, stopping, pids, settings };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function readContents({ objects }: ReturnType<typeof open>, name: string): Promise<Buffer | null> {
  const info = await objects.info(name);
  return info === null ? null : objects.contents(info.id);
}

test('answers thousands of questions by one git, in the order they come or not', async (context) => {
  const opened = open(context);
  const { objects, commit } = opened;
  assert.deepEqual(await readContents(opened, `${commit}:bytes`), BYTES);
  const questions = Array.from(
    { length: 3_000 },
    (_, i) => ['a.js', 'none', 'empty', 'sub/ü b.js', 'sub'][i % 5] ?? '',
  );
  const answers = await Promise.all(questions.map((path) => objects.info(`${commit}:${path}`)));
  const sizes = answers.slice(0, 4).map((info) => info?.size);
  assert.deepEqual(sizes, [8, undefined, 0, 200_000]);
  assert.deepEqual(
    answers.slice(5).map((info) => info?.id),
    answers.slice(0, -5).map((info) => info?.id),
  );
  assert.equal(answers[4]?.type, 'tree');
  assert.equal((await readContents(opened, `${commit}:sub/ü b.js`))?.length, 200_000);
  assert.equal(opened.pids().length, 1);
});

test('takes no name for more than a name', async (context) => {
  const opened = open(context);
  const { objects, commit } = opened;
  const odd = [
    'a.js\ninfo HEAD',
    'a.js\0',
    'a.js\r',
    '../a.js',
    './a.js',
    '/etc/passwd',
    '',
    'x'.repeat(70_000),
    '-h',
  ];
  for (const path of odd.filter((one) => one !== ''))
    assert.equal(await objects.info(`${commit}:${path}`), null, JSON.stringify(path.slice(0, 20)));
  const files = createFileReader(objects, async () => false);
  for (const path of odd) {
    assert.equal(await files.readFile(commit, path, 1_000), null);
    await assert.rejects(files.readLines(commit, path), { name: 'GitFailure' });
  }
  for (const name of ['HEAD', '--batch', `${commit} `, `${commit}\n`])
    assert.equal(await files.readFile(name, 'a.js', 9), null);
  assert.equal(opened.pids().length, 1, 'no question ended git');
});

test('reads no file that is larger than asked for, and each of the same contents once', async (context) => {
  const { objects, commit } = open(context);
  let reads = 0;
  const counting = { info: objects.info, contents: (id: string) => ((reads += 1), objects.contents(id)) };
  const files = createFileReader(counting, async () => true);
  assert.equal(await files.readFile(commit, 'a.js', 7), null);
  assert.equal(await files.readFile(commit, 'sub', 1_000), null);
  assert.equal(reads, 0);
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => files.readFile(commit, 'a.js', 8))), [
    'one\ntwo\n',
    'one\ntwo\n',
    'one\ntwo\n',
  ]);
  assert.equal(await files.readFile(commit, 'a.js', 100), 'one\ntwo\n');
  assert.equal(reads, 1);
  await assert.rejects(files.readLines(commit, 'gone.js'), {
    name: 'GitFailure',
    message: /is missing in the repository/,
  });
});

test('a git that ends is started again, and what it was asked is asked again', async (context) => {
  const opened = open(context);
  const { objects, commit, pids } = opened;
  assert.equal((await objects.info(`${commit}:a.js`))?.size, 8);
  process.kill(pids()[0] ?? 0, 'SIGSTOP');
  const asked = Promise.all(['a.js', 'empty', 'none'].map((path) => objects.info(`${commit}:${path}`)));
  process.kill(pids()[0] ?? 0, 'SIGKILL');
  assert.deepEqual(
    (await asked).map((info) => info?.size),
    [8, 0, undefined],
  );
  assert.equal(pids().length, 2);
});

test('a question that ends git twice fails, and the others are answered', async (context) => {
  const dying =
    'while read -r line; do case "$line" in *poison) echo "fatal: poisoned" >&2; exit 1;; esac; echo "$line missing"; done';
  const { objects } = open(context, { binary: makeScript(context, dying) });
  const answers = await Promise.allSettled(['a', 'b', 'poison', 'c', 'd'].map((name) => objects.info(name)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  await assert.rejects(objects.info('poison'), { name: 'GitFailure', message: 'fatal: poisoned' });
  assert.equal(await objects.info('a'), null);
});

test('a git that cannot be run at all fails every question', async (context) => {
  for (const binary of ['/no/such/git', '/bin/false', '/']) {
    const { objects } = open(context, { binary });
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((name) => objects.info(name)));
    for (const answer of answers) {
      assert.equal(answer.status, 'rejected', binary);
      assert.equal(answer.reason.name, 'GitFailure');
    }
  }
});

test('a git that gives no answer is ended after a while, one that is not asked too', async (context) => {
  const stuck = makeScript(context, 'exec sleep 600');
  const silent = open(context, { binary: stuck });
  const asked = assert.rejects(silent.objects.info('a'), { name: 'GitFailure', message: 'git was killed' });
  await silent.clock.waitForTimer();
  silent.clock.advance(30_000);
  await silent.clock.waitForTimer();
  silent.clock.advance(30_000);
  await asked;
  const idle = open(context);
  await idle.objects.info(`${idle.commit}:a.js`);
  idle.clock.advance(59_999);
  assert.ok(isRunning(idle.pids()[0] ?? 0));
  idle.clock.advance(1);
  await eventually('git ends', () => !isRunning(idle.pids()[0] ?? 0));
  assert.equal((await idle.objects.info(`${idle.commit}:a.js`))?.size, 8);
  assert.equal(idle.pids().length, 2);
});

test('a git that gives no answer is ended, however often it is asked on', async (context) => {
  const { objects, commit, clock, pids } = open(context);
  const ask = () => objects.info(`${commit}:a.js`);
  await ask();
  process.kill(pids()[0] ?? 0, 'SIGSTOP');
  const asked = [ask()];
  for (const _ of [1, 2, 3]) {
    clock.advance(10_000);
    asked.push(ask());
  }
  const sizes = (await Promise.all(asked)).map((info) => info?.size);
  assert.deepEqual(sizes, [8, 8, 8, 8]);
  assert.equal(pids().length, 2);
});

test('the stop of the service ends git, and refuses new questions', async (context) => {
  const { objects, commit, pids, stopping } = open(context);
  await objects.info(`${commit}:a.js`);
  process.kill(pids()[0] ?? 0, 'SIGSTOP');
  const asked = assert.rejects(objects.info(`${commit}:a.js`), { name: 'GitFailure' });
  stopping.abort();
  await asked;
  await assert.rejects(objects.info(`${commit}:a.js`), { name: 'GitFailure' });
  assert.equal(pids().length, 1);
});

test('another repository in the same place is read after a restart', async (context) => {
  const { objects, commit, dir } = open(context);
  assert.equal((await objects.info(`${commit}:a.js`))?.size, 8);
  git(dir, ['commit', '--quiet', '--allow-empty', '-m', 'later'], {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@b.test',
  });
  const later = git(dir, ['rev-parse', 'HEAD']).trim();
  assert.equal((await objects.info(`${later}:a.js`))?.size, 8, 'what came later is found without one');
  git(dir, ['gc', '--quiet', '--prune=now']);
  assert.equal((await objects.info(`${commit}:empty`))?.size, 0, 'and what was packed meanwhile');
  objects.restart();
  assert.equal((await objects.info(`${commit}:a.js`))?.size, 8);
});

test('a git waiting for questions does not keep the program running', async (context) => {
  const { commit, settings } = open(context);
  const { binary, dir, gitDir, path } = settings;
  const program = `
    import { createObjectReader } from '${join(import.meta.dirname, '../../src/git/object-reader.ts')}';
    const schedule = (run, ms) => { const timer = setTimeout(run, ms).unref(); return () => clearTimeout(timer); };
    const stop = new AbortController().signal;
    const objects = createObjectReader({ ...${JSON.stringify({ binary, dir, gitDir, path })}, stop, schedule });
    console.log((await objects.info('${commit}:a.js')).size);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  assert.equal(stdout, '8\n');
});
