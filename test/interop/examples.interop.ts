import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { eventually } from '../helpers/eventually.ts';
import { writeConfig } from '../helpers/flawless-process.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { startSmtpServer, type ReceivedMail } from '../helpers/smtp-server.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { readReport, startIn } from '../walk/street.ts';
import { cachedDirectory } from './cached-directory.ts';
import { installApplication } from './install-application.ts';
import { runTool } from './run-tool.ts';

const EXAMPLES = join(import.meta.dirname, '../../sdk/examples');
const BOBS = 'total += item.price.amount;';
const ANNS = 'total += item.price?.amount ?? 0;';

type Environment = Readonly<Record<string, string>>;
type Example = {
  readonly name: string;
  readonly file: string;
  /** Makes it fail and waits until it has sent what it knows. */
  readonly run: (context: TestContext, folder: string, env: Environment) => Promise<void>;
  /** What the mail says besides the line. */
  readonly tells: readonly RegExp[];
};

const WEB = { file: 'app.js', run: askServer, tells: [/"path": "\/carts\/2"/, /"route": "\/carts\/:id"/] };

const ALL: readonly Example[] = [
  { name: 'koa', ...WEB },
  { name: 'express', ...WEB },
  { name: 'fastify', ...WEB },
  { name: 'worker', file: 'worker.js', run: feedWorker, tells: [/wrapped_at/] },
  { name: 'cli', file: 'cli.js', run: runToItsEnd, tells: [] },
];

test('every example is tried', () => {
  assert.deepEqual(new Set(ALL.map(({ name }) => name)), new Set(readdirSync(EXAMPLES)));
});

for (const { name, file, run, tells } of ALL) {
  test(`the example of ${name} leads to a mail for who touched the line`, async (context) => {
    const dir = makeTemporaryDirectory(context);
    const repository = makeRepository(dir, name, file);
    const smtp = await startSmtpServer(context);
    const mailed = { smtp_host: `127.0.0.1:${smtp.port}`, report_error_threshold: 1 };
    const flawless = await startIn(context, writeConfig(dir, { repo_dir: repository, ...mailed }));
    const folder = join(repository, 'examples', name);
    await installApplication(folder, await installDependencies(name));
    await run(context, folder, {
      OTEL_EXPORTER_OTLP_ENDPOINT: flawless.otlp,
      OTEL_METRICS_EXPORTER: 'none',
    });
    const mail = await eventually('the mail', () => smtp.received[0]);
    assertMail(mail, `examples/${name}/${file}`, tells);
    const errors = await readReport(flawless);
    assert.deepEqual(
      errors.map(({ filename, count, confidence }) => [filename, count, confidence.level]),
      [[`examples/${name}/${file}`, 1, 'exact']],
    );
  });
}

function assertMail(mail: ReceivedMail, file: string, tells: readonly RegExp[]): void {
  const text = mail.email.text ?? '';
  assert.deepEqual(mail.to, ['bob@shop.test']);
  assert.match(mail.email.subject ?? '', new RegExp(file.replaceAll('.', '\\.')));
  assert.match(text, /TypeError: Cannot read properties of undefined \(reading 'amount'\)/);
  assert.ok(text.includes(BOBS), text);
  for (const told of tells) assert.match(text, told);
}

/** The example as Ann's, with one line that Bob has changed. */
function makeRepository(dir: string, name: string, file: string): string {
  const repository = join(dir, 'repository');
  const read = (one: string) => readFileSync(join(EXAMPLES, name, one), 'utf8');
  const path = (one: string) => `examples/${name}/${one}`;
  const files = Object.fromEntries(readdirSync(join(EXAMPLES, name)).map((one) => [path(one), read(one)]));
  const finished = read(file);
  assert.equal(finished.split(BOBS).length, 2, 'the line is there once');
  createGitRepository(repository, [
    {
      author: 'Ann <ann@shop.test>',
      date: '2025-01-01T10:00:00Z',
      message: 'Begin',
      files: { ...files, '.gitignore': 'node_modules\n', [path(file)]: finished.replace(BOBS, ANNS) },
    },
    {
      author: 'Bob <bob@shop.test>',
      date: '2025-02-01T10:00:00Z',
      message: 'All has a price',
      files: { [path(file)]: finished },
    },
  ]);
  return repository;
}

/** All but the SDK, which is the one of this repository. */
async function installDependencies(name: string): Promise<string> {
  const manifest = join(EXAMPLES, name, 'package.json');
  const dir = await cachedDirectory(`example-${name}`, [manifest], async (out) => {
    cpSync(manifest, join(out, 'package.json'));
    const { dependencies, ...rest } = JSON.parse(readFileSync(manifest, 'utf8'));
    delete dependencies['@flawless/sdk'];
    writeFileSync(join(out, 'package.json'), JSON.stringify({ ...rest, dependencies }));
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', out];
    await runTool('npm', args, { cwd: out });
  });
  return join(dir, 'node_modules');
}

/** Asks for a cart that works, one that is missing and one that fails, and asks the server to end. */
async function askServer(context: TestContext, folder: string, env: Environment): Promise<void> {
  const options = { cwd: folder, env: { ...process.env, ...env, PORT: '0' } };
  const child = spawn(process.execPath, ['--import', './telemetry.js', 'app.js'], {
    ...options,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  context.after(() => child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('close', (code) => reject(new Error(`${folder} ended with ${code}`)));
  });
  for (const [id, status] of [
    ['1', 200],
    ['3', 404],
    ['2', 500],
  ] as const) {
    const response = await fetch(new URL(id, url), { headers: { connection: 'close' } });
    assert.equal(response.status, status, id);
    await response.arrayBuffer();
  }
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
}

async function feedWorker(_context: TestContext, folder: string, env: Environment): Promise<void> {
  const input = '{ "cart": "2" }\n{ "cart": "1" }\n';
  const said = await runTool(process.execPath, ['--import', '@flawless/sdk/register', 'worker.js'], {
    cwd: folder,
    env,
    input,
  });
  assert.equal(said, 'cart 1: 5\n');
}

async function runToItsEnd(_context: TestContext, folder: string, env: Environment): Promise<void> {
  const run = (id: string) =>
    runTool(process.execPath, ['--import', '@flawless/sdk/register', 'cli.js', id], { cwd: folder, env });
  assert.equal(await run('1'), '5\n');
  await assert.rejects(run('2'), /ended with 1:[^]*reading 'amount'/);
}
