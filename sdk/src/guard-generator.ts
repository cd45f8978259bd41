import { types } from 'node:util';

import { recordFailure, settleFailure } from './handle-failure.ts';
import type { FailurePlan } from './handle-failure.ts';

/** Any generator, sync or async, seen from outside. */
export interface AnyGenerator {
  next(...values: unknown[]): unknown;
  return(value?: unknown): unknown;
  throw(error?: unknown): unknown;
}

/** The same generator, each of whose steps is guarded. A swallowed failure ends it as if it had returned undefined. */
export function guardGenerator(plan: FailurePlan, inner: AnyGenerator): AnyGenerator {
  const guarded: AnyGenerator = Object.create(inner, {
    next: describeMethod(step.bind(undefined, plan, inner, 'next')),
    return: describeMethod(step.bind(undefined, plan, inner, 'return')),
    throw: describeMethod(step.bind(undefined, plan, inner, 'throw')),
  });
  return guarded;
}

function describeMethod(value: (...values: unknown[]) => unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

/** The only frame of ours, as in `guardCall`. */
function step(
  plan: FailurePlan,
  inner: AnyGenerator,
  method: keyof AnyGenerator,
  ...values: unknown[]
): unknown {
  let result: unknown;
  try {
    result = Reflect.apply(inner[method], inner, values);
  } catch (error) {
    try {
      recordFailure(plan, error);
    } catch {
      // The stack is full; a caller further out records it.
    }
    if (plan.reraise) throw error;
    return ended(undefined);
  }
  if (!types.isPromise(result)) return result;
  return result.then(undefined, (error: unknown) => ended(settleFailure(plan, error)));
}

function ended(value: undefined): unknown {
  return { done: true, value };
}
