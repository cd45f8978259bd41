import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { GitFailure } from '../../../src/git/git-failure.ts';
import type { MapPlace } from '../../../src/locate/source-maps/find-maps.ts';
import type { Frame } from '../../../src/parse/stack.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';
import { NOWHERE, openMapper } from './open-mapper.ts';
import { buildAndThrow, BUILDS, EXPECTED } from './shop.ts';

const MAP = Buffer.from(
  JSON.stringify({ version: 3, sources: ['../src/a.ts'], names: ['total'], mappings: 'AACA,IAAIA' }),
);

test('leaves what Node has mapped already as it is', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const { frames } = await buildAndThrow(dir, BUILDS['tsc, CommonJS'] ?? assert.fail());
  const mapped = frames(dir, ['--enable-source-maps']);
  assert.deepEqual(
    mapped.map(({ file, line }) => `${file}:${line}`),
    EXPECTED.map(({ file, line }) => `${join(dir, file)}:${line}`),
  );
  const asked: string[] = [];
  const findFile = (path: string): null => {
    asked.push(path);
    return null;
  };
  assert.deepEqual(await openMapper(t).mapFrames(mapped, { ...NOWHERE, findFile }), mapped);
  assert.deepEqual(asked, []);
});

test('goes by the debug ID, whatever the version, when the sender or the code tells it', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const { main, frames } = await buildAndThrow(dir, BUILDS['webpack, with debug IDs'] ?? assert.fail());
  const mapper = openMapper(t);
  const bytes = readFileSync(`${main}.map`);
  const upload = { service: 'another', version: '7', path: 'x/y.js', bytes };
  assert.equal(await mapper.keepUpload(upload), 'new');
  rmSync(`${main}.map`);
  const lines = async (root: string, debugIds = {}) => {
    const mapped = await mapper.mapFrames(frames(root), { ...NOWHERE, debugIds });
    return mapped.map(({ line }) => line);
  };
  const expected = EXPECTED.map(({ line }) => line);
  assert.deepEqual(await lines(dir), expected);
  const { debugId } = JSON.parse(bytes.toString());
  assert.deepEqual(await lines('/srv/shop', { '/srv/shop/dist/main.js': debugId }), expected);
  assert.deepEqual(await lines('/srv/shop', { 'file:///srv/shop/dist/main.js': debugId }), expected);
  const unmapped = frames('/srv/shop').map(({ line }) => line);
  assert.deepEqual(await lines('/srv/shop', { '/srv/shop/dist/other.js': debugId }), unmapped);
  assert.deepEqual(await lines('/srv/shop', JSON.parse(`{"__proto__":"${debugId}"}`)), unmapped);
});

test('maps what a browser prints, with a map uploaded for the revision', async (t) => {
  const mapper = openMapper(t);
  const upload = { service: 'shop', version: 'abc123', path: './static/app.js.map', bytes: MAP };
  assert.equal(await mapper.keepUpload(upload), 'new');
  const frames = [
    { function: 'e', file: 'https://shop.test/static/app.js', line: 1, column: 2 },
    { function: 'n', file: 'https://shop.test/static/app.js', line: 1, column: 5 },
    { function: 'x', file: 'https://shop.test/static/other.js', line: 1, column: 5 },
  ];
  const mapped = await mapper.mapFrames(frames, { ...NOWHERE, revision: 'abc123' });
  assert.deepEqual(
    mapped.map((frame) => [frame.function, frame.file, frame.line, frame.column]),
    [
      ['total', 'src/a.ts', 2, 1],
      ['n', 'src/a.ts', 2, 5],
      ['x', 'https://shop.test/static/other.js', 1, 5],
    ],
  );
  const [awaited] = await mapper.mapFrames(
    frames.map((frame) => ({ ...frame, async: true })),
    { ...NOWHERE, revision: 'abc123' },
  );
  assert.equal(awaited?.function, 'e');
});

test('reads no map of an installed package from the disk or the repository', async (t) => {
  const dir = join(makeTemporaryDirectory(t), 'node_modules/lib');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'a.js'), 'x');
  writeFileSync(join(dir, 'a.js.map'), MAP);
  const frames = [{ file: join(dir, 'a.js'), line: 1, column: 1 }];
  const place = { ...NOWHERE, findFile: () => 'dist/a.js', readFile: async () => MAP.toString() };
  assert.deepEqual(await openMapper(t).mapFrames(frames, place), frames);
});

