import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readArguments } from '../../src/cli/read-arguments.ts';
import { uploadSourceMaps } from '../../src/cli/upload-source-maps.ts';
import { listen } from '../../src/listen.ts';
import { findFreePort } from '../helpers/free-port.ts';
import { runFlawless } from '../helpers/flawless-process.ts';
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

async function upload(to: string, dir: string, token: string | null = 'secret') {
  const lines: string[] = [];
  const pauses: number[] = [];
  const code = await uploadSourceMaps({
    request: { command: 'sourcemaps', dir, service: 'shop', version: '1', to, token },
    env: {},
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
  assert.deepEqual(
    mapped.map(({ file }) => file),
    ['src/main.ts', 'inline.ts', 'lone.ts'],
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
