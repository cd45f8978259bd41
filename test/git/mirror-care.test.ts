import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import type { RepositorySettings } from '../../src/git/repository-runners.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { eventually } from '../helpers/eventually.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeScript, makeSettings } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins' };
const SOME_TIME = Date.parse('2026-11-20T12:00:00Z');

/** A mirror of a repository that tests change, with a clock of theirs and a list of the commands git was run with. */
async function open(context: TestContext, change: Partial<RepositorySettings> = {}) {
  const origin = join(makeTemporaryDirectory(context), 'shop');
  const [first = ''] = createGitRepository(origin, [{ ...ANN, files: { 'a.js': 'one\ntwo\n' } }]);
  const mirrorsDir = makeTemporaryDirectory(context);
  const commands = join(makeTemporaryDirectory(context), 'commands');
  const binary = makeScript(context, `echo "$@" >> ${commands}`, 'git', 'exec git "$@"');
  let nowMs = SOME_TIME;
  const stopping = new AbortController();
  context.after(() => stopping.abort());
  const settings = makeSettings({
    url: origin,
    mirrorsDir,
    binary,
    now: () => nowMs,
    stop: stopping.signal,
    ...change,
  });
  const opened = await openRepository(settings);
  const mirror = join(mirrorsDir, readdirSync(mirrorsDir)[0] ?? '');
  const countCommands = (pattern: RegExp) =>
    readFileSync(commands, 'utf8')
      .split('\n')
      .filter((command) => pattern.test(command)).length;
  const passTime = (ms: number) => void (nowMs += ms);
  return { ...opened, origin, first, mirror, mirrorsDir, settings, countCommands, passTime };
}

const nextCommit = (dir: string, path: string) => addCommit(dir, { ...ANN, files: { [path]: 'new\n' } });

test('fetches at once when a revision is unknown, but not again and again', async (context) => {
  const { repository, fetch, origin, countCommands, passTime } = await open(context);
  const second = nextCommit(origin, 'b.js');
  const found = await Promise.all(
    [second, second, second.slice(0, 9)].map((name) => repository.resolve(name)),
  );
  assert.deepEqual(
    found.map((one) => one?.commit),
    [second, second, second],
  );
  assert.equal(countCommands(/ fetch /), 1);
  const third = nextCommit(origin, 'c.js');
  assert.equal(await repository.resolve(third), null, 'within half a minute');
  assert.equal(countCommands(/ fetch /), 1);
  passTime(30_000);
  assert.equal((await repository.resolve(third))?.commit, third);
  assert.equal(countCommands(/ fetch /), 2);
  passTime(30_000);
  assert.equal(await repository.resolve('v9.9'), null);
  assert.equal(countCommands(/ fetch /), 3);
  const asked = countCommands(/ rev-parse /);
  passTime(3_600_000);
  git(origin, ['tag', 'v9.9']);
  assert.equal(await repository.resolve('v9.9'), null, 'looked for in vain since the last fetch');
  assert.equal(countCommands(/ rev-parse /), asked);
  await fetch();
  assert.equal((await repository.resolve('v9.9'))?.commit, third);
  assert.equal(await repository.resolve('--upload-pack=touch x'), null);
  assert.equal(countCommands(/ fetch /), 4);
});

/** As `open`, with a clock that only moves when told to. */
async function openWithClock(context: TestContext) {
  const clock = createManualClock(SOME_TIME);
  const waits: number[] = [];
  const schedule = (run: () => void, ms: number) => {
    waits.push(ms);
    return clock.schedule(run, ms);
  };
  const stopping = new AbortController();
  context.after(() => stopping.abort());
  const opened = await open(context, { now: clock.now, schedule, stop: stopping.signal });
  const waitsFor = (ms: number, times = 1) =>
    eventually(`somebody waits for ${ms} ms`, () => waits.filter((one) => one === ms).length === times);
  return { ...opened, clock, stopping, waitsFor };
}

test('whoever asks for a commit that came right after a fetch waits for the next one', async (context) => {
  const { repository, fetch, origin, countCommands, clock, waitsFor } = await openWithClock(context);
  const second = nextCommit(origin, 'b.js');
  assert.equal((await repository.resolve(second))?.commit, second);
  const third = nextCommit(origin, 'c.js');
  clock.advance(10_001);
  const asked = [third, third.slice(0, 9), third].map((name) => repository.resolve(name));
  assert.equal(await repository.resolve('v1.0'), null, 'a version may be no tag at all');
  await waitsFor(19_999);
  assert.equal(countCommands(/ fetch /), 1);
  clock.advance(19_999);
  assert.deepEqual(
    (await Promise.all(asked)).map((one) => one?.commit),
    [third, third, third],
  );
  assert.equal(countCommands(/ fetch /), 2);
  clock.advance(1);
  const waiting = repository.resolve('0123456');
  await waitsFor(29_999);
  renameSync(origin, `${origin}.away`);
  await assert.rejects(fetch(), { name: 'GitFailure' });
  assert.equal(await repository.resolve('abcdef0'), null, 'nobody begins to wait for a remote that is down');
  clock.advance(29_999);
  assert.equal(await waiting, null, 'nor goes on to');
  assert.equal(countCommands(/ fetch /), 3);
});

