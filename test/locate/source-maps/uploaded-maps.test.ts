import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ClaimedMap } from '../../../src/locate/source-maps/found-map.ts';
import { createKeeper } from '../../../src/locate/source-maps/keep-upload.ts';
import { createMapShelf } from '../../../src/locate/source-maps/map-shelf.ts';
import { createUploadedMaps, type UploadedMaps } from '../../../src/locate/source-maps/uploaded-maps.ts';
import { createManualClock } from '../../helpers/manual-clock.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';

const DAY_MS = 24 * 60 * 60_000;
const START = Date.UTC(2026, 0, 1);
const ID = '85314830023f4cf1a267535f4e37bb17';

function openUploads(t: Pick<TestContext, 'after'>, maxTotalBytes = 1e6) {
  const clock = createManualClock(START);
  const dir = join(makeTemporaryDirectory(t), 'source-maps');
  const open = () => createUploadedMaps({ dir, now: clock.now, keepUnusedMs: 30 * DAY_MS, maxTotalBytes });
  return { clock, dir, open, uploads: open() };
}

function label(path: string, change: object = {}) {
  const names = { service: 'shop', version: '1', path, mapPath: `${path}.map`, root: null, debugId: null };
  return { ...names, hash: path, ...change };
}

async function read(found: Partial<ClaimedMap> | null): Promise<string | null> {
  const loaded = await found?.map?.load();
  if (!loaded) return null;
  return gunzipSync(loaded.bytes).toString() + (found?.claim === 'doubtful' ? '?' : '');
}

async function readById(uploads: UploadedMaps, debugId: string): Promise<string | null> {
  const map = await uploads.findByDebugId(debugId);
  return map && read({ map });
}

test('finds an upload by debug ID, or by service, version and path, also after a restart', async (t) => {
  const { open, uploads } = openUploads(t);
  await uploads.add(label('server/main.js'), Buffer.from('server'));
  await uploads.add(label('client/main.js'), Buffer.from('client'));
  await uploads.add(label('main.js', { version: '2' }), Buffer.from('second'));
  await uploads.add(label('main.js', { version: '3', debugId: ID }), Buffer.from('known'));
  for (const one of [uploads, open()]) {
    const find = async (version: string, path: string) => read(await one.findByPath('shop', version, path));
    assert.equal(await find('1', '/app/dist/server/main.js'), 'server');
    assert.equal(await find('1', 'C:\\app\\client\\main.js'), 'client');
    assert.equal(await find('1', '/app/main.js'), null);
    assert.equal(await find('2', '/app/dist/main.js'), 'second?');
    assert.equal(await find('4', '/app/dist/main.js'), null);
    assert.equal(await read(await one.findByPath('cart', '2', 'main.js')), null);
    assert.equal(await readById(one, ID), 'known');
    assert.equal(await find('3', '/app/dist/main.js'), 'known?');
    assert.equal((await one.stats()).maps, 4);
  }
});

type Match = readonly [
  uploaded: readonly (readonly [path: string, root?: string])[],
  printed: string,
  /** With a question mark: it may be another's. */
  found: string | null,
];

const MATCHES: readonly Match[] = [
  [[['dist/server.js']], '/app/dist/server.js', 'dist/server.js'],
  [[['dist/server.js']], 'https://shop.test/dist/server.js', 'dist/server.js'],
  [[['dist/server.js']], '/app/server.js', 'dist/server.js?'],
  [[['dist/server.js']], '/server.js', 'dist/server.js?'],
  [[['dist/server.js']], 'server.js', 'dist/server.js?'],
  [[['dist/routes/cart.js']], '/app/routes/cart.js', 'dist/routes/cart.js'],
  [[['dist/api/routes/cart.js']], '/app/routes/cart.js', 'dist/api/routes/cart.js?'],
  [[['client/index.js']], '/app/server/index.js', 'client/index.js?'],
  [[['client/index.js'], ['server/index.js']], '/app/server/index.js', 'server/index.js'],
  [[['client/index.js'], ['server/index.js']], '/app/index.js', null],
  [[['client/index.js'], ['server/index.js']], '/app/gateway/index.js', null],
  [[['dist/index.js'], ['dist/routes/index.js']], '/app/index.js', 'dist/index.js?'],
  [[['dist/index.js'], ['dist/routes/index.js']], '/app/routes/index.js', 'dist/routes/index.js'],
  [[['static/js/app.js']], '/srv/static/app.js', null],
  [[['a/x/main.js'], ['b/x/main.js'], ['dist/main.js']], '/srv/x/main.js', null],
  [[['a/x/main.js'], ['b/x/main.js'], ['dist/main.js']], '/srv/b/x/main.js', 'b/x/main.js'],
  [[['index.js']], '/app/dist/index.js', 'index.js?'],
  [[['dist/index.js', 'packages/a']], '/app/dist/index.js', 'packages/a/dist/index.js'],
  [[['dist/index.js', 'packages/a']], '/app/index.js', 'packages/a/dist/index.js?'],
  [
    [
      ['dist/index.js', 'packages/a'],
      ['dist/index.js', 'packages/b'],
    ],
    '/app/packages/b/dist/index.js',
    'packages/b/dist/index.js',
  ],
  [
    [
      ['dist/index.js', 'packages/a'],
      ['dist/index.js', 'packages/b'],
    ],
    '/app/dist/index.js',
    null,
  ],
  [[['dist/index.js', '']], '/srv/shop/dist/index.js', 'dist/index.js'],
  [[['packages/a/dist/index.js', '']], '/app/dist/index.js', 'packages/a/dist/index.js?'],
  [[['index.js']], '/app/node_modules/express/index.js', null],
  [[['dist/index.js']], '/app/node_modules/express/dist/index.js', null],
  [[['dist/index.js', 'packages/express']], '/app/node_modules/express/dist/index.js', null],
  [[['express/dist/index.js']], '/app/node_modules/express/index.js', null],
  [[['shared/dist/index.js']], '/app/node_modules/@us/shared/dist/index.js', 'shared/dist/index.js'],
  [[['us/shared/dist/index.js']], '/app/node_modules/@us/shared/dist/index.js', null],
];

