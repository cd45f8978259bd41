import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { runFlawless, startFlawless, writeConfig } from '../helpers/flawless-process.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

function makeRepository(context: TestContext) {
  const dir = makeTemporaryDirectory(context);
  const repository = join(dir, 'shop');
  createGitRepository(repository, [
    { author: 'Ann <ann@shop.test>', date: '2025-01-01T00:00:00Z', message: 'Begin', files: { 'a.js': 'x' } },
  ]);
  return { dir, repository };
}

async function occupyPort(context: TestContext): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  context.after(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** One line, and no stack trace. */
function assertSentence(stderr: string, expected: RegExp): void {
  assert.match(stderr, expected);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.doesNotMatch(stderr, /^ +at /m);
}

test('a wrong key in the configuration ends the start with its place and the right name', async (context) => {
  const { dir, repository } = makeRepository(context);
  const { code, stderr } = await runFlawless([
    'start',
    '--conf',
    writeConfig(dir, { repo_dir: repository, prot: 1 }),
  ]);
  assert.equal(code, 1);
  assertSentence(stderr, /flawless\.yaml:\d+:1: .*prot.*did you mean "port"/);
});

test('so does a wrong key in a rule file', async (context) => {
  const { dir, repository } = makeRepository(context);
  const rules = { known_errors: [{ filename: 'a.js', min_alert_treshold: 3 }] };
  const { code, stderr } = await runFlawless([
    'start',
    '-conf',
    writeConfig(dir, { repo_dir: repository }, rules),
  ]);
  assert.equal(code, 1);
  assertSentence(stderr, /known_errors\.yaml:2:3: .*did you mean "min_alert_threshold"/);
});

test('a configuration file that is not there is said in a sentence', async () => {
  const { code, stderr } = await runFlawless(['start', '--conf', '/no/such/flawless.yaml']);
  assert.equal(code, 1);
  assertSentence(stderr, /\/no\/such\/flawless\.yaml/);
});

test('a port that is taken is said in a sentence', async (context) => {
  const { dir, repository } = makeRepository(context);
  for (const option of ['port', 'http_port']) {
    const taken = await occupyPort(context);
    const confPath = writeConfig(dir, { repo_dir: repository, [option]: taken });
    const { code, stderr } = await runFlawless(['start', '--conf', confPath]);
    assert.equal(code, 1);
    assertSentence(stderr, new RegExp(`127\\.0\\.0\\.1:${taken} is already in use: .*another \`${option}\``));
  }
});

test('a repository that is missing is said in a sentence', async (context) => {
  const { dir } = makeRepository(context);
  const confPath = writeConfig(dir, { repo_dir: join(dir, 'none') });
  const { code, stderr } = await runFlawless(['start', '--conf', confPath]);
  assert.equal(code, 1);
  assertSentence(stderr, /none does not exist: set `repo_dir` to a git checkout or a bare repository\./);
});

test('an SMTP server that does not answer is said in a sentence, and keeps nobody from counting', async (context) => {
  const { dir, repository } = makeRepository(context);
  const confPath = writeConfig(dir, { repo_dir: repository, smtp_host: '127.0.0.1:1' });
  const flawless = await startFlawless(confPath);
  context.after(() => flawless.stop());
  const said = await eventually('the sentence', () => flawless.stderr() || null);
  assert.equal(await flawless.stop(), 0);
  assertSentence(said, /The SMTP server 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*check smtp_host\./);
});
