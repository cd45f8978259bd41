import { types } from 'node:util';

import { recordFailure, settleFailure } from './handle-failure.ts';
import type { FailurePlan } from './handle-failure.ts';

export type AnyFunction = (...args: never[]) => unknown;

/** Whether the value can be called. */
export function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}

/**
 * Makes one call, and follows the promise it may give: a failure is handled as planned. V8 keeps ten frames of a stack,
 * so this is the only frame between the application's functions.
 */
export function guardCall(
  plan: FailurePlan,
  fn: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  let result: unknown;
  try {
    result = Reflect.apply(fn, self, args);
  } catch (error) {
    try {
      recordFailure(plan, error);
    } catch {
      // The stack is full; a caller further out records it.
    }
    if (plan.reraise) throw error;
    return undefined;
  }
  return types.isPromise(result) ? followPromise(plan, result) : result;
}

/** What hangs on the promise, as `cancel` of some libraries, hangs on its follower too. */
function followPromise(plan: FailurePlan, promise: Promise<unknown>): Promise<unknown> {
  let followed: Promise<unknown>;
  try {
    followed = promise.then(undefined, (error: unknown) => settleFailure(plan, error));
    for (const key of Object.keys(promise)) {
      const descriptor = Object.getOwnPropertyDescriptor(promise, key);
      if (descriptor !== undefined) Reflect.defineProperty(followed, key, descriptor);
    }
  } catch {
    return promise;
  }
  return followed;
}