test('nobody waits any longer for a commit when the service stops', async (context) => {
  const { repository, countCommands, clock, stopping, waitsFor } = await openWithClock(context);
  assert.equal(await repository.resolve('aaaaaaa'), null);
  for (const name of ['bbbbbbb', 'ccccccc']) {
    clock.advance(1);
    const asked = repository.resolve(name);
    await waitsFor(29_999, name === 'bbbbbbb' ? 1 : 2);
    if (name === 'ccccccc') stopping.abort();
    else clock.advance(29_999);
    assert.equal(await asked, null);
  }
  assert.equal(countCommands(/ fetch /), 2);
});

test('nobody waits for a commit after three that were of elsewhere', async (context) => {
  const { repository, countCommands, clock } = await openWithClock(context);
  for (const name of ['aaaaaaa', 'bbbbbbb', 'ccccccc']) {
    assert.equal(await repository.resolve(name), null);
    clock.advance(30_000);
  }
  assert.equal(await repository.resolve('ddddddd'), null, 'fetches');
  assert.equal(await repository.resolve('eeeeeee'), null, 'does not wait');
  assert.equal(countCommands(/ fetch /), 4);
});

test('follows branches that are forced, deleted, renamed, or in the way of others', async (context) => {
  const { repository, fetch, origin, first } = await open(context);
  git(origin, ['branch', 'topic']);
  const second = nextCommit(origin, 'b.js');
  await fetch();
  assert.equal((await repository.resolve('main'))?.commit, second);
  git(origin, ['reset', '--quiet', '--hard', first]);
  git(origin, ['branch', '--quiet', '--delete', '--force', 'topic']);
  git(origin, ['branch', 'topic/deeper']);
  const forced = nextCommit(origin, 'c.js');
  await fetch();
  assert.equal((await repository.resolve('main'))?.commit, forced);
  assert.equal(await repository.resolve('topic'), null);
  assert.equal((await repository.resolve('topic/deeper'))?.commit, first);
  assert.equal((await repository.resolve(second))?.commit, second, 'what still runs somewhere is kept');
  git(origin, ['branch', '--move', 'main', 'trunk']);
  const renamed = nextCommit(origin, 'd.js');
  await fetch();
  assert.equal(await repository.resolve('main'), null);
  assert.equal((await repository.resolve('HEAD'))?.commit, renamed);
  git(origin, ['checkout', '--quiet', 'topic/deeper']);
  await fetch();
  assert.equal(
    (await repository.resolve('HEAD'))?.commit,
    first,
    'no branch moved, only the default branch is another',
  );
});

test('keeps a commit-graph with changed paths, after the clone and after what a fetch brought', async (context) => {
  const { fetch, origin, mirror, countCommands } = await open(context);
  const readGraphs = () => readdirSync(join(mirror, 'objects/info/commit-graphs')).length;
  const holdsPaths = () =>
    readdirSync(join(mirror, 'objects/info/commit-graphs')).some(
      (name) =>
        name.endsWith('.graph') &&
        readFileSync(join(mirror, 'objects/info/commit-graphs', name)).includes('BDAT'),
    );
  assert.ok(readGraphs() > 1 && holdsPaths());
  await fetch();
  const written = countCommands(/commit-graph write/);
  await fetch();
  assert.equal(countCommands(/commit-graph write/), written, 'nothing came');
  const before = readFileSync(join(mirror, 'objects/info/commit-graphs/commit-graph-chain'), 'utf8');
  nextCommit(origin, 'b.js');
  await fetch();
  assert.equal(countCommands(/commit-graph write/), written + 1);
  assert.notEqual(
    readFileSync(join(mirror, 'objects/info/commit-graphs/commit-graph-chain'), 'utf8'),
    before,
  );
});

