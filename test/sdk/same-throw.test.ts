import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { wrapFunction } from '../../sdk/src/wrap-function.ts';
import { startTracing } from './start-tracing.ts';

const tracing = startTracing();

function trap(): never {
  throw new Error('gotcha');
}

const keys = fc.constantFrom('name', 'message', 'stack', 'cause', 'errors', 'constructor', 'toJSON', 'then');

/** Makers of whatever can be thrown: makers, because fast-check looks into its values. */
const thrown: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }).map((value) => () => value),
  keys.map((key) => () => Object.defineProperty(new Error('x'), key, { get: trap })),
  fc.tuple(keys, fc.anything()).map(
    ([key, value]) =>
      () =>
        Object.freeze(Object.defineProperty(new AggregateError([], 'x'), key, { value })),
  ),
  fc.constantFrom(
    () => new Proxy(new Error('x'), { get: trap, getPrototypeOf: trap, has: trap, ownKeys: trap }),
    () => {
      const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
      revoke();
      return proxy;
    },
    () => Symbol('x'),
    () => 'm'.repeat(1_000_000),
    () => {
      const circle: Error = new Error('circle');
      circle.cause = new AggregateError([circle, { circle }], 'all', { cause: circle });
      return circle;
    },
  ),
);

test('throws and rejects with the very value that was thrown, in and out of a span', async () => {
  const property = fc.asyncProperty(thrown, fc.boolean(), async (make, isInSpan) => {
    const value = make();
    const functions = [
      wrapFunction(() => raise(value)),
      wrapFunction(async () => raise(value)),
      wrapFunction(function* () {
        yield raise(value);
      }),
    ] as const;
    for (const [index, fn] of functions.entries()) {
      const work = async (): Promise<unknown> => (index === 2 ? [...Object(fn())] : fn());
      const { thrown: outcome } = isInSpan
        ? await tracing.inSpan(work)
        : await work().then(failToThrow, keep);
      assert.ok(Object.is(outcome, value));
    }
    tracing.takeSpans();
  });
  await fc.assert(property, { numRuns: 300 });
});

function raise(value: unknown): never {
  throw value;
}

function failToThrow(): never {
  assert.fail('nothing was thrown');
}

/** In a box, because what is returned from here is asked for its `then`. */
function keep(error: unknown): { readonly thrown: unknown } {
  return { thrown: error };
}

test('passes on the overflow of a stack that has no room for a record', () => {
  const seen = new Set<unknown>();
  const recurse = wrapFunction((depth: number): number => {
    try {
      return recurse(depth + 1) + 1;
    } catch (error) {
      seen.add(error);
      throw error;
    }
  });
  assert.throws(() => recurse(0), RangeError);
  assert.ok(seen.size >= 1);
  tracing.takeSpans();
});

function cancel(): string {
  return 'cancelled';
}

test('keeps what hangs on a promise', async () => {
  const start = wrapFunction(() => Object.assign(Promise.resolve(1), { cancel }));
  const started = start();
  assert.equal(started.cancel(), 'cancelled');
  assert.equal(await started, 1);
});