for (const [uploaded, printed, found] of MATCHES)
  test(`of ${uploaded.map((one) => one.toReversed().join(':')).join(', ')}, ${printed} is ${found}`, () => {
    const shelf = createMapShelf();
    uploaded.forEach(([path, root = null], i) =>
      shelf.put({ ...label(path), root, id: `${i}`, bytes: 1, usedAtMs: 0 }),
    );
    const match = shelf.findByPath('shop', '1', printed);
    const where = match && posix.join(match.map.root ?? '', match.map.path);
    assert.equal(match && `${where}${match.claim === 'doubtful' ? '?' : ''}`, found);
  });

test('whatever was put and removed before, finds only files of the same name, and is sure only with a folder', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'node_modules', 'x.js', 'y.js'), { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join('/'));
  const map = fc.record({ path, root: fc.option(path), id: fc.constantFrom('1', '2', '3', '4') });
  fc.assert(
    fc.property(fc.array(map, { maxLength: 6 }), path, fc.nat(6), (maps, printed, removed) => {
      const [used, fresh] = [createMapShelf(), createMapShelf()];
      const put = (shelf: typeof used, one: (typeof maps)[number]): void => {
        shelf.remove(one.id);
        shelf.put({ ...label(one.path), root: one.root, id: one.id, bytes: 1, usedAtMs: 0 });
      };
      for (const one of maps) {
        put(used, one);
        used.findByPath('shop', '1', printed);
      }
      const gone = maps[removed]?.id ?? '';
      used.remove(gone);
      for (const one of maps) put(fresh, one);
      fresh.remove(gone);
      const found = used.findByPath('shop', '1', printed);
      assert.deepEqual(found, fresh.findByPath('shop', '1', printed));
      if (found === null) return;
      const ends = [printed, posix.join(found.map.root ?? '', found.map.path)].map((one) => one.split('/'));
      assert.equal(ends[0]?.at(-1), ends[1]?.at(-1));
      if (found.claim === 'sure') assert.equal(ends[0]?.at(-2), ends[1]?.at(-2));
      if (found.claim === 'sure') assert.notEqual(ends[0]?.at(-2), undefined);
    }),
    { numRuns: 1_000 },
  );
});

test('replaces the map of a path, and keeps one for each debug ID', async (t) => {
  const { dir, uploads } = openUploads(t);
  const path = 'dist/a.js';
  assert.equal(await uploads.add(label(path), Buffer.from('1')), 'new');
  assert.equal(await uploads.add(label(path), Buffer.from('2')), 'replaced');
  assert.equal(await read(await uploads.findByPath('shop', '1', path)), '2');
  assert.equal(await uploads.add(label(path, { debugId: ID }), Buffer.from('3')), 'new');
  assert.equal(await uploads.add(label(path, { debugId: ID }), Buffer.from('4')), 'replaced');
  assert.equal(await uploads.add(label(path, { root: 'packages/a' }), Buffer.from('5')), 'new');
  assert.equal(readdirSync(dir).length, 3);
  for (const name of readdirSync(dir)) assert.match(name, /^[0-9a-f]{64}$/);
});

test('keeps the map of every version, though their debug ID is the same', async (t) => {
  const { clock, uploads, open } = openUploads(t);
  for (const version of ['1.0.0', '1.0.1'])
    assert.equal(
      await uploads.add(label('dist/a.js', { version, debugId: ID }), Buffer.from(version)),
      'new',
    );
  for (const one of [uploads, open()]) {
    for (const version of ['1.0.0', '1.0.1'])
      assert.equal(await read(await one.findByPath('shop', version, '/app/dist/a.js')), version);
    assert.match((await readById(one, ID)) ?? '', /^1\.0\.[01]$/);
  }
  clock.advance(20 * DAY_MS);
  assert.notEqual(await uploads.findByPath('shop', '1.0.0', '/app/dist/a.js'), null);
  clock.advance(20 * DAY_MS);
  await uploads.prune();
  assert.equal(await uploads.findByPath('shop', '1.0.1', '/app/dist/a.js'), null);
  assert.equal(await readById(uploads, ID), '1.0.0');
});