test('blames by what is here while the remote is down, and tells since when', async (context) => {
  const { repository, fetch, state, origin, first, passTime, settings, countCommands } = await open(context);
  passTime(1_000);
  await fetch();
  assert.deepEqual(state(), {
    kind: 'mirror',
    isMissing: false,
    fetchedAtMs: SOME_TIME + 1_000,
    failure: null,
    cloning: null,
    damage: null,
  });
  renameSync(origin, `${origin}.away`);
  passTime(1_000);
  await assert.rejects(fetch(), { name: 'GitFailure' });
  passTime(1_000);
  await assert.rejects(fetch(), { name: 'GitFailure' });
  const { failure, fetchedAtMs } = state();
  assert.deepEqual([failure?.sinceMs, fetchedAtMs], [SOME_TIME + 2_000, SOME_TIME + 1_000]);
  assert.match(failure?.reason ?? '', /does not appear to be a git repository|does not exist/);
  assert.equal((await repository.blameLine(first, 'a.js', 1))?.authorName, 'Ann');
  const asked = countCommands(/ fetch /);
  assert.equal(await repository.resolve('v1'), null);
  passTime(60_000);
  assert.equal(await repository.resolve('v2'), null);
  assert.equal(countCommands(/ fetch /), asked + 1, 'nobody waits for a remote that is down again and again');
  const reopened = await openRepository(settings);
  assert.equal((await reopened.repository.resolve('HEAD'))?.commit, first);
  assert.ok((reopened.state().fetchedAtMs ?? 0) > 0, 'the age survives a restart');
  renameSync(`${origin}.away`, origin);
  await fetch();
  assert.equal(state().failure, null);
});

