import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { lockDirectory } from '../../src/store/sqlite/lock-directory.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { startStoreWorker } from '../../src/store/sqlite/store-thread.ts';
import type { Settings } from '../../src/store/sqlite/store-worker.ts';
import type { Sighting, Store } from '../../src/store/store.ts';
import { tellAlways } from '../helpers/mail-terms.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { describeStore, makeSighting, makeWaiting } from './store-contract.ts';

const dirs = new WeakMap<object, string>();

function open(context: TestContext, name: string, limits?: { readonly maxErrorsPerWeek: number }) {
  const dir = dirs.get(context) ?? mkdtempSync(join(tmpdir(), 'flawless-store-'));
  if (!dirs.has(context)) context.after(() => rmSync(dir, { recursive: true }));
  dirs.set(context, dir);
  return openAt(join(dir, `${name}.sqlite`), limits);
}

function openAt(path: string, limits = {}) {
  return openSqliteStore({ path, log: SILENT_LOG, now: () => 42, ...limits });
}

describeStore('SQLite', open);

test('a file that is no database is set aside, and counting begins anew', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const path = join(dir, 'flawless.sqlite');
  writeFileSync(path, 'this is not a database, however long it is. '.repeat(500));
  const store = await openAt(path);
  const recorded = await store.record({ sightings: [makeSighting()], waiting: [] }, 0);
  assert.equal(recorded.counted, 1);
  assert.ok(existsSync(`${path}.corrupt-42`));
  await store.close();
  assert.ok(readdirSync(dir).includes('flawless.sqlite'));
});

test('a store written by a newer version is left alone, with a sentence', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  database.close();
  await assert.rejects(openAt(path), /written by a newer Flawless \(schema 999.*start that version/);
});

test('a store of the first version keeps its counts', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const first = await openAt(path);
  await recordAll(first, [makeSighting({ count: 3 }), makeSighting({ errorId: 'other' })]);
  await first.close();
  const database = new DatabaseSync(path);
  database.exec(`DROP TABLE seen;
    CREATE TABLE seen (key TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX seen_by_age ON seen (at_ms);
    INSERT INTO seen VALUES ('old', 1);
    ALTER TABLE error_week DROP COLUMN shown_ms;
    ALTER TABLE error_week ADD COLUMN occurrence TEXT NOT NULL DEFAULT '{"n":0}';
    DROP TABLE occurrence;
    DROP TABLE week_total;
    DROP TABLE blame;
    DROP TABLE full_hour;
    DROP TABLE origin;
    DROP TABLE seen_batch;
    DROP TRIGGER waiting_added;
    DROP TRIGGER waiting_changed;
    DROP TRIGGER waiting_removed;
    DROP TABLE waiting_total;
    DROP INDEX waiting_since;
    ALTER TABLE waiting DROP COLUMN since_ms;
    ALTER TABLE waiting DROP COLUMN threshold;
    INSERT INTO waiting VALUES ('old', 0, 5, 1, 2, 3, '{}', 0, 0);
    DROP INDEX outbox_by_error;
    ALTER TABLE error_week DROP COLUMN type;
    ALTER TABLE error_week DROP COLUMN service;
    ${[0, 1, 2, 3, 4, 5, 6].map((day) => `ALTER TABLE error_week DROP COLUMN day_${day};`).join('')}
    DROP TABLE digest_letter;
    DROP TABLE notice_item;
    DROP INDEX outbox_due;
    DROP INDEX outbox_begun;
    ${['begun_ms', 'failed_ms', 'instead_of', 'instead_ms', 'instead_because'].map((name) => `ALTER TABLE outbox DROP COLUMN ${name};`).join('')}
    ALTER TABLE outbox DROP COLUMN kind;
    ALTER TABLE outbox DROP COLUMN handed;
    ALTER TABLE outbox DROP COLUMN begun;
    ALTER TABLE outbox DROP COLUMN gathered;
    ALTER TABLE outbox DROP COLUMN digested_ms;
    CREATE INDEX outbox_due ON outbox (next_attempt_ms) WHERE sent_ms IS NULL AND failed = 0;
    PRAGMA user_version = 1`);
  database.close();
  const store = await openAt(path);
  const again = makeSighting();
  assert.equal((await recordAll(store, [again, again])).duplicates, 1);
  const {
    errors: [error],
  } = await store.weeklyErrors(again.weekMs, { includeKnown: true, changedSinceMs: null, limit: 10 });
  assert.deepEqual([error?.count, error?.occurrence], [4, again.subject.occurrence]);
  const other = await store.findErrorWeek({ weekMs: again.weekMs, errorId: 'other' });
  assert.deepEqual([other?.count, other?.occurrence], [1, '{"n":0}']);
  const { waitingExceptions, waitingSinceMs } = await store.stats();
  assert.deepEqual([waitingExceptions, waitingSinceMs], [5, 3]);
  const settled = await store.settleWaiting('old', again.subject, 0);
  assert.deepEqual([settled.counted, (await store.stats()).waitingExceptions], [5, 0]);
  await store.close();
});

