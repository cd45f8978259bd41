import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createDeployedMaps } from '../../../src/locate/source-maps/deployed-maps.ts';
import { createManualClock } from '../../helpers/manual-clock.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';

const ID = '85314830023f4cf1a267535f4e37bb17';

function openDisk(t: Pick<TestContext, 'after'>, files: Readonly<Record<string, string>>) {
  const dir = makeTemporaryDirectory(t);
  const clock = createManualClock(0);
  const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
  mkdirSync(join(dir, 'maps'));
  for (const [name, text] of Object.entries(files)) write(name, text);
  const maps = createDeployedMaps(clock);
  async function read(name: string): Promise<string | null | undefined> {
    const found = await maps.find(join(dir, name));
    if (found === null) return undefined;
    const map = await found.map?.load();
    return map ? Buffer.from(map.bytes).toString() : null;
  }
  return { dir, clock, write, maps, read };
}

test('finds the map that the code names, and else the one beside it', async (t) => {
  const { read, maps, dir } = openDisk(t, {
    'named.js': '//# sourceMappingURL=maps/x.map',
    'maps/x.map': 'named',
    'silent.mjs': 'x;',
    'silent.mjs.map': 'beside',
    'remote.cjs': '//# sourceMappingURL=https://cdn.test/remote.cjs.map',
    'remote.cjs.map': 'beside too',
    'gone.js': '//# sourceMappingURL=gone.map',
    'inline.js': `x;\n//# sourceMappingURL=data:application/json;base64,${btoa('inline')}\n//# debugId=${ID}`,
    'long.js': `x;\n//# sourceMappingURL=data:application/json;base64,${btoa('y'.repeat(200_000))}\n`,
    'other.js': '//# sourceMappingURL=secret.txt',
    'secret.txt': 'secret',
  });
  assert.equal(await read('named.js'), 'named');
  assert.equal(await read('silent.mjs'), 'beside');
  assert.equal(await read('remote.cjs'), 'beside too');
  assert.equal(await read('gone.js'), null);
  assert.equal(await read('inline.js'), 'inline');
  assert.equal((await maps.find(join(dir, 'inline.js')))?.debugId, ID);
  assert.equal((await read('long.js'))?.length, 200_000);
  assert.equal(await read('other.js'), null);
});

test('follows a deployed link, and touches nothing that is no file of code', async (t) => {
  const { dir, maps, read } = openDisk(t, { 'real.js': 'x', 'real.js.map': 'm', 'data.json': '{}' });
  symlinkSync(join(dir, 'real.js'), join(dir, 'link.js'));
  symlinkSync(join(dir, 'data.json'), join(dir, 'odd.js.map'));
  symlinkSync(join(dir, 'link2.js'), join(dir, 'link2.js'));
  mkdirSync(join(dir, 'folder.js'));
  execFileSync('mkfifo', [join(dir, 'pipe.js')]);
  assert.equal(await read('link.js'), null);
  assert.equal(await read('real.js'), 'm');
  for (const name of [
    'folder.js',
    'pipe.js',
    'link2.js',
    'absent.js',
    'data.json',
    'real.js.map',
    'real.js/x.js',
  ])
    assert.equal(await read(name), undefined, name);
  const outside = [
    relative(process.cwd(), join(dir, 'real.js')),
    `//${dir}/real.js`,
    `\\\\host${dir}/real.js`,
    `/proc/self/root${dir}/real.js`,
    `/tmp/../proc/self/root${dir}/real.js`,
    `C:${dir}/real.js`,
    `${dir}/real.js\0.js`,
    `file://${dir}/real.js`,
    `${'/x'.repeat(5_000)}.js`,
    '',
  ];
  for (const path of outside) assert.equal(await maps.find(path), null, path);
});

test('sees a new deployment at once, and a file that was absent after a while', async (t) => {
  const { clock, write, read, maps, dir } = openDisk(t, {
    'main.js': '//# sourceMappingURL=a.map',
    'a.map': 'a',
  });
  assert.equal(await read('main.js'), 'a');
  const before = (await maps.find(join(dir, 'main.js')))?.map?.key;
  write('a.map', 'a, but longer');
  assert.equal(await read('main.js'), 'a, but longer');
  assert.notEqual((await maps.find(join(dir, 'main.js')))?.map?.key, before);
  write('b.map', 'b');
  write('main.js', 'x;//# sourceMappingURL=b.map');
  assert.equal(await read('main.js'), 'b');
  assert.equal(await read('late.js'), undefined);
  write('late.js', '');
  assert.equal(await read('late.js'), undefined);
  clock.advance(60_000);
  assert.equal(await read('late.js'), null);
});
