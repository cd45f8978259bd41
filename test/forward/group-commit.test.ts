import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGroupCommit } from '../../src/forward/group-commit.ts';

/** Commits that end when told to. */
function createCommits() {
  const groups: (readonly string[])[] = [];
  const running: PromiseWithResolvers<void>[] = [];
  const add = createGroupCommit({
    commit: (group: readonly string[]) => {
      const ending = Promise.withResolvers<void>();
      groups.push(group);
      running.push(ending);
      return ending.promise;
    },
    weigh: (thing) => thing.length,
    mostWeight: 6,
    most: 3,
  });
  return { add, groups, running };
}

test('what comes while a group is on its way makes the next ones, in order and within their bounds', async () => {
  const { add, groups, running } = createCommits();
  const all = ['alone', 'b', 'c', 'd', 'e', 'heavy one', 'ff', 'gggg', 'h'].map(add);
  for (let i = 0; running.length > i; i++) {
    assert.equal(running.length, i + 1, 'one at a time');
    running[i]?.resolve();
    await new Promise(setImmediate);
  }
  await Promise.all(all);
  assert.deepEqual(groups, [['alone'], ['b', 'c', 'd'], ['e'], ['heavy one'], ['ff', 'gggg'], ['h']]);
});

test('a commit that fails fails all of its group, and none of the next', async () => {
  const { add, running } = createCommits();
  const endings = Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map(add));
  running[0]?.resolve();
  await new Promise(setImmediate);
  running[1]?.reject(new Error('full'));
  await new Promise(setImmediate);
  running[2]?.resolve();
  assert.deepEqual(
    (await endings).map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'],
  );
});
