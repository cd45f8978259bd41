import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createByteBudget, type ByteShare } from '../../src/receive/byte-budget.ts';
import { createByteSink } from '../../src/receive/byte-sink.ts';
import { Refusal } from '../../src/receive/refusal.ts';

function statusOf(work: () => unknown): number {
  try {
    work();
    return 200;
  } catch (error) {
    assert.ok(error instanceof Refusal);
    return error.status;
  }
}

/** Each step takes bytes for a sender, or waits; the status it got stands behind. */
type Step = readonly [sender: string, bytes: number, status: number] | readonly [waitMs: number];

const STORIES: readonly (readonly [title: string, steps: readonly Step[]])[] = [
  [
    'one sender alone may have everything',
    [
      ['a', 100, 200],
      ['b', 1, 503],
    ],
  ],
  [
    'a full budget takes nothing',
    [
      ['a', 50, 200],
      ['b', 50, 200],
      ['c', 1, 503],
    ],
  ],
  [
    'nothing always has room',
    [
      ['a', 100, 200],
      ['a', 0, 200],
      ['b', 0, 200],
    ],
  ],
  [
    'beside another, nobody gets more than half',
    [
      ['a', 50, 200],
      ['b', 1, 200],
      ['a', 1, 429],
      ['b', 49, 200],
    ],
  ],
  [
    'with more than half already, a sender gets no more beside another',
    [
      ['a', 60, 200],
      ['b', 40, 200],
      ['a', 1, 429],
    ],
  ],
  [
    'who was turned away is expected back',
    [
      ['a', 90, 200],
      ['b', 20, 503],
      ['a', 5, 429],
      ['b', 10, 200],
    ],
  ],
  ['but not for ever', [['a', 90, 200], ['b', 20, 503], [3_000], ['a', 5, 200]]],
  [
    'who is greedy is not expected',
    [
      ['a', 90, 200],
      ['a', 20, 503],
      ['a', 5, 200],
    ],
  ],
];

for (const [title, steps] of STORIES)
  test(title, () => {
    let now = 0;
    const budget = createByteBudget({ maxBytes: 100, now: () => now });
    for (const step of steps) {
      if (step.length === 1) now += step[0];
      else
        assert.equal(
          statusOf(() => budget.open(step[0]).take(step[1])),
          step[2],
          step.join(' '),
        );
    }
  });

test('what is given back is there again, once', () => {
  const budget = createByteBudget({ maxBytes: 100, now: () => 0 });
  const [first, second] = [budget.open('a'), budget.open('b')];
  first.take(50);
  second.take(50);
  first.release();
  first.release();
  const third = budget.open('c');
  third.take(50);
  assert.equal(
    statusOf(() => third.take(1)),
    429,
  );
  assert.equal(
    statusOf(() => budget.open('d').take(1)),
    503,
  );
});

test('so many requests may be open, empty or not', () => {
  const budget = createByteBudget({ maxBytes: 100, now: () => 0 });
  const shares = Array.from({ length: 10_000 }, () => budget.open('a'));
  assert.equal(
    statusOf(() => budget.open('b')),
    503,
  );
  shares[0]?.release();
  assert.equal(
    statusOf(() => budget.open('b')),
    200,
  );
});

/** A share that only counts. */
function count(): ByteShare & { taken: number } {
  return {
    taken: 0,
    check: () => undefined,
    take(bytes) {
      this.taken += bytes;
    },
    release: () => undefined,
  };
}

test('chunks of any size are put together, and what they take is charged', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40_000 }), { maxLength: 6 }),
      fc.boolean(),
      (chunks, isAnnounced) => {
        const whole = Buffer.concat(chunks);
        const share = count();
        const announced = isAnnounced ? whole.length : 0;
        const sink = createByteSink({ limit: whole.length, share, announced });
        for (const chunk of chunks) sink.push(chunk);
        assert.ok(whole.equals(sink.bytes()));
        assert.ok(share.taken >= whole.length, 'nothing comes uncharged');
        assert.equal(
          statusOf(() => sink.push(Uint8Array.of(1))),
          413,
        );
      },
    ),
  );
});

test('of a large body that is announced only what comes is charged, and a little ahead', () => {
  const MIB = 1024 * 1024;
  const share = count();
  const sink = createByteSink({ limit: 8 * MIB, share, announced: 8 * MIB });
  assert.equal(share.taken, MIB);
  sink.push(new Uint8Array(3 * MIB));
  assert.equal(share.taken, 4 * MIB);
  sink.push(new Uint8Array(5 * MIB));
  assert.equal(share.taken, 8 * MIB);
});

test('an announced body that comes in one piece is not copied', () => {
  const chunk = Buffer.from('whole');
  const sink = createByteSink({ limit: 10, share: count(), announced: chunk.length });
  sink.push(chunk);
  assert.equal(sink.bytes().buffer, chunk.buffer);
});