const CONFIRMED = Buffer.from(
  JSON.stringify({ ...JSON.parse(MAP.toString()), sourcesContent: ['\nexport const total = 1;'] }),
);

/** A repository with these files, by the ends of printed paths. */
function haveFiles(files: Readonly<Record<string, string>>): Partial<MapPlace> {
  return {
    findFile: (printed) => Object.keys(files).find((path) => `/${printed}`.endsWith(`/${path}`)) ?? null,
    readFile: async (path) => files[path] ?? null,
  };
}

/** The one frame in line 1, as `file:line`, with a question mark when it is doubtful. */
async function mapOne(mapper: ReturnType<typeof openMapper>, file: string, change: Partial<MapPlace> = {}) {
  const [mapped] = await mapper.mapFrames([{ file, line: 1, column: 1 }], { ...NOWHERE, ...change });
  return `${mapped?.file}:${mapped?.line}${mapped?.isDoubtful === true ? '?' : ''}`;
}

test('doubts a map that was found by no more than the name of its file, whatever its text', async (t) => {
  const mapper = openMapper(t);
  const upload = { service: 'shop', version: '1.2.3', root: 'build', bytes: CONFIRMED };
  assert.equal(await mapper.keepUpload({ ...upload, path: 'client/index.js' }), 'new');
  assert.equal(await mapOne(mapper, '/app/client/index.js'), 'build/src/a.ts:2');
  assert.equal(await mapOne(mapper, '/app/server/index.js'), 'build/src/a.ts:2?');
  const found = haveFiles({ 'server/index.js': 'x;' });
  assert.equal(await mapOne(mapper, '/app/server/index.js', found), '/app/server/index.js:1');
  const inline = `//# sourceMappingURL=data:application/json;base64,${MAP.toString('base64')}`;
  const mapped = haveFiles({ 'server/index.js': inline, 'server/src/a.ts': '', 'src/a.ts': '' });
  assert.equal(await mapOne(mapper, '/app/server/index.js', mapped), 'src/a.ts:2');
  const released = { serviceVersion: '2', revision: '1.2.3' };
  assert.equal(await mapOne(mapper, '/app/client/index.js', released), 'build/src/a.ts:2');
});

test('doubts a map of this disk unless its text can confirm it, and prefers another then', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const mapper = openMapper(t);
  const [bare, full] = [join(dir, 'dist/bare.js'), join(dir, 'dist/full.js')];
  mkdirSync(join(dir, 'dist'));
  for (const path of [bare, full]) writeFileSync(path, 'x;');
  writeFileSync(`${bare}.map`, MAP);
  writeFileSync(`${full}.map`, CONFIRMED);
  assert.equal(await mapOne(mapper, bare), `${join(dir, 'src/a.ts')}:2?`);
  assert.equal(await mapOne(mapper, full), `${join(dir, 'src/a.ts')}:2`);
  const place = haveFiles({ 'dist/bare.js': '', 'dist/bare.js.map': MAP.toString(), 'src/a.ts': '' });
  assert.equal(await mapOne(mapper, bare, place), 'src/a.ts:2');
  assert.equal(await mapOne(mapper, full, place), `${join(dir, 'src/a.ts')}:2`);
});

test('believes a debug ID on this disk when the sender tells the same', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const mapper = openMapper(t);
  const debugId = '85314830-023f-4cf1-a267-535f4e37bb17';
  const file = join(dir, 'a.js');
  writeFileSync(file, `x;\n//# debugId=${debugId}`);
  writeFileSync(`${file}.map`, MAP);
  assert.match(await mapOne(mapper, file), /\?$/);
  assert.match(await mapOne(mapper, file, { debugIds: { [file]: debugId } }), /a\.ts:2$/);
  assert.match(await mapOne(mapper, file, { debugIds: { [file]: debugId.replace('8', '9') } }), /\?$/);
});

