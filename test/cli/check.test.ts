import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { runFlawless, startFlawless, writeConfig } from '../helpers/flawless-process.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { createGitRepository, git } from '../helpers/git-repository.ts';
import { startSmtpServer } from '../helpers/smtp-server.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { startTestUpstream } from '../helpers/upstream.ts';

function makeRepository(dir: string): string {
  const path = join(dir, 'shop');
  const files = { 'a.py': 'x = 1\n' };
  createGitRepository(path, [
    { author: 'Ann <ann@shop.test>', date: '2025-01-01T00:00:00Z', message: 'Begin', files },
  ]);
  return path;
}

test('says that all is well when everything the configuration names answers, and leaves nothing behind', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const repository = makeRepository(dir);
  const smtp = await startSmtpServer(t);
  const upstream = await startTestUpstream(t);
  const conf = writeConfig(
    dir,
    {
      repositories: [
        { name: 'one', services: ['a*'], repo_dir: repository },
        { name: 'two', services: ['b*'], repo_url: `file://${repository}`, repo_branch_pattern: 'ma*' },
      ],
      smtp_host: smtp.host,
      upstream_endpoint: upstream.url,
    },
    { known_errors: [{ filename: 'a.py' }] },
  );
  const { code, stdout, stderr } = await runFlawless(['check', '--conf', conf]);
  assert.deepEqual([code, stderr], [0, '']);
  for (const line of [
    /^configuration +ok .*known_errors 1$/m,
    /^data directory +ok .*will be made$/m,
    /^OTLP port +ok .* is free$/m,
    /^repository one +ok .*HEAD is [0-9a-f]{12}$/m,
    /^repository two +ok .*branches: 1$/m,
    /^mail +ok +127\.0\.0\.1:\d+ takes mail/m,
    /^upstream +ok .* takes traces$/m,
    /^All is well\. Start it with: flawless start --conf /m,
  ])
    assert.match(stdout, line);
  assert.equal(existsSync(join(dir, 'data')), false);
  assert.equal(smtp.received.length, 0);
});

test('names everything that is wrong, what to do, and no secret', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const repository = makeRepository(dir);
  const port = await takePort(t);
  mkdirSync(join(dir, 'empty'));
  writeFileSync(join(dir, 'data'), '');
  const closed = await findFreePort();
  const conf = writeConfig(dir, {
    port,
    repositories: [
      { name: 'empty', services: ['a'], repo_dir: join(dir, 'empty') },
      { name: 'old', services: ['b'], repo_dir: repository, repo_branch_pattern: 'release-*' },
      { name: 'gone', services: ['c'], repo_url: `http://bot:s3cret@127.0.0.1:${closed}/shop.git` },
    ],
    smtp_host: `127.0.0.1:${closed}`,
    upstream_endpoint: `http://127.0.0.1:${closed}`,
  });
  const { code, stdout } = await runFlawless(['check', '--conf', conf]);
  assert.equal(code, 1);
  for (const line of [
    /^data directory +WRONG .* is a file: set data_dir_path to a directory$/m,
    /^OTLP port +WRONG .* is already in use: stop the other program, or choose another `port`\.$/m,
    /^repository empty +WRONG .* is not a git repository: set `repo_dir`/m,
    /^repository old +WRONG +no branch matches the repo_branch_pattern release-\*$/m,
    /^repository gone +WRONG +http:\/\/127\.0\.0\.1.* cannot be reached: .*\. Check `repo_url` and its access\.$/m,
    /^mail +WRONG .* cannot be used/m,
    /^upstream +WRONG .* does not take traces: ECONNREFUSED$/m,
    /^7 things are wrong\.$/m,
  ])
    assert.match(stdout, line);
  assert.doesNotMatch(stdout, /s3cret/);
});

test('can be run beside a running Flawless', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const conf = writeConfig(dir, { repo_dir: makeRepository(dir), http_port: await findFreePort() });
  const flawless = await startFlawless(conf);
  t.after(() => flawless.stop());
  const { code, stdout } = await runFlawless(['check', '--conf', conf]);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^data directory +note +a Flawless is running with /m);
});

test('names the repository that has no commit yet', async (t) => {
  const dir = makeTemporaryDirectory(t);
  git(dir, ['init', '--quiet', 'new']);
  const conf = writeConfig(dir, { repo_dir: join(dir, 'new') });
  const { code, stdout } = await runFlawless(['check', '--conf', conf]);
  assert.equal(code, 1);
  assert.match(stdout, /^repository .*WRONG +it has no commit yet$/m);
});

async function takePort(t: TestContext): Promise<number> {
  const server = createServer();
  t.after(() => server.close());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
