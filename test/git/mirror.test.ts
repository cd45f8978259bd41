import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import type { Repository } from '../../src/git/repository.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeScript, makeSettings } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins' };

function createOrigin(context: TestContext, name: string, files: Readonly<Record<string, string>>) {
  const dir = join(makeTemporaryDirectory(context), name);
  const [commit = ''] = createGitRepository(dir, [{ ...ANN, files }]);
  return { dir, commit };
}

async function headOf(repository: Repository): Promise<string | undefined> {
  return (await repository.resolve('HEAD'))?.commit;
}

async function listen(context: TestContext, server: Server | HttpServer): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const address: AddressInfo | string | null = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return `127.0.0.1:${address.port}`;
}

test('a mirror is cloned once, fetched on demand, and opened again without asking the remote', async (context) => {
  const { dir, commit } = createOrigin(context, 'shop', { 'a.js': 'one' });
  const mirrorsDir = makeTemporaryDirectory(context);
  const settings = makeSettings({ url: dir, mirrorsDir });
  const { repository, fetch } = await openRepository(settings);
  assert.equal(await headOf(repository), commit);
  assert.equal(repository.name, 'shop');
  const second = addCommit(dir, { ...ANN, files: { 'b.js': 'new' } });
  assert.equal(await headOf(repository), commit);
  assert.equal(await headOf((await openRepository(settings)).repository), commit);
  await fetch();
  assert.equal(await headOf(repository), second);
});

test('a clone that fails says why and leaves nothing behind', async (context) => {
  const mirrorsDir = makeTemporaryDirectory(context);
  await assert.rejects(openRepository(makeSettings({ url: join(mirrorsDir, 'gone'), mirrorsDir })), {
    name: 'StartFailure',
    message: /^Cannot clone .*gone: .* Check `repo_url` and its access\.$/,
  });
  const secret = makeSettings({ url: 'https://user:hun@ter2@127.0.0.1:1/x.git', mirrorsDir });
  await assert.rejects(openRepository(secret), (error: Error) => !/hun|ter2/.test(error.message));
  assert.deepEqual(readdirSync(mirrorsDir), []);
});

test('a protocol that nobody vouches for is not spoken', async (context) => {
  const mirrorsDir = makeTemporaryDirectory(context);
  for (const url of ['git://127.0.0.1:1/x.git', 'ext::sh -c true'])
    await assert.rejects(openRepository(makeSettings({ url, mirrorsDir })), {
      name: 'StartFailure',
      message: /transport '(?:git|ext)' not allowed/,
    });
});

test('repositories of the same name have mirrors of their own, which only their owner can read', async (context) => {
  const mirrorsDir = join(makeTemporaryDirectory(context), 'repositories');
  const first = createOrigin(context, 'shop', { 'a.js': 'a' });
  const second = createOrigin(context, 'shop', { 'b.js': 'b' });
  for (const { dir, commit } of [first, second]) {
    const { repository } = await openRepository(makeSettings({ url: dir, mirrorsDir }));
    assert.equal(await headOf(repository), commit);
  }
  const names = readdirSync(mirrorsDir);
  assert.equal(names.length, 2);
  for (const name of names) assert.match(name, /^shop-[0-9a-f]{8}\.git$/);
  for (const name of ['', ...names]) assert.equal(statSync(join(mirrorsDir, name)).mode & 0o077, 0, name);
});

test('an interrupted clone is never opened, and its leftovers go at the next start', async (context) => {
  const { dir, commit } = createOrigin(context, 'shop', { 'a.js': 'a' });
  const mirrorsDir = makeTemporaryDirectory(context);
  const dying = 'case "$*" in *clone*) for last; do :; done; git init -q --bare "$last"; kill -9 $$;; esac';
  const binary = makeScript(context, dying, 'git', 'exec git "$@"');
  await assert.rejects(openRepository(makeSettings({ url: dir, mirrorsDir, binary })), {
    name: 'StartFailure',
  });
  assert.deepEqual(readdirSync(mirrorsDir), []);
  git(mirrorsDir, ['init', '--quiet', '--bare', 'shop-01234567.git.tmp-AbCdEf']);
  const { repository } = await openRepository(makeSettings({ url: dir, mirrorsDir }));
  assert.equal(await headOf(repository), commit);
  assert.equal(readdirSync(mirrorsDir).length, 1);
});