test('a locked store refuses for now and takes it later', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const store = await openAt(path);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const record = () => store.record({ sightings: [makeSighting()], waiting: [] }, 0);
  await assert.rejects(record(), { name: 'StoreUnavailable' });
  other.exec('ROLLBACK');
  other.close();
  assert.equal((await record()).counted, 1);
  await store.close();
});

test('a thread that dies leaves nothing acknowledged that is not kept, and is started again', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const threads: Worker[] = [];
  const startWorker = (settings: Settings) => {
    const worker = startStoreWorker(settings);
    threads.push(worker);
    return worker;
  };
  let nowMs = 0;
  const store = await openSqliteStore({ path, log: SILENT_LOG, now: () => nowMs, startWorker });
  await store.record({ sightings: [makeTold('e0')], waiting: [] }, 1_000);
  const [claimed] = await store.claimLetters(1_000, 60_000, 1);
  assert.ok(claimed);
  const asked = Array.from({ length: 50 }, (_, i) => makeSighting({ errorId: `e${i + 1}` }));
  const answers = Promise.allSettled(asked.map((sighting) => recordAll(store, [sighting])));
  await threads[0]?.terminate();
  const lost = (await answers).filter(({ status }) => status === 'rejected');
  for (const { reason } of lost.filter((one) => one.status === 'rejected'))
    assert.equal(reason.name, 'StoreUnavailable');
  await assert.rejects(recordAll(store, asked), { name: 'StoreUnavailable' });
  nowMs += 1_000;
  const { counted, duplicates } = await recordAll(store, asked);
  assert.equal(counted + duplicates, 50);
  assert.ok(duplicates >= 50 - lost.length, 'what was acknowledged is kept');
  assert.deepEqual(await listCounts(store), Array(51).fill(1));
  assert.deepEqual(await store.claimLetters(1_000, 60_000, 1), [], 'who leased a letter still has it');
  assert.equal(threads.filter(({ threadId }) => threadId !== -1).length, 2, 'a writer and a reader');
  await store.close();
});

test('pages read the new file when the damaged one is set aside while they have it open', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const threads: Worker[] = [];
  const startWorker = (settings: Settings) => {
    threads.push(startStoreWorker(settings));
    return threads.at(-1) ?? assert.fail();
  };
  let nowMs = 0;
  const store = await openSqliteStore({ path, log: SILENT_LOG, now: () => nowMs, startWorker });
  await recordAll(store, [makeSighting({ count: 7 })]);
  assert.deepEqual(await listCounts(store), [7]);
  await threads[0]?.terminate();
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  writeFileSync(path, Buffer.alloc(8_192, 'A'));
  nowMs += 1_000;
  assert.equal((await recordAll(store, [makeSighting({ count: 2 })])).counted, 2);
  assert.ok(existsSync(`${path}.corrupt-1000`));
  assert.deepEqual(await listCounts(store), [2]);
  assert.equal(threads.length, 4, 'a writer and a reader, twice');
  await store.close();
  assert.deepEqual(
    threads.map(({ threadId }) => threadId),
    [-1, -1, -1, -1],
  );
});

test('while the file cannot be opened every question is told why, and it is not tried for each', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const threads: Worker[] = [];
  const startWorker = (settings: Settings) => {
    threads.push(startStoreWorker(settings));
    return threads.at(-1) ?? assert.fail();
  };
  let nowMs = 0;
  const store = await openSqliteStore({ path, log: SILENT_LOG, now: () => nowMs, startWorker });
  await threads[0]?.terminate();
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
  mkdirSync(path);
  nowMs += 1_000;
  for (let i = 0; i < 3; i++)
    await assert.rejects(store.stats(), {
      name: 'StoreUnavailable',
      message: /^the store cannot be opened: .*make the directory readable/,
    });
  assert.equal(threads.length, 2);
  rmSync(path, { recursive: true });
  nowMs += 1_000;
  assert.equal((await recordAll(store, [makeSighting()])).counted, 1);
  await store.close();
});

test('two that start at once on a new file both find it complete', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const stores = await Promise.all([openAt(path), openAt(path), openAt(path)]);
  for (const store of stores) assert.equal((await recordAll(store, [makeSighting()])).counted, 1);
  for (const store of stores) assert.equal((await listCounts(store))[0], 3);
  for (const store of stores) await store.close();
});

test('beyond its limit the oldest occurrences are forgotten early, which is counted and said once', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const said: string[] = [];
  const log = { ...SILENT_LOG, warn: (_: object, message: string) => void said.push(message) };
  const openSmall = () => openSqliteStore({ path, log, now: () => 42, maxSeenKeys: 32 });
  const sightings = Array.from({ length: 40 }, (_, i) => makeSighting({ dedupeKey: `limited ${i}` }));
  const store = await openSmall();
  for (const sighting of sightings) await recordAll(store, [sighting]);
  const { seenKeys, seenLimit, seenForgottenEarly } = await store.stats();
  assert.deepEqual([seenKeys, seenLimit, seenForgottenEarly, said.length], [32, 32, 8, 1]);
  assert.equal((await recordAll(store, sightings.slice(8))).duplicates, 32);
  await store.close();
  const again = await openSmall();
  assert.equal((await recordAll(again, sightings.slice(8))).duplicates, 32);
  assert.equal((await recordAll(again, sightings.slice(0, 8))).duplicates, 0, 'those were forgotten');
  const huge = Array.from({ length: 100 }, () => makeSighting());
  assert.equal((await recordAll(again, [...huge, ...huge])).duplicates, 100, 'a batch beyond the limit');
  assert.ok((await again.stats()).seenKeys > 28, 'and some of it is remembered');
  await again.close();
});

