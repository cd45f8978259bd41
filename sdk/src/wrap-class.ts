import { isFunction } from './guard-call.ts';
import { createGuard } from './guard-function.ts';
import type { Guard, WrapOptions } from './guard-function.ts';

export type AnyClass = abstract new (...args: never[]) => unknown;

/** A decorator of classes, standard or legacy, and a plain function. */
export type ClassWrapper = <C extends AnyClass>(target: C, context?: ClassDecoratorContext) => C;

/**
 * Wraps the methods and static methods of a class as `wrapFunction` does, and gives the class itself, so that
 * `instanceof` and private names work: `wrapClass(C)`, `wrapClass({…})(C)`, `@wrapClass` or `@wrapClass({…})`. The
 * constructor, getters, setters, fields, private and inherited methods stay as they are.
 */
export function wrapClass<C extends AnyClass>(target: C, context?: ClassDecoratorContext): C;
export function wrapClass<C extends AnyClass>(target: C, options?: WrapOptions): C;
export function wrapClass(options?: WrapOptions): ClassWrapper;
export function wrapClass(
  first?: AnyClass | WrapOptions,
  second?: ClassDecoratorContext | WrapOptions,
): AnyClass | ClassWrapper {
  if (typeof first === 'function') {
    return wrapMethods(first, createGuard(isContext(second) ? undefined : second, wrapClass));
  }
  return function wrap<C extends AnyClass>(target: C, context?: ClassDecoratorContext): C {
    if (typeof target !== 'function' || (context !== undefined && context.kind !== 'class')) {
      throw new TypeError('@wrapClass stands before classes only; before a method use @wrapMethod.');
    }
    return wrapMethods(target, createGuard(first, wrap));
  };
}

function isContext(value: ClassDecoratorContext | WrapOptions | undefined): value is ClassDecoratorContext {
  return value !== undefined && 'kind' in value;
}

function wrapMethods<C extends AnyClass>(target: C, guard: Guard): C {
  const prototype: unknown = target.prototype;
  if (typeof prototype === 'object' && prototype !== null) {
    // An ES5 class assigns its methods, which are then enumerable.
    wrapOwn(prototype, guard, (key) => key !== 'constructor');
  }
  wrapOwn(target, guard, (_, { enumerable }) => enumerable === false);
  return target;
}

function wrapOwn(
  holder: object,
  guard: Guard,
  isMethod: (key: PropertyKey, descriptor: PropertyDescriptor) => boolean,
): void {
  for (const key of Reflect.ownKeys(holder)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(holder, key);
    const value: unknown = descriptor?.value;
    if (descriptor === undefined || !isFunction(value)) continue;
    if (isClass(value) || !isMethod(key, descriptor)) continue;
    // A property that cannot be changed stays as it is.
    Reflect.defineProperty(holder, key, { ...descriptor, value: guard(value) });
  }
}

/** Only a class has a prototype that cannot be replaced. */
function isClass(value: object): boolean {
  return Reflect.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}
