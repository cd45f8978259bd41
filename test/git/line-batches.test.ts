import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLineBatches, type Subject } from '../../src/git/line-batches.ts';

/** Answers nothing until told to. */
function createOracle(maxAtOnce: number) {
  const asked: { key: string; lines: readonly number[]; answer: () => void; fail: () => void }[] = [];
  const askAbout = createLineBatches<Subject, string>(
    ({ key }, lines) =>
      new Promise((resolve, reject) => {
        const answer = () =>
          resolve(new Map(lines.filter((line) => line < 1_000).map((line) => [line, `${key}${line}`])));
        asked.push({ key, lines, answer, fail: () => reject(new Error('no')) });
      }),
    maxAtOnce,
  );
  const ask = (key: string, line: number) => askAbout({ key }, line);
  const list = () => asked.map(({ key, lines }) => `${key}: ${lines.join(' ')}`);
  return { asked, ask, list };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('questions about one thing go together while others are answered, and none is lost', async () => {
  const { asked, ask, list } = createOracle(2);
  const first = [ask('a', 1), ask('a', 2), ask('b', 1)];
  await turn();
  const later = [ask('a', 3), ask('c', 1), ask('a', 4), ask('a', 3), ask('c', 5_000)];
  await turn();
  assert.deepEqual(list(), ['a: 1 2', 'b: 1']);
  asked[0]?.answer();
  await turn();
  assert.deepEqual(list().slice(2), ['a: 3 4']);
  const last = ask('a', 5);
  for (const i of [1, 2, 3]) {
    asked[i]?.answer();
    await turn();
  }
  asked[4]?.answer();
  assert.deepEqual(list().slice(3), ['c: 1 5000', 'a: 5']);
  assert.deepEqual(await Promise.all([...first, ...later, last]), [
    'a1',
    'a2',
    'b1',
    'a3',
    'c1',
    'a4',
    'a3',
    null,
    'a5',
  ]);
});

test('a failure is told to those who asked together, and the next are asked all the same', async () => {
  const { asked, ask } = createOracle(1);
  const together = Promise.allSettled([ask('a', 1), ask('a', 2)]);
  const next = ask('b', 1);
  await turn();
  asked[0]?.fail();
  assert.deepEqual(
    (await together).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  asked[1]?.answer();
  assert.equal(await next, 'b1');
});

test('no question grows without bounds', async () => {
  const { asked, ask } = createOracle(1);
  const all = Array.from({ length: 120 }, (_, i) => ask('a', i + 1));
  for (const i of [0, 1, 2]) {
    await turn();
    asked[i]?.answer();
  }
  assert.deepEqual(
    asked.map(({ lines }) => lines.length),
    [50, 50, 20],
  );
  assert.equal((await Promise.all(all)).at(-1), 'a120');
});
