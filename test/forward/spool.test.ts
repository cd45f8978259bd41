import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createSpool, SpoolFull, SpoolUnavailable } from '../../src/forward/spool.ts';
import { decodeSpoolFile, encodeSpoolHeader } from '../../src/forward/spool-file.ts';
import { createMemoryLog, makeDirectory, makeOutgoing, NOW } from './fixtures.ts';

const open = (dir: string, { maxBytes = 1 << 20, now = NOW } = {}) =>
  createSpool({ dir, maxBytes, now: () => now, log: createMemoryLog() });

type OpenSpool = Awaited<ReturnType<typeof open>>;

async function readAll(spool: OpenSpool): Promise<readonly (string | null)[]> {
  const batches = await Promise.all(spool.oldest(1000).map((entry) => spool.read(entry)));
  return batches.map((batch) => (batch === null ? null : Buffer.from(batch.body).toString()));
}

test('the order outlives restarts and clocks that jump', async (t) => {
  const dir = await makeDirectory(t);
  for (const [i, now] of [NOW, NOW - 86_400_000, 0, -5, NOW + 86_400_000].entries())
    await (await open(dir, { now })).put(makeOutgoing(String(i)));
  assert.deepEqual(await readAll(await open(dir)), ['0', '1', '2', '3', '4']);
  assert.equal((await open(dir, { now: NOW + 1500 })).size().oldestAgeMs, 1500);
  assert.equal((await open(dir, { now: NOW - 1500 })).size().oldestAgeMs, 0);
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
  await spool.put(makeOutgoing('next'));
  assert.equal(spool.oldest(2)[1]?.sequence, 8, 'no name is ever used twice');
  assert.deepEqual(
    (await readdir(dir)).filter((file) => file.endsWith('.tmp')),
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
  assert.equal((await readdir(dir)).length, 3);
  const [first] = spool.oldest(1);
  assert.ok(first);
  await spool.remove(first);
  await spool.remove(first);
  assert.equal(spool.size().bytes, 2 * 4096);
  await spool.put(makeOutgoing('f'));

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

test('a file truncated at any byte never gives a batch', async (t) => {
  const dir = await makeDirectory(t);
  const spool = await open(dir);
  await spool.put(makeOutgoing('the body of a batch\nwith a second line'));
  const [name = ''] = await readdir(dir);
  const whole = await readFile(join(dir, name));
  const [entry] = spool.oldest(1);
  assert.ok(entry);
  for (let length = 0; length < whole.length; length++) {
    await writeFile(join(dir, name), whole.subarray(0, length));
    assert.equal(await spool.read(entry), null, `at ${length}`);
  }
  await writeFile(join(dir, name), whole);
  assert.notEqual(await spool.read(entry), null);
});

test('a spool file reads back as the batch that was written or not at all, whatever happens to a byte', () => {
  const batches = fc.record({
    signal: fc.constant('traces' as const),
    contentType: fc.constantFrom('application/x-protobuf' as const, 'application/json' as const),
    contentEncoding: fc.constantFrom('identity' as const, 'gzip' as const),
    body: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(batches, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.nat(), (batch, at, byte, cut) => {
      const file = Buffer.concat([encodeSpoolHeader(batch), batch.body]);
      assert.deepEqual(asArray(decodeSpoolFile(file)), asArray(batch));
      assert.equal(decodeSpoolFile(file.subarray(0, cut % file.length)), null);
      assert.equal(decodeSpoolFile(Buffer.concat([file, Buffer.from([byte])])), null);
      const altered = Buffer.from(file);
      altered[at % file.length] = byte;
      const read = decodeSpoolFile(altered);
      if (read !== null) assert.deepEqual(asArray(read), asArray(batch));
    }),
    { numRuns: 3000 },
  );
});

function asArray(batch: ReturnType<typeof decodeSpoolFile>) {
  return batch === null ? null : { ...batch, body: [...batch.body] };
}

test('any bytes at all are no batch and no error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (file) => decodeSpoolFile(file) === null));
  const header = fc.json().map((json) => Buffer.from(`${json}\nbody`));
  fc.assert(fc.property(header, (file) => decodeSpoolFile(file) === null));
});

test('what was acknowledged is there after a kill in the middle of writing', async (t) => {
  const dir = await makeDirectory(t);
  const writer = fork(join(import.meta.dirname, 'spool-writer.ts'), [dir], { stdio: 'ignore' });
  const acknowledged: unknown[] = [];
  writer.on('message', (text) => {
    acknowledged.push(text);
    if (acknowledged.length === 200) writer.kill('SIGKILL');
  });
  await once(writer, 'close');
  const spool = await open(dir, { maxBytes: 1 << 30 });
  const found = new Set(await readAll(spool));
  assert.ok(acknowledged.length >= 200);
  assert.deepEqual(
    acknowledged.filter((text) => typeof text !== 'string' || !found.has(text)),
    [],
  );
  assert.ok(!found.has(null));
});
