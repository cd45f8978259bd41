import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pruneMailFiles } from '../../src/notify/prune-mail-files.ts';
import { nameMailFile } from '../../src/notify/mail-file.ts';
import { makeDirectory } from './post-office.ts';

const DAY = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 2, 10);

const nameOf = (daysAgo: number) => nameMailFile({ createdAtMs: NOW - daysAgo * DAY, letterId: daysAgo });

test('mails in files go after their time, the oldest first when they are too many, and nothing else goes', async (t) => {
  const dataDir = await makeDirectory(t);
  assert.equal(await pruneMailFiles(dataDir, NOW), 0, 'there is no folder yet');
  const folder = join(dataDir, 'mail');
  await mkdir(join(folder, nameOf(99)), { recursive: true });
  const others = ['notes.txt', 'mine.eml', `${nameOf(50)}.bak`];
  for (const name of [...others, ...[0, 1, 2, 9, 10].map(nameOf), `${nameOf(12)}.tmp`])
    await writeFile(join(folder, name), 'x'.repeat(100));

  assert.equal(await pruneMailFiles(dataDir, NOW - 9 * DAY), 2);
  assert.equal(await pruneMailFiles(dataDir, NOW - 9 * DAY), 0);
  const kept = [nameOf(99), ...others];
  assert.deepEqual(new Set(await readdir(folder)), new Set([...kept, ...[0, 1, 2, 9].map(nameOf)]));
  assert.equal(await pruneMailFiles(dataDir, NOW - 9 * DAY, 250), 2);
  assert.deepEqual(new Set(await readdir(folder)), new Set([...kept, ...[0, 1].map(nameOf)]));
});