test('a directory in place of the mirror that is no repository is cloned anew, even inside a checkout', async (context) => {
  const { dir, commit } = createOrigin(context, 'shop', { 'a.js': 'a' });
  const around = createOrigin(context, 'around', { 'b.js': 'b' });
  for (const mirrorsDir of [makeTemporaryDirectory(context), join(around.dir, 'data')]) {
    const settings = makeSettings({ url: dir, mirrorsDir });
    await openRepository(settings);
    const mirror = findMirror(mirrorsDir);
    emptyOut(mirror);
    const gone = {
      ...settings,
      binary: makeScript(context, 'case "$*" in *clone*) exit 1;; esac', 'git', 'exec git "$@"'),
    };
    await assert.rejects(openRepository(gone), { name: 'StartFailure', message: /^Cannot clone / });
    assert.deepEqual(readdirSync(mirror), [], 'what was there stays until there is better');
    const { repository } = await openRepository(settings);
    assert.equal(await headOf(repository), commit);
    assert.deepEqual(readdirSync(mirrorsDir), [basename(mirror)]);
  }
});

function findMirror(mirrorsDir: string): string {
  return join(mirrorsDir, readdirSync(mirrorsDir).find((name) => name.endsWith('.git')) ?? '');
}

function emptyOut(dir: string): void {
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
}

test('a password is neither in command lines nor in the mirror, and a new one is taken over', async (context) => {
  const { dir, commit } = createOrigin(context, 'shop', { 'a.js': 'a' });
  const site = await serve(context, dir);
  const commands = join(makeTemporaryDirectory(context), 'commands');
  const binary = makeScript(context, `echo "$@" >> ${commands}`, 'git', 'exec git "$@"');
  const mirrorsDir = makeTemporaryDirectory(context);
  const open = (password: string) =>
    openRepository(makeSettings({ url: `http://user:${password}@${site.host}/.git`, mirrorsDir, binary }));
  site.expect('user:CAN@ARYpw');
  assert.equal(await headOf((await open('CAN@ARYpw')).repository), commit);
  site.expect('user:CANARYnew');
  await assert.rejects((await open('CAN@ARYpw')).fetch(), ({ name, message }: Error) => {
    assert.equal(name, 'GitFailure');
    return !message.includes('CAN');
  });
  const second = addCommit(dir, { ...ANN, files: { 'b.js': 'new' } });
  git(dir, ['update-server-info']);
  const { repository, fetch } = await open('CANARYnew');
  await fetch();
  assert.equal(await headOf(repository), second);
  assert.match(readFileSync(commands, 'utf8'), /clone --mirror.*\n(?:.*\n)*.*fetch --prune/);
  assert.doesNotMatch(readFileSync(commands, 'utf8'), /CAN|user|Basic/);
  const mirror = join(mirrorsDir, readdirSync(mirrorsDir)[0] ?? '');
  const written = readdirSync(mirror, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of written)
    assert.doesNotMatch(
      readFileSync(join(file.parentPath, file.name), 'latin1'),
      /CAN@?ARY|user:/,
      file.name,
    );
});

test('the host that a redirect names is not told the credentials', async (context) => {
  const told: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    told.push(request.headers.authorization);
    response.writeHead(401, { 'www-authenticate': 'Basic realm="other"' }).end();
  });
  const port = (await listen(context, other)).split(':')[1] ?? '';
  const first = createServer((request, response) => {
    response.writeHead(302, { location: `http://localhost:${port}${request.url}` }).end();
  });
  const host = await listen(context, first);
  const mirrorsDir = makeTemporaryDirectory(context);
  await assert.rejects(openRepository(makeSettings({ url: `http://bob:CANARY@${host}/x.git`, mirrorsDir })), {
    name: 'StartFailure',
  });
  assert.ok(told.length > 0);
  assert.deepEqual(
    told.filter((authorization) => authorization !== undefined),
    [],
  );
});

