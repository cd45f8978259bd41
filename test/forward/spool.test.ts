import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { text as readText } from 'node:stream/consumers';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createSpool, SpoolFull, SpoolUnavailable } from '../../src/forward/spool.ts';
import { createMemoryLog, makeDirectory, makeOutgoing, NOW } from './fixtures.ts';

const open = (dir: string, { maxBytes = 1 << 20, now = NOW } = {}) =>
  createSpool({ dir, maxBytes, now: () => now, log: createMemoryLog() });

type OpenSpool = Awaited<ReturnType<typeof open>>;

/** Null stands for what cannot be read. */
async function readAll(spool: OpenSpool): Promise<readonly (string | null)[]> {
  const batches = await Promise.all(spool.oldest(10_000).map((entry) => spool.read(entry)));
  return batches.map((batch) => (batch === null ? null : Buffer.from(batch.body).toString()));
}

async function oldest(spool: OpenSpool) {
  const [entry] = spool.oldest(1);
  assert.ok(entry);
  return entry;
}

/** Puts batches at the same time: the first goes alone, the others share a file. */
async function putTogether(spool: OpenSpool, texts: readonly string[]): Promise<void> {
  await Promise.all(texts.map((text) => spool.put(makeOutgoing(text))));
}

test('a batch comes back with all that is needed to send it', async (t) => {
  const dir = await makeDirectory(t);
  const batch = makeOutgoing('x', {
    signal: 'logs',
    encoding: 'json',
    contentEncoding: 'zstd',
    itemCount: 7,
    hops: ['00112233aabbccdd'],
  });
  await (await open(dir)).put(batch);
  const spool = await open(dir);
  const entry = await oldest(spool);
  assert.deepEqual(await spool.read(entry), batch);
  assert.equal(entry.itemCount, 7);
});

test('the order outlives restarts and clocks that jump', async (t) => {
  const dir = await makeDirectory(t);
  for (const [i, now] of [NOW, NOW - 86_400_000, 0, -5, NOW + 86_400_000].entries())
    await (await open(dir, { now })).put(makeOutgoing(String(i)));
  assert.deepEqual(await readAll(await open(dir)), ['0', '1', '2', '3', '4']);
  assert.equal((await open(dir, { now: NOW + 1500 })).size().oldestAgeMs, 1500);
  assert.equal((await open(dir, { now: NOW - 1500 })).size().oldestAgeMs, 0);
});

test('batches that come at the same time share a file, and each leaves on its own, also for the next start', async (t) => {
  const dir = await makeDirectory(t);
  const spool = await open(dir);
  await putTogether(spool, ['a', 'b', 'c', 'd']);
  assert.equal((await readdir(dir)).length, 2);
  for (const leaving of [3, 0, 1]) {
    const entry = spool.oldest(4)[leaving];
    assert.ok(entry);
    await spool.remove(entry);
  }
  assert.deepEqual(await readAll(spool), ['b']);
  const again = await open(dir);
  assert.deepEqual(await readAll(again), ['b']);
  await again.remove(await oldest(again));
  assert.deepEqual(await readdir(dir), []);
  assert.equal(again.size().bytes, 0);
});

test('at the start unfinished files are deleted, damaged ones counted, and foreign ones left alone', async (t) => {
  const dir = await makeDirectory(t);
  await (await open(dir)).put(makeOutgoing('whole'));
  const [name = ''] = await readdir(dir);
  await writeFile(join(dir, `${name.replace('1-', '2-')}.tmp`), 'half');
  await writeFile(join(dir, `${name.replace('1-', '7-')}.corrupt`), 'junk');
  await writeFile(join(dir, 'README.tmp'), 'mine');
  const spool = await open(dir);
  assert.deepEqual(await readAll(spool), ['whole']);
  assert.equal(spool.size().setAside, 1);
  assert.equal(spool.size().bytes, 2 * 4096);
  await spool.put(makeOutgoing('next'));
  const names = await readdir(dir);
  assert.ok(
    names.some((file) => file.startsWith('000000000000008-')),
    'no name is ever used twice',
  );
  assert.deepEqual(
    names.filter((file) => file.endsWith('.tmp')),
    ['README.tmp'],
  );
});