test('goes back to the other build of a path when one is forgotten', () => {
  const shelf = createMapShelf();
  const find = () => shelf.findByPath('shop', '1', '/app/dist/a.js')?.map.id;
  for (const id of ['1', '2']) shelf.put({ ...label('dist/a.js'), debugId: id, id, bytes: 1, usedAtMs: 0 });
  assert.equal(find(), '2');
  shelf.remove('2');
  assert.equal(find(), '1');
  shelf.remove('1');
  assert.equal(find(), undefined);
});

test('reads what was kept before roots were known', async (t) => {
  const { dir, uploads, open } = openUploads(t);
  await uploads.add(label('dist/a.js'), Buffer.from('a'));
  const [name = ''] = readdirSync(dir);
  const bytes = readFileSync(join(dir, name), 'latin1');
  writeFileSync(join(dir, name), bytes.replace('"root":null,', ''), 'latin1');
  assert.equal(await read(await open().findByPath('shop', '1', '/app/dist/a.js')), 'a');
  writeFileSync(join(dir, name), bytes.replace('"root":null', '"root":{}'), 'latin1');
  assert.equal((await open().stats()).maps, 0);
});

test('forgets what nobody used for long, and the longest unused when all is too much', async (t) => {
  const { clock, dir, uploads } = openUploads(t, 1_000);
  await uploads.add(label('old.js'), Buffer.from('old'));
  await uploads.add(label('used.js'), Buffer.from('used'));
  clock.advance(20 * DAY_MS);
  assert.notEqual(await uploads.findByPath('shop', '1', 'used.js'), null);
  clock.advance(20 * DAY_MS);
  await uploads.prune();
  assert.equal(await uploads.findByPath('shop', '1', 'old.js'), null);
  assert.equal(await read(await uploads.findByPath('shop', '1', 'used.js')), 'used?');
  for (let i = 0; i < 20; i++) {
    clock.advance(1_000);
    await uploads.add(label(`${i}.js`), Buffer.from('x'));
  }
  const { maps, bytes } = await uploads.stats();
  assert.ok(bytes <= 1_000 && maps > 2);
  assert.equal(readdirSync(dir).length, maps);
  assert.equal(await uploads.findByPath('shop', '1', 'used.js'), null);
  assert.notEqual(await uploads.findByPath('shop', '1', '19.js'), null);
});

test('opens with whatever lies in its directory', async (t) => {
  const { dir, uploads, open } = openUploads(t);
  await uploads.add(label('a.js'), Buffer.from('a'));
  await uploads.add(label('b.js'), Buffer.from('b'));
  const [first = ''] = readdirSync(dir);
  truncateSync(join(dir, first), 10);
  writeFileSync(join(dir, `${'0'.repeat(64)}.tmp`), 'half');
  writeFileSync(join(dir, 'f'.repeat(64)), '{"service":1}\nx');
  writeFileSync(join(dir, 'e'.repeat(64)), Buffer.alloc(100_000, 0x20));
  writeFileSync(join(dir, 'README'), '');
  const again = open();
  assert.equal((await again.stats()).maps, 1);
  assert.ok(!readdirSync(dir).some((name) => name.endsWith('.tmp')));
  utimesSync(join(dir, first), 1, 1);
  assert.equal(statSync(join(dir, first)).size, 10);
});

test('nothing of a name becomes a path, and any name is found again', async (t) => {
  const { dir } = openUploads(t);
  const labels: string[] = [];
  const keep = createKeeper({
    thread: { ask: async () => ({ kind: 'found', origins: [], debugId: null }) },
    uploads: {
      add: async ({ path, mapPath, root }) => {
        labels.push(path, mapPath, root ?? '');
        return 'new';
      },
    },
  });
  const name = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    fc.constantFrom('..', '/a', '__proto__', 'C:\\x', 'a/../b', 'x.js.map'),
  );
  await fc.assert(
    fc.asyncProperty(name, name, name, async (service, version, path) => {
      await keep({ service, version, path, mapPath: path, root: path, bytes: Buffer.from('x') });
      const shelf = createMapShelf();
      const map = { ...label(path), service, version, id: '1', bytes: 1, usedAtMs: 0 };
      shelf.put(map);
      const claim = 'doubtful';
      if (!/[/\\]|^\.*$/.test(path))
        assert.deepEqual(shelf.findByPath(service, version, path), { map, claim });
      shelf.remove('1');
      assert.equal(shelf.findByPath(service, version, path), null);
    }),
  );
  assert.ok(labels.length > 0);
  for (const path of labels)
    assert.ok(join(dir, path).startsWith(dir) && !path.split('/').includes('..'), path);
});
