import { guardCall } from './guard-call.ts';
import type { AnyFunction } from './guard-call.ts';
import { guardGenerator } from './guard-generator.ts';
import type { AnyGenerator } from './guard-generator.ts';
import { recordFailure } from './handle-failure.ts';
import type { FailurePlan } from './handle-failure.ts';
import { readSafely } from './read-safely.ts';

/** How a wrapped function treats what it throws. */
export interface WrapOptions {
  /** How often an error may occur in a week before its developer hears of it; a whole number. */
  readonly errorThreshold?: number;
  /** False swallows the error: the call gives undefined. True if absent. */
  readonly reraise?: boolean;
  /** Sends the stack of the place that wrapped the function as `wrapped_at`. True if absent. */
  readonly saveCurrentStackTrace?: boolean;
}

/** A proxy, so that name, length, prototype, own properties and the kind of function are the original's. */
export type Guard = <F extends AnyFunction>(fn: F) => F;

/** Makes what wraps functions as these options say, at the place that called `caller`. */
export function createGuard(options: WrapOptions | undefined, caller: AnyFunction): Guard {
  const { errorThreshold, reraise = true, saveCurrentStackTrace = true } = options ?? {};
  const readWrappedAt = saveCurrentStackTrace ? captureStack(caller) : () => undefined;
  return <F extends AnyFunction>(fn: F): F => {
    const plan = { name: nameSpan(fn), severity: 'ERROR', errorThreshold, reraise, readWrappedAt } as const;
    const apply = isGeneratorFunction(fn) ? startGenerator : guardCall;
    return new Proxy<F>(fn, { apply: apply.bind(undefined, plan) });
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

function nameSpan(fn: AnyFunction): string {
  const name = readSafely(fn, 'name');
  return typeof name === 'string' && name !== '' ? name : 'anonymous';
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
    try {
      recordFailure(plan, error);
    } catch {
      // The stack is full; a caller further out records it.
    }
    if (plan.reraise) throw error;
    return undefined;
  }
  return guardGenerator(plan, inner);
}
