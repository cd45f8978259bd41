import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { lockDirectory } from '../../src/store/sqlite/lock-directory.ts';
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { describeStore, makeSighting } from './store-contract.ts';

const dirs = new WeakMap<object, string>();

function open(context: TestContext, name: string) {
  const dir = dirs.get(context) ?? mkdtempSync(join(tmpdir(), 'flawless-store-'));
  if (!dirs.has(context)) context.after(() => rmSync(dir, { recursive: true }));
  dirs.set(context, dir);
  return openAt(join(dir, `${name}.sqlite`));
}

function openAt(path: string) {
  return createSqliteStore({ path, log: SILENT_LOG, now: () => 42 });
}

describeStore('SQLite', open);

test('a file that is no database is set aside, and counting begins anew', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const path = join(dir, 'flawless.sqlite');
  writeFileSync(path, 'this is not a database, however long it is. '.repeat(500));
  const store = openAt(path);
  const recorded = await store.record(
    { sightings: [makeSighting()], waiting: [] },
    () => ({
      notify: false,
      reason: '',
    }),
    0,
  );
  assert.equal(recorded.counted, 1);
  assert.ok(existsSync(`${path}.corrupt-42`));
  await store.close();
  assert.ok(readdirSync(dir).includes('flawless.sqlite'));
});

test('a store written by a newer version is left alone, with a sentence', (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 999');
  database.close();
  assert.throws(() => openAt(path), /written by a newer Flawless \(schema 999.*start that version/);
});

test('a locked store refuses for now and takes it later', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const store = openAt(path);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const record = () =>
    store.record({ sightings: [makeSighting()], waiting: [] }, () => ({ notify: false, reason: '' }), 0);
  await assert.rejects(record(), { name: 'StoreUnavailable' });
  other.exec('ROLLBACK');
  other.close();
  assert.equal((await record()).counted, 1);
  await store.close();
});

test('writes are durable against power loss', (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.sqlite');
  const store = openAt(path);
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
