import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readArguments } from '../../src/cli/read-arguments.ts';
import { uploadSourceMaps } from '../../src/cli/upload-source-maps.ts';
import { listen } from '../../src/listen.ts';
import { runFlawless } from '../helpers/flawless-process.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { openWebWorld } from '../web/web-world.ts';

const LINES: readonly (readonly [line: string, read: string])[] = [
  [
    'upload dist --service s --version 1',
    '{"command":"sourcemaps","dir":"dist","service":"s","version":"1","to":"http://localhost:8080","token":null}',
  ],
  [
    'upload dist --service=s --version=1 --to https://f.test/base --token t',
    '{"command":"sourcemaps","dir":"dist","service":"s","version":"1","to":"https://f.test/base","token":"t"}',
  ],
  ['', 'Write `flawless sourcemaps upload DIR'],
  ['dist --service s --version 1', 'Write `flawless sourcemaps upload DIR'],
  ['upload --service s --version 1', 'Write `flawless sourcemaps upload DIR'],
  ['upload a b --service s --version 1', 'Write `flawless sourcemaps upload DIR'],
  ['upload dist --version 1', '`--service` is missing'],
  ['upload dist --service s', '`--version` is missing'],
  ['upload dist --service s --version 1 --to localhost:8080', '`--to` is the address'],
  ['upload dist --service s --version 1 --to http://', '`--to` is the address'],
  ['upload dist --service s --version 1 --dry', "Unknown option '--dry'."],
];

for (const [line, read] of LINES)
  test(`flawless sourcemaps ${line}: ${read}`, () => {
    const request = readArguments(['sourcemaps', ...line.split(' ').filter((word) => word !== '')]);
    const found = request.command === 'wrong' ? request.message : JSON.stringify(request);
    assert.ok(found.startsWith(read), found);
  });

const map = (source: string): string =>
  JSON.stringify({ version: 3, sources: [source], names: [], mappings: 'AACA' });

