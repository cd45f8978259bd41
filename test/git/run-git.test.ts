import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createGitReader } from '../../src/git/run-git.ts';
import { eventually } from '../helpers/eventually.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeScript, waitForFile } from './repository-settings.ts';

/** A git that ignores every polite signal, and waits for a program it started, whose ids it writes down. */
function open(context: TestContext) {
  const pids = join(makeTemporaryDirectory(context), 'pids');
  const stubborn = `trap '' INT TERM; sleep 600 & echo "$$ $!" > ${pids}.new; mv ${pids}.new ${pids}; wait; sleep 600`;
  const stopping = new AbortController();
  context.after(() => stopping.abort());
  const clock = createManualClock(0);
  const run = createGitReader({
    binary: makeScript(context, stubborn),
    dir: makeTemporaryDirectory(context),
    path: process.env['PATH'] ?? '',
    maxProcesses: 1,
    timeoutMs: 30_000,
    stop: stopping.signal,
    schedule: clock.schedule,
    killGroup: (leader) => void process.kill(-leader, 'SIGKILL'),
  });
  const allEnded = () =>
    eventually('all have ended', () => readFileSync(pids, 'utf8').trim().split(' ').every(hasEnded));
  return { run, pids, clock, stopping, allEnded };
}

function hasEnded(pid: string): boolean {
  try {
    return !process.kill(Number(pid), 0);
  } catch {
    return true;
  }
}

test('a git that says nothing for too long is ended, and with it what it started', async (context) => {
  const { run, pids, clock, allEnded } = open(context);
  const failed = assert.rejects(run(['log']), { name: 'GitFailure', message: /said nothing for 30 seconds/ });
  await waitForFile(pids);
  clock.advance(30_000);
  await failed;
  await allEnded();
});

test('the stop of the service ends git at once, and who waits for a turn', async (context) => {
  const { run, pids, stopping, allEnded } = open(context);
  const why = { name: 'GitFailure', message: /because the service stops/ };
  const failed = Promise.all([assert.rejects(run(['log']), why), assert.rejects(run(['log']), why)]);
  await waitForFile(pids);
  stopping.abort();
  await failed;
  await allEnded();
});

const SETTINGS = { path: process.env['PATH'] ?? '', maxProcesses: 1, timeoutMs: 30_000 };

test('a git that has closed its output is ended all the same', async (context) => {
  const clock = createManualClock(0);
  const ready = join(makeTemporaryDirectory(context), 'ready');
  const run = createGitReader({
    ...SETTINGS,
    binary: makeScript(context, `exec >&-; exec 2>&-; echo > ${ready}; exec sleep 600`),
    dir: makeTemporaryDirectory(context),
    stop: new AbortController().signal,
    schedule: clock.schedule,
  });
  const failed = assert.rejects(run(['log']), { name: 'GitFailure', message: /said nothing for 30 seconds/ });
  await waitForFile(ready);
  clock.advance(30_000);
  await failed;
});

test('a git that goes on writing is ended when it takes too long', async (context) => {
  const clock = createManualClock(0);
  const dir = makeTemporaryDirectory(context);
  const step = join(dir, 'step');
  const run = createGitReader({
    ...SETTINGS,
    binary: makeScript(context, `while :; do echo a; echo > ${step}; sleep 0.05; done`),
    dir,
    totalMs: 25_000,
    stop: new AbortController().signal,
    schedule: clock.schedule,
  });
  const why = { name: 'GitFailure', message: 'git was killed, because it took more than 25 seconds' };
  const failed = assert.rejects(run(['log']), why);
  await waitForFile(step);
  clock.advance(25_000);
  await failed;
});

test('a git that writes without end is ended, and one that complains without end is read to its end', async (context) => {
  const settings = { ...SETTINGS, dir: makeTemporaryDirectory(context), stop: new AbortController().signal };
  const endless = { ...settings, binary: makeScript(context, 'exec yes'), maxOutputBytes: 1_000_000 };
  const why = { name: 'GitFailure', message: 'git was killed, because it wrote more than 1000000 bytes' };
  await assert.rejects(createGitReader(endless)(['log']), why);
  const loud = makeScript(context, 'yes "fatal: no" | head -c 1000000 >&2; exit 3');
  await assert.rejects(createGitReader({ ...settings, binary: loud })(['log']), { message: 'fatal: no' });
});

test('so many run at a time, in the order they came, whether or not one before failed', async (context) => {
  const log = join(makeTemporaryDirectory(context), 'log');
  const busy = `for last; do :; done; echo "begin $last" >> ${log}; echo "end $last" >> ${log}; test "$last" != 2`;
  const run = createGitReader({
    ...SETTINGS,
    binary: makeScript(context, busy),
    dir: makeTemporaryDirectory(context),
    stop: new AbortController().signal,
  });
  const ends = await Promise.allSettled(['1', '2', '3', '4'].map((name) => run([name])));
  assert.deepEqual(
    ends.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
  const expected = ['1', '2', '3', '4'].flatMap((name) => [`begin ${name}`, `end ${name}`]);
  assert.deepEqual(readFileSync(log, 'utf8').trim().split('\n'), expected);
});

test('git fails, and the service goes on, when no more files can be opened', () => {
  const reader = new URL('../../src/git/run-git.ts', import.meta.url).href;
  const program = `
    import { openSync } from 'node:fs';
    const { createGitReader } = await import(${JSON.stringify(reader)});
    const stop = new AbortController().signal;
    const run = createGitReader({ binary: 'git', dir: '/', path: process.env.PATH, maxProcesses: 1, timeoutMs: 1000, stop });
    try { for (;;) openSync('/dev/null'); } catch {}
    for (const _ of [1, 2]) await run(['--version']).catch((error) => console.log(error.name, error.message));`;
  const limited = ['-c', 'ulimit -n 64; exec "$@"', 'sh', process.execPath];
  const output = execFileSync('sh', [...limited, '--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  assert.match(output, /^(?:GitFailure git could not be spawned: .*\n){2}$/);
});
