import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readRemoteAddress } from '../../src/git/remote-address.ts';
import { startFlawless, writeConfig, type Ended } from '../helpers/flawless-process.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeShop, type Shop } from '../walk/shop.ts';

const BIN = join(import.meta.dirname, '../../bin/flawless.js');

let dir: string;
let shop: Shop;
let trace: string;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'flawless-blame-'));
  shop = await makeShop(dir);
  trace = String(shop.breakCart().stack);
});
after(() => rmSync(dir, { recursive: true, force: true }));

type Run = { readonly cwd: string; readonly args?: readonly string[]; readonly stdin?: string };

/** Runs the real command; without a configuration its environment must not matter. */
async function blame({ cwd, args = [], stdin = '' }: Run): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...(!args.includes('--conf') && { FLAWLESS_REPO_DIR: '/nowhere' }) };
  const child = spawn(process.execPath, [BIN, 'blame', ...args], { cwd, env });
  child.stdin.end(stdin);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { code, stdout, stderr };
}

test('tells from any directory of a checkout who would be blamed, and why', async () => {
  const cwd = join(shop.repository, 'tax');
  const { code, stdout, stderr } = await blame({ cwd, stdin: shop.taxTraceback });
  assert.deepEqual([code, stderr], [0, '']);
  for (const line of [
    /^ValueError: no tax for FR$/m,
    /^ {2}raising line +tax\/tax\.py:8 +tax$/m,
    /^Caused by KeyError: 'FR'$/m,
    /^> blamed +tax\/rates\.py:5 +rate_of\n +return RATES\[country\]$/m,
    /^ {2}passed over +tax\/tax\.py:6 +tax$/m,
    /^Blamed +tax\/rates\.py:5 in rate_of$/m,
    /^Revision +[0-9a-f]{12}, because the service does not say what it runs/m,
    /^Author +Ann <ann@shop\.test>$/m,
    /^Date +1 Jan 2025$/m,
    /^Commit +[0-9a-f]{12} Begin$/m,
    /^Since then +still there at HEAD [0-9a-f]{10}$/m,
    /^Owner +Ann <ann@shop\.test>, because ann@shop\.test last changed the line$/m,
    /^Confidence +branch, because /m,
    /^Error id +[0-9a-f]{16}$/m,
  ])
    assert.match(stdout, line);
  assert.ok(stdout.split('\n').every((line) => line.length <= 110));
});

test('reads the lines of the revision that ran, and says the same as JSON', async () => {
  const file = join(dir, 'trace.txt');
  writeFileSync(file, trace);
  const args = ['--json', '--language', 'nodejs', '--service', 'shop', '--service-version', '1.0.0', file];
  const { code, stdout } = await blame({ cwd: shop.repository, args });
  const told = JSON.parse(stdout) as {
    readonly exceptions: readonly { readonly frames: readonly object[] }[];
    readonly blame: { readonly commit: string; readonly time: string };
    readonly error: { readonly id: string };
    readonly since_then: { readonly commit: string };
  };
  assert.equal(code, 0);
  const { exceptions, blame: blamed, error, since_then: since, ...others } = told;
  assert.match(since.commit, /^[0-9a-f]{40}$/);
  assert.deepEqual(
    { ...since, commit: '' },
    {
      line: 'changed',
      commit: '',
      author: { name: 'Dave', email: 'dave@shop.test' },
      time: '2025-04-01T10:00:00.000Z',
      summary: 'Rewrite',
    },
  );
  assert.deepEqual(others, {
    verdict: 'blamed',
    cut: false,
    repository: 'shop',
    revision: {
      commit: shop.revision,
      known: true,
      because: `the service says that it runs 1.0.0 (service.version), which is the tag v1.0.0 of commit ${shop.revision.slice(0, 10)}`,
    },
    owner: { email: 'bob@shop.test', name: 'Bob', because: 'bob@shop.test last changed the line' },
  });
  const { commit, ...line } = blamed;
  assert.match(commit, /^[0-9a-f]{40}$/);
  assert.deepEqual(line, {
    file: 'src/cart.mjs',
    line: 2,
    code: '  const prices = cart.items.map((item) => item.price.amount * item.count);',
    author: { name: 'Bob', email: 'bob@shop.test' },
    time: '2025-02-01T10:00:00.000Z',
    summary: 'Count',
    confidence: 'exact',
    because: `the service says that it runs 1.0.0 (service.version), which is the tag v1.0.0 of commit ${shop.revision.slice(0, 10)}`,
  });
  assert.deepEqual(
    { ...error, id: error.id.length },
    {
      id: 16,
      known: false,
      type: 'TypeError',
      message: "Cannot read properties of undefined (reading 'amount')",
    },
  );
  assert.deepEqual(exceptions[0]?.frames.slice(0, 2), [
    {
      taken_as: 'blamed',
      blamed: true,
      file: 'src/cart.mjs',
      code: line.code,
      agreement: 'whole',
      trace_file: join(shop.running, 'src/cart.mjs'),
      line: 2,
      column: 54,
    },
    { taken_as: 'runtime', blamed: false, function: 'Array.map', native: true },
  ]);
});

