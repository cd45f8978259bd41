import { types } from 'node:util';

import { callWithin, findFooting } from './find-footing.ts';
import type { Footing } from './find-footing.ts';
import { handleFailure } from './handle-failure.ts';
import type { FailurePlan } from './handle-failure.ts';

/** Any generator, sync or async, seen from outside. */
export interface AnyGenerator {
  next(...values: unknown[]): unknown;
  return(value?: unknown): unknown;
  throw(error?: unknown): unknown;
}

/**
 * The same generator, each of whose steps runs on one footing, found at the first step. A swallowed failure ends it as
 * if it had returned undefined. A span opened for it ends with it; a generator left without `return` never ends.
 */
export function guardGenerator(plan: FailurePlan, inner: AnyGenerator): AnyGenerator {
  const run: Run = { plan, inner, footing: undefined };
  const guarded: AnyGenerator = Object.create(inner, {
    next: describeMethod(step.bind(undefined, run, 'next')),
    return: describeMethod(step.bind(undefined, run, 'return')),
    throw: describeMethod(step.bind(undefined, run, 'throw')),
  });
  return guarded;
}

/** One generator on its way. */
interface Run {
  readonly plan: FailurePlan;
  readonly inner: AnyGenerator;
  footing: Footing | undefined;
}

function describeMethod(value: (...values: unknown[]) => unknown): PropertyDescriptor {
  return { value, writable: true, configurable: true };
}

/** The only frame of ours on an active span, as in `guardCall`. */
function step(run: Run, method: keyof AnyGenerator, ...values: unknown[]): unknown {
  run.footing ??= findFooting(run.plan.name);
  const { inner, footing } = run;
  const { within } = footing;
  let result: unknown;
  try {
    const call = inner[method];
    result =
      within === undefined ? Reflect.apply(call, inner, values) : callWithin(within, call, inner, values);
  } catch (error) {
    return endFailed(run, footing, error);
  }
  if (!types.isPromise(result)) return endIfDone(result, footing);
  return result.then(
    (settled) => endIfDone(settled, footing),
    (error: unknown) => endFailed(run, footing, error),
  );
}

function endFailed(run: Run, footing: Footing, error: unknown): unknown {
  return { done: true, value: handleFailure(run.plan, error, footing) };
}

function endIfDone(result: unknown, footing: Footing): unknown {
  if (Object(result).done === true) footing.end();
  return result;
}