test('what waits is bounded in rows and in bytes: without room only what waits already is counted up', async (context) => {
  for (const maxWaiting of [
    { rows: 2, bytes: 1_000 },
    { rows: 9, bytes: 20 },
  ]) {
    const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
    const store = await openAt(path, { maxWaiting });
    const wait = async (stackKey: string, seenAtMs: number, reported: string) =>
      store.record({ sightings: [], waiting: [makeWaiting({ stackKey, seenAtMs, reported, count: 2 })] }, 0);
    for (const stackKey of ['a', 'b']) assert.equal((await wait(stackKey, 5, '"0123456789"')).waiting, 2);
    const { waiting, crowdedOut, duplicates } = await wait('c', 5, '{}');
    assert.deepEqual([waiting, crowdedOut, duplicates], [0, 2, 0]);
    assert.equal((await wait('a', 6, '"as long as can be, if not longer"')).waiting, 2);
    const { waitingExceptions, waitingIsFull } = await store.stats();
    assert.deepEqual([waitingExceptions, waitingIsFull], [6, true]);
    const kept = (await store.dueWaiting(0, 10)).map((one) => [one.stackKey, one.count, one.reported.length]);
    assert.deepEqual(
      kept.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      [
        ['a', 4, 12],
        ['b', 2, 12],
      ],
    );
    assert.equal((await store.settleWaiting('a', null, 0)).dropped, 4);
    assert.equal((await wait('c', 5, '{}')).waiting, 2, 'there is room again');
    await store.close();
  }
});

test('a request that is sent again is recognised when its occurrences have long been forgotten', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const openSmall = () => openAt(path, { maxSeenKeys: 32 });
  const store = await openSmall();
  for (let n = 0; n < 10; n++) assert.equal((await recordAll(store, makeBatch(n))).counted, 16);
  const { seenForgottenEarly, seenLostMs } = await store.stats();
  assert.deepEqual([seenForgottenEarly, seenLostMs], [128, 1_000]);
  const again = await recordAll(store, makeBatch(0).toReversed());
  assert.deepEqual([again.counted, again.duplicates, again.decisions.length], [0, 16, 0]);
  await store.close();
  const later = await openSmall();
  assert.equal((await recordAll(later, makeBatch(1))).duplicates, 16, 'also after a restart');
  const waiting = makeBatch(2).map(({ dedupeKey }) => makeWaiting({ dedupeKey }));
  assert.equal((await later.record({ sightings: [], waiting }, 1_000)).duplicates, 16, 'blamed or not');
  const other = [...makeBatch(3).slice(1), makeSighting({ dedupeKey: 'another' })];
  assert.equal((await recordAll(later, other)).counted, 16, 'another request is another');
  await later.forgetSeen(1_001);
  assert.equal((await recordAll(later, makeBatch(4))).counted, 16, 'the window ends for requests as well');
  await later.close();
});

test('writes are durable against power loss', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const store = await openAt(path);
  const mode = new DatabaseSync(path).prepare('PRAGMA journal_mode').get();
  assert.deepEqual({ ...mode }, { journal_mode: 'wal' });
  return store.close();
});

test('a data directory belongs to one process at a time, and is free again when that ends', (context) => {
  const dir = makeTemporaryDirectory(context);
  const lock = lockDirectory(dir);
  assert.throws(() => lockDirectory(dir), {
    name: 'StartFailure',
    message:
      /^Another Flawless uses the data directory .*: stop it, or give this one its own `data_dir_path`\.$/,
  });
  lock.close();
  lockDirectory(dir).close();
  assert.throws(() => lockDirectory(join(dir, 'none')), {
    name: 'StartFailure',
    message: /^The data directory .* cannot be used: .*Check `data_dir_path`\.$/,
  });
});

function makeTold(errorId: string): Sighting {
  return makeSighting({ errorId, terms: tellAlways(['ann@x.test']) });
}

async function listCounts(store: Store): Promise<readonly number[]> {
  const { weekMs } = makeSighting();
  const choice = { includeKnown: true, changedSinceMs: null, limit: 100 };
  return (await store.weeklyErrors(weekMs, choice)).errors.map(({ count }) => count);
}

function recordAll(store: Store, sightings: readonly Sighting[]) {
  return store.record({ sightings, waiting: [] }, 1_000);
}

function makeBatch(nth: number): readonly Sighting[] {
  return Array.from({ length: 16 }, (_, i) => makeSighting({ dedupeKey: `batch ${nth} ${i}` }));
}