function listObjects(mirror: string): readonly string[] {
  return readdirSync(join(mirror, 'objects'), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !entry.parentPath.endsWith('info') && !entry.parentPath.endsWith('commit-graphs'),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Packs everything, and changes every file of a kind that then is there. */
function harmPacks(mirror: string, extension: string, harm: (bytes: Buffer) => Buffer): void {
  git(mirror, ['repack', '--quiet', '-a', '-d']);
  for (const path of listObjects(mirror).filter((name) => name.endsWith(extension))) {
    const bytes = readFileSync(path);
    rmSync(path);
    writeFileSync(path, harm(bytes));
  }
}

const DAMAGES: Readonly<Record<string, (mirror: string) => void>> = {
  'objects are gone': (mirror) => listObjects(mirror).forEach((path) => rmSync(path)),
  'objects are zeros': (mirror) =>
    listObjects(mirror).forEach((path) => {
      const size = readFileSync(path).length;
      rmSync(path);
      writeFileSync(path, Buffer.alloc(size));
    }),
  'the index of a pack is cut off': (mirror) => harmPacks(mirror, '.idx', (bytes) => bytes.subarray(0, 100)),
  'a pack is cut off': (mirror) => harmPacks(mirror, '.pack', (bytes) => bytes.subarray(0, 10)),
  'a pack is something else': (mirror) => harmPacks(mirror, '.pack', (bytes) => bytes.fill('x', 0, 4)),
  'it is no repository any more': (mirror) => rmSync(join(mirror, 'HEAD')),
  'the directory is gone': (mirror) => rmSync(mirror, { recursive: true }),
};

for (const [damage, harm] of Object.entries(DAMAGES))
  test(`a damaged mirror is cloned anew while the service runs: ${damage}`, async (context) => {
    const { repository, fetch, state, origin, first, mirror, mirrorsDir } = await open(context);
    nextCommit(origin, 'b.js');
    await fetch();
    await repository.listPaths(first);
    harm(mirror);
    await repository.readLines(first, 'a.js').catch(() => undefined);
    await repository.blameLine(first, 'a.js', 1).catch(() => undefined);
    await fetch().catch(() => undefined);
    await eventually('the mirror is mended', () => state().damage === null && state().failure === null);
    assert.equal((await repository.blameLine(first, 'a.js', 2))?.authorName, 'Ann');
    assert.deepEqual(await repository.readLines(first, 'a.js'), ['one', 'two', '']);
    assert.equal(state().cloning, null);
    assert.equal(readdirSync(mirrorsDir).length, 1);
    assert.ok(existsSync(join(mirror, 'HEAD')));
  });

test('no name of a file is taken for damage', async (context) => {
  const { repository, fetch, state, origin, countCommands } = await open(context);
  const names = ['src/caf\xe9.js', 'new\nline.js', 'odd:./x.js', 'tab\tx.js', 'ü.js', "is corrupt'.js"];
  mkdirSync(join(origin, 'src'));
  mkdirSync(join(origin, 'odd:.'));
  for (const [i, name] of names.entries())
    writeFileSync(Buffer.from(`${origin}/${name}`, i === 0 ? 'latin1' : 'utf8'), 'one\n');
  const second = nextCommit(origin, 'b.js');
  await fetch();
  const paths = ["is corrupt'.js", 'a.js', 'b.js', 'odd:./x.js', 'tab\tx.js', 'ü.js'];
  assert.deepEqual((await repository.listPaths(second)).toSorted(), paths.toSorted());
  for (const path of paths) {
    assert.ok((await repository.readLines(second, path))?.length, path);
    assert.equal((await repository.blameLine(second, path, 1))?.commit.length, 40, path);
  }
  for (const path of [
    'src/caf\ufffd.js',
    'src/café.js',
    'new\nline.js',
    '../a.js',
    './a.js',
    "not 'is corrupt'.js",
  ]) {
    await assert.rejects(repository.readLines(second, path), { message: /has no such file$/ }, path);
    await repository.blameLine(second, path, 1).catch(() => undefined);
  }
  assert.equal(await repository.blameLine(second, "is corrupt'.js", 9), null);
  assert.equal(state().damage, null);
  assert.equal(countCommands(/ clone /), 1);
});

test('a damaged origin is not cloned again and again', async (context) => {
  const { repository, fetch, state, origin, first, mirror, countCommands, passTime } = await open(context);
  const harm = () => DAMAGES['objects are zeros']?.(mirror);
  await repository.listPaths(first);
  harm();
  await assert.rejects(repository.readLines(first, 'a.js'), { name: 'GitFailure' });
  await eventually('the mirror is mended', () => state().damage === null);
  assert.equal(countCommands(/ clone /), 2);
  harm();
  await assert.rejects(repository.blameLine(first, 'a.js', 1), { name: 'GitFailure' });
  assert.notEqual(state().damage, null);
  await fetch().catch(() => undefined);
  assert.equal(countCommands(/ clone /), 2);
  passTime(3_600_000);
  rmSync(origin, { recursive: true });
  await assert.rejects(fetch(), { name: 'GitFailure' });
  assert.equal(countCommands(/ clone /), 3);
  assert.match(state().failure?.reason ?? '', /does not exist/);
});

test('tells how far a clone is', async (context) => {
  const told: object[] = [];
  const log: Log = {
    ...SILENT_LOG,
    info: (fields, message) => void (message === 'cloning the repository' && told.push(fields)),
  };
  const progress = [
    'Cloning',
    'remote: Counting objects:  50% (1/2)',
    'Receiving objects:   1% (1/99)',
    'Receiving objects:   5%',
    'Receiving objects:  12%, done.',
  ];
  const lines = progress.map((line) => `printf '%s\\r' '${line}' >&2`).join('; ');
  const binary = makeScript(context, `case "$*" in *clone*) ${lines};; esac`, 'git', 'exec git "$@"');
  await open(context, { log, binary }).catch(() => undefined);
  const steps = told.slice(1, 4);
  assert.deepEqual(steps, [
    { phase: 'Counting objects', percent: 50 },
    { phase: 'Receiving objects', percent: 1 },
    { phase: 'Receiving objects', percent: 12 },
  ]);
});

test('what git started to speak to a remote ends with it', async (context) => {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const closed = new Promise<void>((resolve) => {
    server.once('connection', (socket) => socket.once('close', () => resolve()));
  });
  context.after(() => server.close());
  const connected = once(server, 'connection');
  const stopping = new AbortController();
  const settings = makeSettings({
    url: `http://127.0.0.1:${address.port}/x.git`,
    mirrorsDir: makeTemporaryDirectory(context),
    stop: stopping.signal,
    killGroup: (leader) => void process.kill(-leader, 'SIGKILL'),
  });
  const opening = assert.rejects(openRepository(settings), { name: 'StartFailure' });
  await connected;
  stopping.abort();
  await opening;
  await closed;
  assert.deepEqual(readdirSync(settings.mirrorsDir), []);
});

test('a repository that somebody else keeps is left as it is', async (context) => {
  const dir = join(makeTemporaryDirectory(context), 'shop');
  const [first = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\n', '.git-blame-ignore-revs': `${'a'.repeat(40)}\n` } },
  ]);
  const list = () => readdirSync(dir, { recursive: true, encoding: 'utf8' }).toSorted();
  const before = list();
  mkdirSync(join(dir, '.git/objects/info'), { recursive: true });
  const { repository, fetch, state } = await openRepository(
    makeSettings({ dir, mirrorsDir: makeTemporaryDirectory(context) }),
  );
  await repository.blameLine(first, 'a.js', 1);
  await repository.readLines(first, 'a.js');
  await repository.followLine(first, 'a.js', 1, first);
  assert.equal(await repository.resolve('v1'), null);
  await fetch();
  assert.deepEqual(list(), before);
  assert.deepEqual(state(), {
    kind: 'checkout',
    isMissing: false,
    fetchedAtMs: null,
    failure: null,
    cloning: null,
    damage: null,
  });
});