test('puts at the same time cannot overfill the spool, and room comes back', async (t) => {
  const dir = await makeDirectory(t);
  const spool = await open(dir, { maxBytes: 3 * 4096 });
  const puts = await Promise.allSettled(
    ['a', 'b', 'c', 'd', 'e'].map((text) => spool.put(makeOutgoing(text))),
  );
  const refused = puts
    .filter((put) => put.status === 'rejected')
    .map((put) => put.reason instanceof SpoolFull);
  assert.deepEqual(refused, [true, true]);
  assert.ok(spool.size().bytes <= 3 * 4096);
  const first = await oldest(spool);
  await spool.remove(first);
  await spool.remove(first);
  assert.equal(spool.size().bytes, 4096, 'those that are left share a file');
  await spool.put(makeOutgoing('f'));
  assert.deepEqual(await readAll(spool), ['b', 'c', 'f']);

  const smaller = await open(dir, { maxBytes: 4096 });
  assert.equal(smaller.size().count, 3, 'what is there stays there when the limit is lowered');
  await assert.rejects(smaller.put(makeOutgoing('g')), SpoolFull);
});

test('a disk that does not take the batch says so and keeps no room for it', async (t) => {
  const dir = await makeDirectory(t);
  const spool = await open(dir);
  const [name = ''] = await spool.put(makeOutgoing('a')).then(() => readdir(dir));
  await mkdir(join(dir, `${name.replace('1-', '2-')}.tmp`));
  await assert.rejects(spool.put(makeOutgoing('b')), SpoolUnavailable);
  assert.equal(spool.size().bytes, 4096);
  await spool.put(makeOutgoing('c'));
  assert.deepEqual(await readAll(spool), ['a', 'c']);
});

test('the halves of a batch stand where it stood, also within each other, after a restart and when there is no room', async (t) => {
  const dir = await makeDirectory(t);
  const spool = await open(dir, { maxBytes: 3 * 4096 });
  await putTogether(spool, ['a', 'wxyz', 'c']);
  const [, whole] = spool.oldest(2);
  assert.ok(whole);
  await assert.rejects(spool.put(makeOutgoing('x'.repeat(4096))), SpoolFull);
  await spool.replace(whole, [makeOutgoing('wx'), makeOutgoing('yz')]);
  const [, half] = spool.oldest(2);
  assert.ok(half);
  await spool.replace(half, [makeOutgoing('w'), makeOutgoing('x')]);
  assert.deepEqual(await readAll(spool), ['a', 'w', 'x', 'yz', 'c']);
  assert.deepEqual(await readAll(await open(dir)), ['a', 'w', 'x', 'yz', 'c']);
});

test('a kill between writing the halves and removing the whole leaves only the halves', async (t) => {
  const dir = await makeDirectory(t);
  const spool = await open(dir);
  await putTogether(spool, ['a', 'b', 'wxyz', 'c']);
  const [, , whole] = spool.oldest(3);
  assert.ok(whole);
  const before = await readFile(join(dir, whole.segment.name));
  await spool.replace(whole, [makeOutgoing('wx'), makeOutgoing('yz')]);
  await writeFile(join(dir, whole.segment.name), before);
  const again = await open(dir);
  assert.deepEqual(await readAll(again), ['a', 'b', 'wx', 'yz', 'c']);
  for (const entry of again.oldest(9)) await again.remove(entry);
  assert.deepEqual(await readdir(dir), []);
});

test('cut at any byte, the newest file gives back what is whole, in order, and is set aside for the rest', async (t) => {
  const dir = await makeDirectory(t);
  await putTogether(await open(dir), ['first', 'second\nwith a line', 'third', 'fourth']);
  const [, name = ''] = (await readdir(dir)).toSorted();
  const whole = await readFile(join(dir, name));
  const ends = ['second\nwith a line', 'third', 'fourth'].map((text) => whole.indexOf(text) + text.length);
  for (let length = 0; length < whole.length; length++) {
    await writeFile(join(dir, name), whole.subarray(0, length));
    const intact = ends.filter((end) => end <= length).length;
    const expected = ['first', 'second\nwith a line', 'third', 'fourth'].slice(0, intact + 1);
    const found = await readAll(await open(dir));
    assert.deepEqual(found, [...expected, ...Array.from({ length: 3 - intact }, () => null)], `at ${length}`);
  }
  const spool = await open(dir);
  for (const entry of spool.oldest(9).toReversed())
    await ((await spool.read(entry)) === null ? spool.setAside(entry) : spool.remove(entry));
  assert.deepEqual(await readdir(dir), [`${name}.corrupt`]);
  assert.equal(spool.size().setAside, 1);
});

