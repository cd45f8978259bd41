import type { AnyFunction } from './guard-call.ts';
import { createGuard } from './guard-function.ts';
import type { Guard, WrapOptions } from './guard-function.ts';

/**
 * The same function, whose throws and rejections are recorded as by `recordError` and go on unchanged. Async functions,
 * generators and async generators are followed to their end. Only native promises are followed, because to ask another
 * thenable may start it. A call with `new` passes through.
 */
export function wrapFunction<F extends AnyFunction>(fn: F, options?: WrapOptions): F;
export function wrapFunction(options: WrapOptions): Guard;
export function wrapFunction(first: AnyFunction | WrapOptions, options?: WrapOptions): AnyFunction {
  if (typeof first === 'function') return createGuard(options, wrapFunction)(first);
  return function wrap<F extends AnyFunction>(fn: F): F {
    return createGuard(first, wrap)(fn);
  };
}
