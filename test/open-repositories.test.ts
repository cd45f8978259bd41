import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadConfig } from '../src/config/load.ts';
import { NO_RULES } from '../src/config/rules.ts';
import { openJudgeRooms } from '../src/judge-rooms.ts';
import { openRepositories } from '../src/open-repositories.ts';
import { createParser } from '../src/parse/parse-exception.ts';
import { createGitRepository, git } from './helpers/git-repository.ts';
import { REPORTED } from './helpers/reported.ts';
import { SILENT_LOG } from './helpers/silent-log.ts';
import { makeTemporaryDirectory } from './helpers/temporary-directory.ts';

const LINE = 'throw_away(nothing);';

/** Makes a repository whose `src/main.js` is somebody's, and gives its directory. */
function makeRepository(dir: string, name: string, author: string, folder = 'src'): string {
  const made = join(dir, name);
  const date = '2025-01-01T10:00:00Z';
  createGitRepository(made, [
    {
      author: `${author} <${author}@shop.test>`,
      date,
      message: 'Begin',
      files: { [`${folder}/main.js`]: LINE },
    },
  ]);
  return made;
}

async function open(context: TestContext, dir: string, text: string) {
  const stop = new AbortController();
  context.after(() => stop.abort());
  const readFile = async (path: string) => {
    if (path === 'flawless.yaml') return Buffer.from(text);
    throw Object.assign(new Error('not there'), { code: 'ENOENT' });
  };
  const { config } = await loadConfig({ path: 'flawless.yaml', env: {}, readFile });
  const world = { env: process.env, log: SILENT_LOG, stop: stop.signal };
  const repositories = await openRepositories({ ...config, data_dir_path: join(dir, 'data') }, world);
  const needs = {
    repositories,
    config,
    rules: () => NO_RULES,
    sourceMapper: { mapFrames: async <T>(frames: readonly T[]) => frames },
  };
  const rooms = openJudgeRooms(needs);
  return { repositories, rooms, lastRooms: openJudgeRooms({ ...needs, forgiving: true }) };
}

type Rooms = Awaited<ReturnType<typeof open>>['rooms'];

function locatable(told: { service: string; repositoryUrl?: string }, line = 1) {
  const stacktrace = `Error: x\n    at main (/app/src/main.js:${line}:1)`;
  return createParser()({ ...REPORTED, ...told, stacktrace });
}

async function blame(rooms: Rooms, told: { service: string; repositoryUrl?: string }): Promise<string> {
  const located = await rooms.locate(locatable(told));
  if ('unblamed' in located) return located.unblamed;
  const verdict = await rooms.blame(located);
  return 'author' in verdict ? `${verdict.repository}: ${verdict.author?.authorEmail}` : 'nobody';
}

test('every service is blamed in the repository it runs, and the others in the one for all', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [cart, search, rest] = ['cart', 'search', 'rest'].map((name) => makeRepository(dir, name, name));
  const { rooms, repositories } = await open(
    context,
    dir,
    `repo_dir: ${rest}
repositories:
  - {services: ['cart*'], repo_dir: ${cart}}
  - {services: [search], repo_dir: ${search}, name: finder, vcs_repository_url_full: 'https://git.test/find.git'}`,
  );
  assert.equal(await blame(rooms, { service: 'cart-worker' }), 'cart: cart@shop.test');
  assert.equal(await blame(rooms, { service: 'search' }), 'finder: search@shop.test');
  assert.equal(
    await blame(rooms, { service: 'x', repositoryUrl: 'git@git.test:find' }),
    'finder: search@shop.test',
  );
  assert.equal(await blame(rooms, { service: 'mail' }), 'rest: rest@shop.test');
  assert.deepEqual([...repositories.states().keys()], ['cart', 'finder', 'rest']);
  assert.equal(repositories.named('finder')?.name, 'finder');
  assert.equal(repositories.named('search'), null);
});

test('without a repository for all, an exception of an unknown service says so', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const { rooms } = await open(
    context,
    dir,
    `repositories: [{services: [cart], repo_dir: ${makeRepository(dir, 'cart', 'ann')}}]`,
  );
  assert.equal(await blame(rooms, { service: 'mail' }), 'no repository for this service');
});

test('services that share a repository share what was read of it', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const all = makeRepository(dir, 'all', 'ann', 'services/cart/src');
  const { repositories } = await open(
    context,
    dir,
    `repositories:
  - {services: [cart], repo_dir: ${all}, path_prefix: services/cart}
  - {services: [search], repo_dir: ${all}, path_prefix: services/search}`,
  );
  const [cart, search] = repositories.all;
  assert.equal(cart?.repository, search?.repository);
  assert.deepEqual([cart?.path_prefix, search?.path_prefix], ['services/cart', 'services/search']);
});

test('two repositories of one name are refused, since errors are known by it', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [one, other] = ['a', 'b'].map((folder) => makeRepository(join(dir, folder), 'app', 'ann'));
  const text = `repositories: [{services: [a], repo_dir: ${one}}, {services: [b], repo_dir: ${other}}]`;
  await assert.rejects(
    open(context, dir, text),
    /Two repositories are called app: give one of them a `name`/,
  );
});

test('what git never says of a line is told to the default contact in the end', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const broken = makeRepository(dir, 'broken', 'ann');
  git(broken, ['config', 'blame.date', 'nonsense']);
  const partial = join(dir, 'partial');
  const origin = makeRepository(dir, 'origin', 'ann');
  git(origin, ['config', 'uploadpack.allowFilter', 'true']);
  const filter = ['--filter=blob:none', '--no-checkout', `file://${origin}`];
  git(dir, ['clone', '--quiet', ...filter, partial]);
  for (const repository of [broken, partial]) {
    const text = `repo_dir: ${repository}\ndefault_contact: leads@shop.test\n`;
    const { rooms, lastRooms } = await open(context, dir, text);
    await assert.rejects(blame(rooms, { service: 'shop' }), { name: 'GitFailure' });
    const located = await lastRooms.locate(locatable({ service: 'shop' }));
    assert.ok('exceptions' in located);
    const verdict = await lastRooms.blame(located);
    assert.ok('owner' in verdict, repository);
    assert.deepEqual([verdict.author, verdict.owner.email], [null, 'leads@shop.test']);
    assert.match(verdict.confidence.because, /^git could not tell who changed the line; /);
  }
});

test('that there is no such line is told as that in the end too', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const text = `repo_dir: ${makeRepository(dir, 'shop', 'ann')}\ndefault_contact: leads@shop.test\n`;
  const { lastRooms } = await open(context, dir, text);
  const located = await lastRooms.locate(locatable({ service: 'shop' }, 99));
  assert.ok('exceptions' in located);
  const verdict = await lastRooms.blame(located);
  assert.ok('owner' in verdict);
  assert.match(verdict.owner.because, /^the revision has no such line, so the default contact is told$/);
  assert.match(verdict.confidence.because, /^src\/main\.js has no line 99 in commit /);
});
