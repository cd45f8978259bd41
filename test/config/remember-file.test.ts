import assert from 'node:assert/strict';
import { chmodSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRememberedFile } from '../../src/config/remember-file.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

test('a file has changed when it says something else than at the first reading', async (context) => {
  const path = join(makeTemporaryDirectory(context), 'flawless.yaml');
  writeFileSync(path, 'port: 1\n');
  const file = createRememberedFile(path);
  assert.equal(await file.hasChanged(), false, 'never read');
  assert.equal(Buffer.from(await file.readFile(path)).toString(), 'port: 1\n');
  utimesSync(path, 1, 1);
  chmodSync(path, 0o600);
  assert.equal(await file.hasChanged(), false, 'touched');
  writeFileSync(path, 'port: 2\n');
  assert.equal(await file.hasChanged(), true);
  await file.readFile(path);
  assert.equal(await file.hasChanged(), true, 'read again');
  writeFileSync(path, 'port: 1\n');
  assert.equal(await file.hasChanged(), false, 'as it was');
  rmSync(path);
  assert.equal(await file.hasChanged(), false, 'gone, so there is nothing to use');
});