/** Serves a repository's files as git's dumb protocol needs them, to whoever has the right user name and password. */
async function serve(context: TestContext, dir: string) {
  git(dir, ['update-server-info']);
  let expected = '';
  const server = createServer((request, response) => {
    const basic = `Basic ${Buffer.from(expected).toString('base64')}`;
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    if (request.headers.authorization !== basic) {
      const realm = { 'www-authenticate': 'Basic realm="git"' };
      return response.writeHead(401, realm).end();
    }
    try {
      return response.end(readFileSync(join(dir, pathname)));
    } catch {
      return response.writeHead(404).end();
    }
  });
  const host = await listen(context, server);
  return { host, expect: (credentials: string) => (expected = credentials) };
}

test('a remote that never answers delays no start, and git is ended when the service stops', async (context) => {
  const { dir, commit } = createOrigin(context, 'shop', { 'a.js': 'a' });
  const server = createSocketServer();
  const host = await listen(context, server);
  const mirrorsDir = makeTemporaryDirectory(context);
  const stopping = new AbortController();
  const settings = makeSettings({ url: dir, mirrorsDir, stop: stopping.signal });
  await openRepository(settings);
  const mirror = join(mirrorsDir, readdirSync(mirrorsDir)[0] ?? '');
  git(mirror, ['config', 'remote.origin.url', `http://${host}/x.git`]);
  const pids = join(makeTemporaryDirectory(context), 'pids');
  const binary = makeScript(context, `echo $$ >> ${pids}`, 'git', 'exec git "$@"');
  const { repository, fetch } = await openRepository({ ...settings, binary });
  assert.equal(await headOf(repository), commit);
  const asked = nextConnection(context, server);
  const fetching = assert.rejects(fetch(), { name: 'GitFailure' });
  await asked;
  const askedAgain = nextConnection(context, server);
  const cloning = assert.rejects(openRepository({ ...settings, binary, url: `http://${host}/y.git` }), {
    name: 'StartFailure',
    message: /^Cannot clone /,
  });
  await askedAgain;
  stopping.abort();
  await Promise.all([fetching, cloning]);
  assert.equal(readdirSync(mirrorsDir).length, 1);
  for (const pid of readFileSync(pids, 'utf8').trim().split('\n'))
    assert.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' }, pid);
});

/** Waits for somebody to connect; the test's end cuts them off, which ends the helpers of a killed git. */
async function nextConnection(context: TestContext, server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  server.once('connection', resolve);
  const socket = await promise;
  socket.on('error', () => undefined).resume();
  context.after(() => socket.destroy());
}

test('speaks ssh by the ssh of the account, which is told a host and one command', async (context) => {
  const { dir, commit } = createOrigin(context, "shop's", { 'a.js': 'a' });
  const told = join(makeTemporaryDirectory(context), 'told');
  const record = `for last; do :; done; printf '<%s>' "$@" >> ${told}; echo >> ${told}`;
  const ssh = makeScript(context, record, 'ssh', 'test "$1" != -G || exit 1', 'exec sh -c "$last"');
  const path = `${dirname(ssh)}:${process.env['PATH']}`;
  for (const url of [`ssh://deploy@git.test:2222${dir}`, `deploy@git.test:${dir}`]) {
    const mirrorsDir = makeTemporaryDirectory(context);
    const { repository, fetch } = await openRepository(makeSettings({ url, mirrorsDir, path }));
    await fetch();
    assert.equal(await headOf(repository), commit);
  }
  const asked = readFileSync(told, 'utf8')
    .split('\n')
    .filter((line) => line.includes('git-upload-pack'));
  for (const line of asked) assert.match(line, /<deploy@git\.test><git-upload-pack '.*shop'\\''s'>$/);
  assert.ok(asked.some((line) => line.includes('<-p><2222>')));
  const refusing = makeScript(context, "echo 'Host key verification failed.' >&2; exit 255", 'ssh');
  const mirrorsDir = makeTemporaryDirectory(context);
  const unknown = makeSettings({ url: 'git@git.test:x', mirrorsDir, path: `${dirname(refusing)}:${path}` });
  await assert.rejects(openRepository(unknown), {
    message: /: Host key verification failed\. Check `repo_url`/,
  });
  for (const url of ['ssh://-oProxyCommand=touch/x', '-oProxyCommand=touch:x'])
    await assert.rejects(openRepository({ ...unknown, url }), { name: 'StartFailure' });
});