test('ends with 3 when no line is to blame, and says why', async () => {
  const cwd = shop.repository;
  const frame = 'Error: no\n    at run (/app/node_modules/koa/lib/application.js:3:9)';
  const library = await blame({ cwd, stdin: frame });
  assert.equal(library.code, 3);
  assert.match(library.stdout, /^ {2}library +koa\/lib\/application\.js:3 +run$/m);
  assert.match(
    library.stdout,
    /^Blamed +nobody: the trace has no line of the repository that may be blamed$/m,
  );
  const prose = await blame({ cwd, args: ['--json'], stdin: 'all is well' });
  assert.equal(prose.code, 3);
  assert.equal((JSON.parse(prose.stdout) as { readonly reason: string }).reason, 'no stack trace');
});

test('follows the rules and options of a configuration, also those that ignore the exception', async (context) => {
  const options = { repo_dir: shop.repository, default_contact: 'lead@shop.test' };
  const rates = { filename: 'tax/rates.py' };
  const walk = async (rules: Readonly<Record<string, object>>) => {
    const conf = writeConfig(makeTemporaryDirectory(context), options, rules);
    return blame({ cwd: dir, args: ['--conf', conf, '-'], stdin: shop.taxTraceback });
  };
  const block = await walk({ building_blocks: [rates] });
  assert.match(block.stdout, /^ {2}building block +tax\/rates\.py:5/m);
  assert.match(block.stdout, /^> blamed +tax\/tax\.py:6/m);
  const known = await walk({ known_errors: [rates] });
  assert.match(known.stdout, /^> known error +tax\/rates\.py:5/m);
  assert.match(known.stdout, /^ +a known error, which is reported by its own thresholds$/m);
  const whitelisted = await walk({ third_party_whitelist: [rates] });
  assert.equal(whitelisted.code, 3);
  assert.match(whitelisted.stdout, /^ {2}whitelisted +tax\/rates\.py:5/m);
  const ignored = await walk({ ignored_exceptions: [{ type: 'ValueError' }] });
  assert.equal(ignored.code, 3);
  assert.match(ignored.stdout, /^Blamed +nobody: `ignored_exceptions` names its type$/m);
});

