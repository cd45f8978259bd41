import { findFooting } from './find-footing.ts';
import type { AnyFunction } from './find-footing.ts';
import { guardCall } from './guard-call.ts';
import { guardGenerator } from './guard-generator.ts';
import type { AnyGenerator } from './guard-generator.ts';
import { handleFailure } from './handle-failure.ts';
import type { FailurePlan } from './handle-failure.ts';
import { readSafely } from './read-safely.ts';

/** How a wrapped function treats what it throws. */
export interface WrapFunctionOptions {
  /** How often an error may occur in a week before its developer hears of it; a whole number. */
  readonly errorThreshold?: number;
  /** False swallows the error: the call gives undefined. True if absent. */
  readonly reraise?: boolean;
  /** Sends the stack of the place that wrapped the function as `wrapped_at`. True if absent. */
  readonly saveCurrentStackTrace?: boolean;
}

/**
 * The same function, whose throws and rejections are recorded on the active span and go on unchanged. Async functions,
 * generators and async generators are followed to their end. Without a recording span the call gets a span of its own.
 * Only native promises are followed, because to ask another thenable may start it. A call with `new` passes through.
 */
export function wrapFunction<F extends AnyFunction>(fn: F, options?: WrapFunctionOptions): F;
export function wrapFunction(options: WrapFunctionOptions): <F extends AnyFunction>(fn: F) => F;
export function wrapFunction(
  first: AnyFunction | WrapFunctionOptions,
  options?: WrapFunctionOptions,
): AnyFunction {
  if (typeof first === 'function') return guardFunction(first, createPlan(first, options, wrapFunction));
  return function wrap<F extends AnyFunction>(fn: F): F {
    return guardFunction(fn, createPlan(fn, first, wrap));
  };
}

function createPlan(
  fn: AnyFunction,
  options: WrapFunctionOptions | undefined,
  caller: AnyFunction,
): FailurePlan {
  const { errorThreshold, reraise = true, saveCurrentStackTrace = true } = options ?? {};
  const name = readSafely(fn, 'name');
  return {
    name: typeof name === 'string' && name !== '' ? name : 'anonymous',
    errorThreshold,
    reraise,
    readWrappedAt: saveCurrentStackTrace ? captureStack(caller) : () => undefined,
  };
}

/** The text is made only when an error needs it, as V8 does for every error. */
function captureStack(caller: AnyFunction): () => string | undefined {
  const holder = {};
  Error.captureStackTrace(holder, caller);
  return () => {
    const stack = readSafely(holder, 'stack');
    const start = typeof stack === 'string' ? stack.indexOf('\n    at ') : -1;
    return start === -1 ? undefined : String(stack).slice(start + 1);
  };
}

/** A proxy, so that name, length, prototype, own properties and the kind of function are the original's. */
function guardFunction<F extends AnyFunction>(fn: F, plan: FailurePlan): F {
  const apply = isGeneratorFunction(fn) ? startGenerator : guardCall;
  return new Proxy<F>(fn, { apply: apply.bind(undefined, plan) });
}

/** Asks the tag, which bound and already wrapped generator functions bear too. */
function isGeneratorFunction(fn: AnyFunction): boolean {
  const tag = readSafely(fn, Symbol.toStringTag);
  return tag === 'GeneratorFunction' || tag === 'AsyncGeneratorFunction';
}

/** The body runs at the first step; only the parameters' default values can fail before. */
function startGenerator(
  plan: FailurePlan,
  fn: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  let inner: AnyGenerator;
  try {
    inner = Reflect.apply(fn, self, args);
  } catch (error) {
    return handleFailure(plan, error, findFooting(plan.name));
  }
  return guardGenerator(plan, inner);
}
