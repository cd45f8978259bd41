import { types } from 'node:util';

import { callWithin, findFooting } from './find-footing.ts';
import type { AnyFunction, Footing } from './find-footing.ts';
import { handleFailure } from './handle-failure.ts';
import type { FailurePlan } from './handle-failure.ts';

/**
 * Makes one call, and follows the promise it may give: a failure is handled as planned. V8 keeps ten frames of a stack,
 * so on an active span this is the only frame between the application's functions.
 */
export function guardCall(
  plan: FailurePlan,
  fn: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const footing = findFooting(plan.name);
  let result: unknown;
  try {
    const { within } = footing;
    result = within === undefined ? Reflect.apply(fn, self, args) : callWithin(within, fn, self, args);
  } catch (error) {
    return handleFailure(plan, error, footing);
  }
  if (types.isPromise(result)) return followPromise(plan, result, footing);
  footing.end();
  return result;
}

function followPromise(plan: FailurePlan, promise: Promise<unknown>, footing: Footing): Promise<unknown> {
  return promise.then(
    (value) => {
      footing.end();
      return value;
    },
    (error: unknown) => handleFailure(plan, error, footing),
  );
}
