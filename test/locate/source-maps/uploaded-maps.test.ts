import assert from 'node:assert/strict';
import { readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FoundMap } from '../../../src/locate/source-maps/found-map.ts';
import { createKeeper } from '../../../src/locate/source-maps/keep-upload.ts';
import { createMapShelf } from '../../../src/locate/source-maps/map-shelf.ts';
import { createUploadedMaps } from '../../../src/locate/source-maps/uploaded-maps.ts';
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
  const names = { service: 'shop', version: '1', path, mapPath: `${path}.map`, debugId: null };
  return { ...names, hash: path, ...change };
}

async function read(map: FoundMap | null): Promise<string | null> {
  const loaded = await map?.load();
  return loaded ? gunzipSync(loaded.bytes).toString() : null;
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
    assert.equal(await find('2', '/app/dist/main.js'), 'second');
    assert.equal(await find('4', '/app/dist/main.js'), null);
    assert.equal(await read(await one.findByPath('cart', '2', 'main.js')), null);
    assert.equal(await read(await one.findByDebugId(ID)), 'known');
    assert.equal(await find('3', '/app/dist/main.js'), 'known');
    assert.equal((await one.stats()).maps, 4);
  }
});

test('takes no map when two may be meant, or only the name agrees', async (t) => {
  const { uploads } = openUploads(t);
  for (const path of ['a/x/main.js', 'b/x/main.js', 'js/app.js'])
    await uploads.add(label(path), Buffer.from(path));
  assert.equal(await uploads.findByPath('shop', '1', '/srv/x/main.js'), null);
  assert.equal(await uploads.findByPath('shop', '1', '/srv/static/app.js'), null);
  assert.equal(await read(await uploads.findByPath('shop', '1', '/srv/b/x/main.js')), 'b/x/main.js');
  assert.equal(await read(await uploads.findByPath('shop', '1', 'app.js')), 'js/app.js');
});

test('keeps installed packages apart: their files are often named alike', async (t) => {
  const { uploads } = openUploads(t);
  await uploads.add(label('index.js'), Buffer.from('ours'));
  await uploads.add(label('shared/dist/index.js'), Buffer.from('shared'));
  assert.equal(await uploads.findByPath('shop', '1', '/app/node_modules/express/index.js'), null);
  const shared = await uploads.findByPath('shop', '1', '/app/node_modules/@us/shared/dist/index.js');
  assert.equal(await read(shared), 'shared');
});

test('replaces the map of a path, and keeps one for each debug ID', async (t) => {
  const { dir, uploads } = openUploads(t);
  assert.equal(await uploads.add(label('a.js'), Buffer.from('1')), 'new');
  assert.equal(await uploads.add(label('a.js'), Buffer.from('2')), 'replaced');
  assert.equal(await read(await uploads.findByPath('shop', '1', 'a.js')), '2');
  assert.equal(await uploads.add(label('a.js', { debugId: ID }), Buffer.from('3')), 'new');
  assert.equal(await uploads.add(label('a.js', { debugId: ID }), Buffer.from('4')), 'replaced');
  assert.equal(readdirSync(dir).length, 2);
  for (const name of readdirSync(dir)) assert.match(name, /^[0-9a-f]{64}$/);
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
  assert.equal(await read(await uploads.findByPath('shop', '1', 'used.js')), 'used');
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
      add: async ({ path, mapPath }) => {
        labels.push(path, mapPath);
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
      await keep({ service, version, path, mapPath: path, bytes: Buffer.from('x') });
      const shelf = createMapShelf();
      const map = { ...label(path), service, version, id: '1', bytes: 1, usedAtMs: 0 };
      shelf.put(map);
      if (!/[/\\]|^\.*$/.test(path)) assert.equal(shelf.findByPath(service, version, path), map);
      shelf.remove('1');
      assert.equal(shelf.findByPath(service, version, path), undefined);
    }),
  );
  assert.ok(labels.length > 0);
  for (const path of labels)
    assert.ok(join(dir, path).startsWith(dir) && !path.split('/').includes('..'), path);
});