test('reads the mirror of a running service without being in its way, and clones where there is none', async () => {
  const home = join(dir, 'mirrored');
  const conf = writeConfig(home, { repo_url: pathToFileURL(shop.repository).href });
  const args = ['--conf', conf, '--revision', 'v1.0.0'];
  const data = join(home, 'data');
  const alone = await blame({ cwd: dir, args, stdin: trace });
  assert.match(alone.stdout, /^Owner +Bob <bob@shop\.test>/m);
  const made = listFiles(data);
  const unknown = await blame({ cwd: dir, args: [...args, '--revision', 'f'.repeat(40)], stdin: trace });
  assert.match(unknown.stdout, /^Revision .* because the service says that it runs f{10} \(vcs/m);
  assert.deepEqual(listFiles(data), made);
  const config = join(
    data,
    'repositories',
    readRemoteAddress(pathToFileURL(shop.repository).href).dirName,
    'config',
  );
  const { mtime } = statSync(config);
  utimesSync(config, mtime, new Date('2026-11-03T14:05:00Z'));
  const old = await blame({ cwd: dir, args: args.slice(0, 2), stdin: trace });
  assert.match(
    old.stdout.replace(/\s+/g, ' '),
    /Revision .* the origin has not been reached since Tue 3 Nov 2026, 14:05 UTC/,
  );
  assert.match(
    old.stdout.replace(/\s+/g, ' '),
    /Since then .* \(the origin has not been reached since Tue 3 Nov/,
  );
  utimesSync(config, mtime, mtime);
  const service = await startFlawless(conf);
  try {
    const beside = await blame({ cwd: dir, args, stdin: trace });
    assert.deepEqual([beside.stdout, beside.code], [alone.stdout, 0]);
  } finally {
    assert.equal(await service.stop(), 0);
  }
});

test('does not clone where a service may be cloning', async (context) => {
  const home = makeTemporaryDirectory(context);
  const conf = writeConfig(home, { repo_url: pathToFileURL(shop.repository).href });
  const mirrors = join(home, 'data', 'repositories');
  const { dirName } = readRemoteAddress(pathToFileURL(shop.repository).href);
  const unfinished = dirName.replace(/\.git$/, '.git.tmp-abc123');
  mkdirSync(join(mirrors, unfinished), { recursive: true });
  const { code, stderr } = await blame({ cwd: dir, args: ['--conf', conf], stdin: trace });
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^The repository is being cloned, or a clone was interrupted: try again when it is done/,
  );
  assert.deepEqual(readdirSync(mirrors), [unfinished]);
});

test('writes nothing beside a checkout, also when the repository lists commits to look through', async () => {
  const repository = join(dir, 'listed');
  const ann = { author: 'Ann <ann@shop.test>', date: '2025-01-01T10:00:00Z' };
  const bob = { author: 'Bob <bob@shop.test>', date: '2025-02-01T10:00:00Z' };
  createGitRepository(repository, [{ ...ann, message: 'Begin', files: { 'a.js': 'pay(1,2);\n' } }]);
  const format = addCommit(repository, { ...bob, message: 'Format', files: { 'a.js': 'pay(1, 2);\n' } });
  addCommit(repository, { ...bob, message: 'List', files: { '.git-blame-ignore-revs': `${format}\n` } });
  const untouched = listFiles(repository);
  const run = await blame({ cwd: repository, stdin: 'Error: no\n    at f (/app/a.js:1:1)' });
  assert.match(run.stdout, /^Owner +Ann <ann@shop\.test>/m);
  assert.deepEqual(listFiles(repository), untouched);
});

test('names the line that git fails over, and what to do', async () => {
  const repository = join(dir, 'failing');
  const ann = { author: 'Ann <ann@shop.test>', date: '2025-01-01T10:00:00Z' };
  createGitRepository(repository, [{ ...ann, message: 'Begin', files: { 'a.js': 'pay(1, 2);\n' } }]);
  git(repository, ['config', 'blame.date', 'nonsense']);
  const run = await blame({ cwd: repository, stdin: 'Error: no\n    at f (/app/a.js:1:1)' });
  assert.deepEqual(run, {
    code: 1,
    stdout: '',
    stderr:
      'Nobody can be blamed, because git fails: a.js:1: fatal: unknown date format nonsense. Try again; if git goes on to fail, run `git fsck` in the repository.\n',
  });
});

/** With sizes and times. */
function listFiles(root: string): readonly string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  return paths
    .map((path) => [path, statSync(join(root, path))] as const)
    .map(([path, { size, mtimeMs }]) => `${path} ${size} ${mtimeMs}`);
}

test('lets no escape sequence of a trace, a line of code or an author reach the terminal', async () => {
  const repository = join(dir, 'hostile');
  const evil = '\u001b]0;owned\u0007\u009b2J\u202e';
  createGitRepository(repository, [
    {
      author: `E${evil} <e@shop.test>`,
      date: '2025-01-01T10:00:00Z',
      message: `Begin${evil}`,
      files: { 'a.js': `f('${evil}');\n` },
    },
  ]);
  const stdin = `Error: ${evil}\n    at f${evil} (/app/a.js:1:1)\n    at g (/app/${evil}.js:1:1)\n`;
  for (const args of [[], ['--json']]) {
    const { code, stdout } = await blame({ cwd: repository, args, stdin });
    assert.equal(code, 0);
    assert.match(stdout, /owned/);
    assert.doesNotMatch(stdout, /(?!\n)[\p{Cc}\p{Cf}]/u);
  }
});

test('says in a sentence what is wrong and what to do', async () => {
  const bare = join(dir, 'bare');
  mkdirSync(bare);
  const cwd = shop.repository;
  const table: readonly (readonly [Run, number, RegExp])[] = [
    [{ cwd: bare, stdin: trace }, 1, /^There is no git repository around .*: run `flawless blame` in a/],
    [{ cwd, args: ['nowhere.txt'] }, 1, /^nowhere\.txt does not exist: /],
    [{ cwd, args: ['.'] }, 1, /^\. is a directory: /],
    [{ cwd, args: ['--conf', 'nowhere.yaml'], stdin: trace }, 1, /^nowhere\.yaml: does not exist/],
    [{ cwd, args: ['--language', 'cobol'] }, 2, /^`--language` is one of /],
  ];
  for (const [run, exitCode, message] of table) {
    const { code, stdout, stderr } = await blame(run);
    assert.deepEqual([code, stdout, stderr.trimEnd().split('\n').length], [exitCode, '', 1], stderr);
    assert.match(stderr, message);
  }
});

test('names every flag in the help', () => {
  const help = readFileSync(join(import.meta.dirname, '../../src/cli/help.ts'), 'utf8');
  const source = join(import.meta.dirname, '../../src/cli/read-blame-arguments.ts');
  const flags = [...readFileSync(source, 'utf8').matchAll(/^ {2}'?([a-z-]+)'?: \{ type: /gm)];
  assert.equal(flags.length, 8);
  for (const [, flag] of flags) assert.ok(help.includes(`--${flag}`), flag);
});
