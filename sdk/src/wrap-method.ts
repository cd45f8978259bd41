import { isFunction } from './guard-call.ts';
import type { AnyFunction } from './guard-call.ts';
import { createGuard } from './guard-function.ts';
import type { WrapOptions } from './guard-function.ts';
import { isObject, readSafely } from './read-safely.ts';

/** A decorator of methods, standard or legacy. */
export interface MethodWrapper {
  <F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F;
  <F extends AnyFunction>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
}

/**
 * Decorates a method, static or private too, as `wrapFunction` does a function: `@wrapMethod` or `@wrapMethod({…})`.
 * Standard decorators, and those of `experimentalDecorators`.
 * @throws TypeError before anything but a method.
 */
export function wrapMethod<F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F;
export function wrapMethod<F extends AnyFunction>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
): TypedPropertyDescriptor<F>;
export function wrapMethod(options?: WrapOptions): MethodWrapper;
export function wrapMethod(...args: readonly unknown[]): unknown {
  if (args.length >= 2) return decorate(args, undefined, wrapMethod);
  return function wrap(...inner: readonly unknown[]): unknown {
    return decorate(inner, readOptions(args[0]), wrap);
  };
}

function readOptions(given: unknown): WrapOptions | undefined {
  if (typeof given === 'function') {
    throw new TypeError('wrapMethod is a decorator; to wrap a function use wrapFunction.');
  }
  return isObject(given) ? given : undefined;
}

function decorate(
  [target, about, descriptor]: readonly unknown[],
  options: WrapOptions | undefined,
  caller: AnyFunction,
): unknown {
  const isLegacy = typeof about === 'string' || typeof about === 'symbol';
  const method = isLegacy ? readSafely(descriptor, 'value') : target;
  const kind = isLegacy ? undefined : readSafely(about, 'kind');
  if (!isFunction(method) || (kind !== 'method' && !isLegacy)) return refuse(about, kind);
  const wrapped = createGuard(options, caller)(method);
  return isLegacy ? { ...Object(descriptor), value: wrapped } : wrapped;
}

function refuse(about: unknown, kind: unknown): never {
  const name = typeof about === 'object' ? readSafely(about, 'name') : about;
  const what = typeof kind === 'string' ? `a ${kind}` : 'no method';
  throw new TypeError(
    `@wrapMethod stands before methods only, and ${String(name)} is ${what}; wrap a function in it with wrapFunction.`,
  );
}