test('knows where a source lies when the repository has it where the upload says, or the map has its text', async (t) => {
  const mapper = openMapper(t);
  const upload = { service: 'shop', version: '1.2.3', bytes: MAP };
  const names = { path: 'dist/index.js', mapPath: 'dist/index.js.map' };
  const file = '/app/dist/index.js';
  assert.equal(await mapper.keepUpload({ ...upload, ...names }), 'new');
  assert.equal(await mapOne(mapper, file), 'src/a.ts:2?');
  assert.equal(await mapper.keepUpload({ ...upload, ...names, bytes: CONFIRMED }), 'replaced');
  assert.equal(await mapOne(mapper, file), 'src/a.ts:2');
  for (const [root, found] of [
    ['packages/a', 'packages/a/src/a.ts:2'],
    ['.', 'src/a.ts:2'],
    ['./', 'src/a.ts:2'],
    ['packages\\b/', 'packages/b/src/a.ts:2'],
  ] as const) {
    const other = { ...upload, ...names, version: root, root };
    assert.equal(await mapper.keepUpload(other), 'new');
    const place = { serviceVersion: root, ...haveFiles({ [found.slice(0, -2)]: '' }) };
    assert.equal(await mapOne(mapper, file, place), found);
    const elsewhere = { serviceVersion: root, ...haveFiles({ 'a.ts': '' }) };
    assert.equal(await mapOne(mapper, file, elsewhere), `${found}?`);
  }
  for (const root of ['..', '/packages/a', 'a/../..', 'C:\\a', 'a\n'])
    assert.deepEqual(await mapper.keepUpload({ ...upload, ...names, root }), {
      problem: 'root must be relative, without .. and control characters, and at most 1024 characters.',
    });
});

test('asks the repository once for what a file has, as long as the commit is the same', async (t) => {
  const mapper = openMapper(t);
  const reads: string[] = [];
  const texts: Readonly<Record<string, string>> = {
    'plain.js': 'throw 1;',
    'mapped.js': '//# sourceMappingURL=m/mapped.map',
    'm/mapped.map': MAP.toString(),
  };
  const place = {
    ...NOWHERE,
    findFile: (path: string) => path.replace('/srv/', ''),
    readFile: async (path: string) => {
      reads.push(path);
      return texts[path] ?? null;
    },
  };
  const frames = [
    { file: '/srv/plain.js', line: 1 },
    { file: '/srv/mapped.js', line: 1 },
  ];
  for (const commit of ['1', '1', '2', '1']) {
    const [plain, mapped] = await mapper.mapFrames(frames, { ...place, commit });
    assert.deepEqual([plain?.file, mapped?.file], ['/srv/plain.js', 'src/a.ts']);
  }
  assert.equal(reads.filter((path) => path === 'plain.js').length, 2);
  assert.equal(reads.filter((path) => path === 'plain.js.map').length, 2);
  assert.equal(reads.filter((path) => path === 'mapped.js').length, 2);
});

test('passes on that git cannot be run, and takes a broken map for none', async (t) => {
  const mapper = openMapper(t);
  const frames = [{ file: '/srv/a.js', line: 1 }];
  const failing = { ...NOWHERE, findFile: () => 'a.js', readFile: () => Promise.reject(new GitFailure('x')) };
  await assert.rejects(mapper.mapFrames(frames, failing), GitFailure);
  const broken = { ...failing, readFile: async () => '//# sourceMappingURL=data:application/json,{' };
  assert.deepEqual(await mapper.mapFrames(frames, broken), frames);
  const upload = { service: 'shop', version: '1.2.3', path: 'a.js', bytes: Buffer.from('{}') };
  assert.deepEqual(await mapper.keepUpload(upload), {
    problem: 'This source map cannot be used: its version is not 3.',
  });
});

test('gives frames of any kind back, in their order and number', async (t) => {
  const mapper = openMapper(t);
  const file = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => `/${text}.js`),
    fc.constantFrom('/dev/stdin.js', '../../x.js', '//host/x.js', '/proc/self/x.js', '__proto__', 'a.js'),
  );
  const number = fc.oneof(fc.integer(), fc.constantFrom(NaN, Infinity, 2 ** 53, 1));
  const frame: fc.Arbitrary<Frame> = fc.record({ file, line: number, column: number, function: fc.string() });
  const place = {
    ...NOWHERE,
    findFile: () => 'a.js',
    readFile: async () => `//# sourceMappingURL=data:application/json;base64,${MAP.toString('base64')}`,
  };
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 5 }), async (frames) => {
      const mapped = await mapper.mapFrames(frames, place);
      assert.equal(mapped.length, frames.length);
      mapped.forEach((one, i) => {
        if (one.compiled === undefined) assert.equal(one, frames[i]);
        else assert.equal(one.file, 'src/a.ts');
      });
    }),
    { numRuns: 200 },
  );
});
