import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createMapThread, type ThreadLimits } from '../../../src/locate/source-maps/map-thread.ts';
import { createManualClock } from '../../helpers/manual-clock.ts';
import { SILENT_LOG } from '../../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../../helpers/temporary-directory.ts';

const GOOD = JSON.stringify({ version: 3, sources: ['a.ts'], names: [], mappings: 'AACA' });
const FOUND = [{ source: 'a.ts', sourceRoot: '', line: 2, column: 1 }];
const PLACES = [{ line: 1, column: 1 }];

// Costs more to decode than the thread is given below, though little enough that it is tried.
const HEAVY = JSON.stringify({
  version: 3,
  sources: ['a.ts'],
  names: [],
  mappings: 'AAAA,'.repeat(2_000_000),
});

function openThread(t: Pick<TestContext, 'after'>, limits: Partial<ThreadLimits> = {}) {
  const clock = createManualClock(0);
  const thread = createMapThread({ schedule: clock.schedule, log: SILENT_LOG, limits });
  t.after(() => thread.close());
  const loads: string[] = [];
  const ask = (key: string, text: string) => {
    const load = async () => {
      loads.push(key);
      return { bytes: Buffer.from(text), gzip: false };
    };
    return thread.ask({ key, load }, PLACES);
  };
  return { clock, thread, loads, ask };
}

test('reads a map once, and again when it was idle and the thread has ended', async (t) => {
  const { clock, loads, ask } = openThread(t, { idleMs: 1_000 });
  const all = await Promise.all([ask('a', GOOD), ask('a', GOOD), ask('b', GOOD)]);
  for (const answer of all) assert.deepEqual(answer, { kind: 'found', origins: FOUND, debugId: null });
  assert.deepEqual(loads, ['a', 'b']);
  clock.advance(1_000);
  assert.equal((await ask('a', GOOD))?.kind, 'found');
  assert.deepEqual(loads, ['a', 'b', 'a']);
});

test('never reads a map again that is broken', async (t) => {
  const { loads, ask } = openThread(t);
  const broken = { kind: 'broken', because: 'it is not JSON' };
  assert.deepEqual(await Promise.all([ask('x', '{'), ask('x', '{')]), [broken, broken]);
  assert.deepEqual(loads, ['x']);
});

test('survives a map that kills the thread, gives it up and goes on with others', async (t) => {
  const { loads, ask } = openThread(t, { heapMb: 32 });
  const [heavy, good] = await Promise.all([ask('heavy', HEAVY), ask('good', GOOD)]);
  assert.equal(heavy?.kind, 'broken');
  assert.equal(good?.kind, 'found');
  assert.equal((await ask('heavy', HEAVY))?.kind, 'broken');
  assert.deepEqual(loads, ['heavy', 'good']);
});

test('gives a map up that takes too long', async (t) => {
  const { clock, loads, ask } = openThread(t, { answerMs: 5_000 });
  const slow = ask('slow', HEAVY);
  await clock.waitForTimer();
  clock.advance(5_000);
  assert.deepEqual(await slow, { kind: 'broken', because: 'reading it takes too long or too much memory' });
  assert.equal((await ask('good', GOOD))?.kind, 'found');
  assert.equal((await ask('slow', HEAVY))?.kind, 'broken');
  assert.deepEqual(loads, ['slow', 'good']);
});

test('turns away what waits behind too many, and what comes after it was closed', async (t) => {
  const { thread, ask } = openThread(t, { maxWaiting: 2 });
  const answers = await Promise.all([ask('a', GOOD), ask('b', GOOD), ask('c', GOOD)]);
  assert.deepEqual(
    answers.map((answer) => answer?.kind ?? null),
    ['found', 'found', null],
  );
  const last = ask('d', HEAVY);
  await thread.close();
  assert.equal(await last, null);
  assert.equal(await ask('a', GOOD), null);
});

test('passes on why a map could not be loaded, and asks for it again', async (t) => {
  const { thread, ask } = openThread(t);
  const failing = { key: 'a', load: () => Promise.reject(new Error('git cannot be run')) };
  await assert.rejects(thread.ask(failing, PLACES), /git cannot be run/);
  assert.equal(await thread.ask({ key: 'a', load: async () => null }, PLACES), null);
  assert.equal((await ask('a', GOOD))?.kind, 'found');
});

test('finds its thread also when it was compiled', async (t) => {
  const dir = makeTemporaryDirectory(t);
  const root = join(import.meta.dirname, '../../..');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['-p', join(root, 'tsconfig.build.json'), '--outDir', join(dir, 'dist'), '--noCheck'];
  execFileSync(process.execPath, [tsc, ...options]);
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  const program = `
    import { createMapThread } from './dist/locate/source-maps/map-thread.js';
    const thread = createMapThread({ schedule: () => () => {}, log: {} });
    const load = async () => ({ bytes: Buffer.from(${JSON.stringify(GOOD)}), gzip: false });
    const answer = await thread.ask({ key: 'a', load }, ${JSON.stringify(PLACES)});
    console.log(JSON.stringify(answer.origins));
    await thread.close();`;
  writeFileSync(join(dir, 'main.js'), program);
  // The flag is one the service runs with.
  const printed = execFileSync(process.execPath, ['--max-semi-space-size=2', join(dir, 'main.js')]);
  assert.deepEqual(JSON.parse(printed.toString()), FOUND);
});
