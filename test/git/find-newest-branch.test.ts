import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import { createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeSettings } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins' };

test('the newest branch has the naturally greatest name, here or at the origin', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [here = '', there = ''] = createGitRepository(dir, [
    { ...ANN, files: { a: 'a' } },
    { ...ANN, files: { b: 'b' } },
  ]);
  const { repository } = await openRepository(
    makeSettings({ dir, mirrorsDir: makeTemporaryDirectory(context) }),
  );
  for (const [glob, heads, remotes, expected] of [
    ['a-*', ['a-9', 'a-10'], [], ['a-10', here]],
    ['b-*', ['b-10'], ['b-9'], ['b-10', here]],
    ['c-*', ['c-9'], ['c-10'], ['c-10', there]],
    ['d-*', ['d-2.0', 'd-2.0-rc1', 'd-2.0-beta2', 'd-1.9'], [], ['d-2.0', here]],
    ['e-*', ['e-2.0'], ['e-2.0-rc1'], ['e-2.0', here]],
    ['f-*', ['f-2.0-rc2'], ['f-2.0'], ['f-2.0', there]],
    ['g-*', ['g-2.0-rc9', 'g-2.0-beta10'], ['g-2.0-rc10'], ['g-2.0-rc10', there]],
    ['h-*', ['h-1'], ['h-1'], ['h-1', there]],
    ['i*', ['i', 'i-2'], [], ['i-2', here]],
    ['j/*', ['j/1.2'], ['j/1.10'], ['j/1.10', there]],
    ['none-*', [], [], []],
  ] as const) {
    for (const name of heads) git(dir, ['update-ref', `refs/heads/${name}`, here]);
    for (const name of remotes) git(dir, ['update-ref', `refs/remotes/origin/${name}`, there]);
    const found = await repository.newestBranch(glob);
    assert.deepEqual(found === null ? [] : [found.name, found.commit], expected, glob);
  }
});