test('whatever happens to bytes of a file, opening never fails and what comes back was written, in order', async (t) => {
  const dir = await makeDirectory(t);
  const texts = ['first', 'second', '\0BATCHWAIT', 'fourth', 'x'.repeat(9000), 'last'];
  await putTogether(await open(dir), texts);
  const [, name = ''] = (await readdir(dir)).toSorted();
  const whole = await readFile(join(dir, name));
  const at = fc.nat({ max: whole.length - 1 });
  const damages = fc.array(fc.tuple(at, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(damages, async (damage) => {
      const altered = Buffer.from(whole);
      for (const [offset, byte] of damage) altered[offset] = byte;
      await writeFile(join(dir, name), altered);
      const found = (await readAll(await open(dir))).filter((text) => text !== null);
      assert.deepEqual(
        found,
        texts.filter((text) => found.includes(text)),
      );
      assert.ok(found.length >= texts.length - damage.length, 'a byte costs one batch at the most');
    }),
    { numRuns: 500 },
  );
});

test('any file at all under the name of a segment is no error', async (t) => {
  const dir = await makeDirectory(t);
  await mkdir(dir, { recursive: true });
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constant(Buffer.from('\0BATCHWAIT')),
    fc.json().map((json) => Buffer.from(`${json}\n`)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces), async (parts) => {
      await writeFile(join(dir, '000000000000001-0000000000000-2.spool'), Buffer.concat(parts));
      assert.deepEqual(await readAll(await open(dir)), [null, null]);
    }),
    { numRuns: 300 },
  );
});

function damagedName(sequence: number): string {
  return `${String(sequence).padStart(15, '0')}-0000000000000-1.spool.corrupt`;
}

test('only the newest damaged files are kept, and they give way to batches', async (t) => {
  const dir = await makeDirectory(t);
  for (let i = 1; i <= 20; i++) await writeFile(join(dir, damagedName(i)), 'junk');
  const spool = await open(dir, { maxBytes: 16 * 4096 });
  assert.deepEqual(
    (await readdir(dir)).toSorted(),
    Array.from({ length: 16 }, (_, i) => damagedName(i + 5)),
  );
  await spool.put(makeOutgoing('x'.repeat(5000)));
  assert.equal(spool.size().setAside, 14);
  assert.equal(spool.size().bytes, 16 * 4096);
});

test('a file that grows beyond what the disk takes is refused without a trace, and a smaller one is taken', async (t) => {
  const dir = await makeDirectory(t);
  const program = join(import.meta.dirname, 'spool-once.ts');
  // 128 blocks of 512 bytes: what does not fit is cut off after a part was written, as on a full disk.
  const child = spawn('sh', ['-c', 'ulimit -f 128 && exec "$0" "$1" "$2"', process.execPath, program, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await readText(child.stdout);
  assert.equal(said.trim(), 'SpoolUnavailable EFBIG, then 1 spooled in 4096 bytes');
  assert.equal((await readdir(dir)).length, 1);
  assert.deepEqual(await readAll(await open(dir)), ['small']);
});

for (const round of [1, 2, 3])
  test(`what was acknowledged is there after a kill in the middle of writing, in order (${round})`, async (t) => {
    const dir = await makeDirectory(t);
    const writer = fork(join(import.meta.dirname, 'spool-writer.ts'), [dir], { stdio: 'ignore' });
    const acknowledged: string[] = [];
    const most = 20 + Math.floor(Math.random() * 400);
    writer.on('message', (text) => {
      if (typeof text === 'string') acknowledged.push(text);
      if (acknowledged.length === most) writer.kill('SIGKILL');
    });
    await once(writer, 'close');
    const found = await readAll(await open(dir, { maxBytes: 1 << 30 }));
    assert.ok(acknowledged.length >= most);
    assert.deepEqual(
      acknowledged.filter((text) => !found.includes(text)),
      [],
    );
    for (const writerId of ['0', '1', '2', '3']) {
      const numbers = found
        .filter((text) => text?.startsWith(`${writerId}-`))
        .map((text) => Number.parseInt(text?.slice(2) ?? ''));
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
    }
  });

test('names that nobody gave strand no batch, stop no start and count for no more than their file can hold', async (t) => {
  const dir = await makeDirectory(t);
  await writeFile(join(dir, '999999999999999-0000000000000-1.spool'), '');
  await writeFile(join(dir, '9999999999999999-0000000000000-1.spool'), '');
  await writeFile(join(dir, '000000000000001-0000000000000-9999.spool'), Buffer.alloc(8192, 'x'));
  await mkdir(join(dir, '000000000000002-1795367896607-1.spool.tmp'));
  await (await open(dir)).put(makeOutgoing('kept'));
  const spool = await open(dir);
  assert.deepEqual(
    (await readAll(spool)).filter((text) => text !== null),
    ['kept'],
  );
  assert.ok(spool.size().count <= 2 + 8192 / 128, `${spool.size().count}`);
});
