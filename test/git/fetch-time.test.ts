import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findStaleness } from '../../src/git/fetch-time.ts';
import { openRepository } from '../../src/git/open-repository.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeSettings } from './repository-settings.ts';

const MINUTE = 60_000;

for (const [what, fetchedAtMs, updateIntervalMs, stale] of [
  ['nobody knows', null, MINUTE, null],
  ['two intervals ago', 8 * MINUTE, MINUTE, null],
  ['longer ago', 8 * MINUTE - 1, MINUTE, 8 * MINUTE - 1],
  ['longer ago than two short intervals', 9 * MINUTE, 1_000, null],
  ['at the usual pace', MINUTE / 2, undefined, null],
] as const)
  test(`a fetch ${what} is ${stale === null ? 'not' : ''} too old`, () => {
    assert.equal(findStaleness(fetchedAtMs, { updateIntervalMs, now: () => 10 * MINUTE }), stale);
  });

test('a mirror tells since when its origin was not reached, and after a restart too', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const origin = join(dir, 'shop');
  const author = 'Ann <ann@shop.test>';
  createGitRepository(origin, [
    { author, date: '2025-01-01T00:00:00Z', message: 'one', files: { a: '1\n' } },
  ]);
  let nowMs = Date.now();
  const settings = {
    url: origin,
    mirrorsDir: join(dir, 'mirrors'),
    now: () => nowMs,
    updateIntervalMs: MINUTE,
  };
  const { repository, fetch } = await openRepository(makeSettings(settings));
  await fetch();
  const fetchedAtMs = nowMs;
  assert.equal(repository.staleSinceMs(), null);
  renameSync(origin, `${origin}-gone`);
  nowMs += 10 * MINUTE;
  await assert.rejects(fetch(), { name: 'GitFailure' });
  assert.equal(repository.staleSinceMs(), fetchedAtMs);
  const again = await openRepository(makeSettings(settings));
  const sinceMs = again.repository.staleSinceMs() ?? 0;
  assert.ok(Math.abs(sinceMs - fetchedAtMs) < MINUTE, 'a fetch in vain is none');
});

test('whose checkout it is knows how old it is', async (context) => {
  const dir = makeTemporaryDirectory(context);
  createGitRepository(dir, []);
  const { repository } = await openRepository(makeSettings({ dir, now: () => 1e15 }));
  assert.equal(repository.staleSinceMs(), null);
});