function writeFiles(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>): string {
  const dir = makeTemporaryDirectory(t);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

async function upload(
  to: string,
  dir: string,
  token: string | null = 'secret',
  env: Readonly<Record<string, string | undefined>> = { PATH: process.env['PATH'] },
) {
  const lines: string[] = [];
  const pauses: number[] = [];
  const code = await uploadSourceMaps({
    request: { command: 'sourcemaps', dir, service: 'shop', version: '1', to, token },
    env,
    pause: async (ms) => void pauses.push(ms),
    print: (line) => lines.push(line),
    printError: (line) => lines.push(`! ${line}`),
  });
  return { code, lines, pauses };
}

test('sends every map of a folder, however its code names it, and nothing through links', async (t) => {
  const { base, sourceMapper } = await openWebWorld(t, { config: { upload_tokens: ['secret'] } });
  const elsewhere = writeFiles(t, { 'far.js.map': map('far.ts') });
  const dir = writeFiles(t, {
    'server/main.js': '//# sourceMappingURL=../maps/main.js.map',
    'maps/main.js.map': map('../src/main.ts'),
    'inline.mjs': `//# sourceMappingURL=data:application/json;base64,${btoa(map('inline.ts'))}`,
    'beside.cjs': '',
    'beside.cjs.map': map('beside.ts'),
    'lone.js.map': map('lone.ts'),
    'plain.js': '',
    'style.css.map': map('style.scss'),
    'node_modules/x/x.js.map': map('x.ts'),
  });
  symlinkSync(elsewhere, join(dir, 'linked'));
  symlinkSync(join(elsewhere, 'far.js.map'), join(dir, 'far.js.map'));
  const { code, lines } = await upload(`${base}/`, dir);
  assert.deepEqual(lines, [
    'beside.cjs: new, 1 KiB',
    'inline.mjs: new, 1 KiB',
    'server/main.js: new, 1 KiB',
    'lone.js: new, 1 KiB',
    '4 of 4 source maps uploaded for shop 1.',
  ]);
  assert.equal(code, 0);
  const frames = ['server/main.js', 'inline.mjs', 'lone.js'].map((path) => ({
    file: `/x/dist/${path}`,
    line: 1,
  }));
  const place = { service: 'shop', serviceVersion: '1', findFile: () => null, readFile: async () => null };
  const mapped = await sourceMapper.mapFrames(frames, place);
  const name = basename(dir);
  assert.deepEqual(
    mapped.map(({ file }) => file),
    [`${name}/src/main.ts`, `${name}/inline.ts`, `${name}/lone.ts`],
  );
});

type Asked = readonly [path: string | null, mapPath: string | null, root: string | null];

/** What a server that takes everything is asked to keep. */
async function listenForPaths(t: Pick<TestContext, 'after'>) {
  const asked: Asked[] = [];
  const server = await listen(
    async (request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      asked.push([searchParams.get('path'), searchParams.get('map_path'), searchParams.get('root')]);
      await request.toArray();
      response.writeHead(201).end();
    },
    { host: '127.0.0.1', port: 0, option: 'port' },
  );
  t.after(() => server.close(0));
  return { asked, to: `http://127.0.0.1:${server.port}` };
}

test('tells the name of the folder, and where in its git checkout it lies', async (t) => {
  const { asked, to } = await listenForPaths(t);
  const dir = writeFiles(t, { 'packages/ä b/dist/x/a.js.map': map('a.ts'), 'dist/a.js.map': map('a.ts') });
  symlinkSync(join(dir, 'packages/ä b/dist'), join(dir, 'current'));
  const folders = ['packages/ä b/dist', 'dist', 'dist/.', '.', 'packages/ä b/dist/x', 'current'];
  const uploadAll = async () => {
    asked.length = 0;
    for (const folder of folders) assert.equal((await upload(to, join(dir, folder))).code, 0);
    return asked.map(([path, mapPath, root]) => {
      assert.equal(mapPath, `${path}.map`);
      return `${root}: ${path}`;
    });
  };
  const name = basename(dir);
  assert.deepEqual(await uploadAll(), [
    'null: dist/x/a.js',
    'null: dist/a.js',
    'null: dist/a.js',
    `null: ${name}/dist/a.js`,
    `null: ${name}/packages/ä b/dist/x/a.js`,
    'null: x/a.js',
    'null: dist/x/a.js',
  ]);
  git(dir, ['init', '--quiet']);
  assert.deepEqual(await uploadAll(), [
    'packages/ä b: dist/x/a.js',
    '.: dist/a.js',
    '.: dist/a.js',
    '.: dist/a.js',
    '.: packages/ä b/dist/x/a.js',
    'packages/ä b/dist: x/a.js',
    'packages/ä b: dist/x/a.js',
  ]);
});

test('uploads without git, and from where no checkout is', async (t) => {
  const { asked, to } = await listenForPaths(t);
  const dir = writeFiles(t, { 'dist/a.js.map': map('a.ts') });
  git(dir, ['init', '--quiet', '--bare', 'dist/bare.git']);
  writeFileSync(join(dir, 'dist/bare.git/b.js.map'), map('b.ts'));
  assert.equal((await upload(to, join(dir, 'dist/bare.git'))).code, 0);
  git(dir, ['init', '--quiet']);
  const noGit = { PATH: makeTemporaryDirectory(t) };
  assert.equal((await upload(to, join(dir, 'dist'), 'secret', noGit)).code, 0);
  assert.deepEqual(asked, [
    ['bare.git/b.js', 'bare.git/b.js.map', null],
    ['dist/a.js', 'dist/a.js.map', null],
    ['dist/bare.git/b.js', 'dist/bare.git/b.js.map', null],
  ]);
});

test('maps what a package of a monorepo compiled to its own source', async (t) => {
  const { base, sourceMapper } = await openWebWorld(t, { config: { upload_tokens: ['secret'] } });
  const dir = writeFiles(t, {
    'packages/a/dist/index.js.map': map('../src/index.ts'),
    'packages/b/dist/index.js.map': map('../src/index.ts'),
  });
  git(dir, ['init', '--quiet']);
  for (const name of ['a', 'b'])
    assert.equal((await upload(base, join(dir, 'packages', name, 'dist'))).code, 0);
  const place = {
    service: 'shop',
    serviceVersion: '1',
    findFile: (path: string) => (path.startsWith('packages/') ? path : null),
    readFile: async () => null,
  };
  const frames = ['packages/a/dist', 'packages/b/dist', 'dist'].map((folder) => ({
    file: `/app/${folder}/index.js`,
    line: 1,
  }));
  const mapped = await sourceMapper.mapFrames(frames, place);
  assert.deepEqual(
    mapped.map(({ file, isDoubtful }) => [file, isDoubtful]),
    [
      ['packages/a/src/index.ts', undefined],
      ['packages/b/src/index.ts', undefined],
      ['/app/dist/index.js', undefined],
    ],
  );
});

test('goes on after a map that is none, and says so', async (t) => {
  const { base } = await openWebWorld(t, { config: { upload_tokens: ['secret'] } });
  const dir = writeFiles(t, { 'a.js.map': '{}', 'b.js.map': map('b.ts') });
  const { code, lines } = await upload(base, dir);
  assert.equal(code, 1);
  assert.deepEqual(lines, [
    '! a.js: This source map cannot be used: its version is not 3.',
    'b.js: new, 1 KiB',
    '1 of 2 source maps uploaded for shop 1.',
  ]);
});

test('says what is wrong when it cannot even begin', async (t) => {
  const { base } = await openWebWorld(t, { config: { upload_tokens: ['secret'] } });
  const closed = await openWebWorld(t);
  const dir = writeFiles(t, { 'a.js.map': map('a.ts'), 'b.js.map': map('b.ts') });
  const nobody = `http://localhost:${await findFreePort()}`;
  const cases = [
    [await upload(base, dir, null), /^! A token is missing: set FLAWLESS_UPLOAD_TOKEN/],
    [await upload(base, dir, 'wrong'), /^! The token is not one of upload_tokens\./],
    [await upload(closed.base, dir), /^! Nobody may upload source maps: set upload_tokens/],
    [await upload(nobody, dir), /^! Flawless cannot be reached at http:\/\/localhost:\d+ \(.*ECONNREFUSED/],
    [await upload(`${base}/elsewhere`, dir), /^! There is no page at this address/],
    [
      await upload(base, makeTemporaryDirectory(t)),
      /^! No source maps in .*: did you build with source maps\?$/,
    ],
    [await upload(base, join(dir, 'absent')), /^! .*absent cannot be read: ENOENT/],
  ] as const;
  for (const [{ code, lines }, words] of cases) {
    assert.equal(code, 1);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', words);
  }
});

test('comes back when the server is busy, as often as makes sense', async (t) => {
  let busy = 2;
  const bodies: string[] = [];
  const server = await listen(
    async (request, response) => {
      const chunks = await request.toArray();
      bodies.push(gunzipSync(Buffer.concat(chunks)).toString());
      response.writeHead(busy-- > 0 ? 503 : 201, { 'retry-after': '2' }).end();
    },
    { host: '127.0.0.1', port: 0, option: 'port' },
  );
  t.after(() => server.close(0));
  const dir = writeFiles(t, { 'a.js.map': map('a.ts') });
  const { code, pauses } = await upload(`http://127.0.0.1:${server.port}`, dir);
  assert.deepEqual([code, pauses, bodies], [0, [2_000, 2_000], Array(3).fill(map('a.ts'))]);
  busy = 100;
  const patient = await upload(`http://127.0.0.1:${server.port}`, dir);
  assert.deepEqual([patient.code, patient.pauses.length], [1, 4]);
  assert.match(patient.lines[0] ?? '', /^! a.js: the answer was 503 Service Unavailable/);
});

test('the command line ends with what became of it', async (t) => {
  const dir = writeFiles(t, { 'a.js.map': map('a.ts') });
  const ended = await runFlawless(['sourcemaps', 'upload', dir, '--service', 's', '--version', '1']);
  assert.deepEqual([ended.code, ended.stdout], [1, '']);
  assert.match(ended.stderr, /^A token is missing/);
});
