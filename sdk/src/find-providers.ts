import { ProxyTracerProvider, trace } from '@opentelemetry/api';

import { readProvider, readProviderOfApiLogs } from './find-logger.ts';
import { isObject, readSafely } from './read-safely.ts';
import { shareState } from './share-state.ts';

/** Whether somebody has registered a tracer provider or a logger provider. */
export function hasProviders(): boolean {
  const none: readonly unknown[] = [new ProxyTracerProvider().getDelegate()];
  const [tracers, ...loggers] = listProviders();
  return (
    !none.includes(tracers) || loggers.some((each) => typeof readSafely(each, 'forceFlush') === 'function')
  );
}

/** Asks the registered OpenTelemetry SDK to send what it holds; resolves whatever becomes of it. */
export async function flushProviders(): Promise<void> {
  await Promise.allSettled(listProviders().map(async (provider) => call(provider, 'forceFlush')));
}

/** Calls back before a registered provider flushes or shuts down, whoever asks it to. */
export function flushBeforeShutdown(flush: () => void): void {
  for (const provider of listProviders()) {
    if (hooked.has(provider)) continue;
    hooked.add(provider);
    hook(provider, 'forceFlush', flush);
    hook(provider, 'shutdown', flush);
  }
}

const hooked = shareState('hooked providers 1', () => new WeakSet());

function listProviders(): object[] {
  const found = [trace.getTracerProvider(), readProvider(), readProviderOfApiLogs()].map(unwrap);
  return [...new Set(found.filter(isObject))];
}

/** The API hands out a proxy that holds the real provider. */
function unwrap(provider: unknown): unknown {
  return call(provider, 'getDelegate') ?? call(provider, '_getDelegate') ?? provider;
}

/** On the instance, and only if it lets itself be changed. */
function hook(provider: object, method: string, before: () => void): void {
  const original = readSafely(provider, method);
  if (typeof original !== 'function' || !Object.isExtensible(provider)) return;
  Reflect.defineProperty(provider, method, {
    configurable: true,
    writable: true,
    value: function (this: unknown, ...args: unknown[]): unknown {
      before();
      return Reflect.apply(original, this, args);
    },
  });
}

function call(target: unknown, method: string): unknown {
  const found = readSafely(target, method);
  return typeof found === 'function' ? Reflect.apply(found, target, []) : undefined;
}
