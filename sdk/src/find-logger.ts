import * as otel from '@opentelemetry/api';
import type { Attributes, Context } from '@opentelemetry/api';

import { isObject, readSafely } from './read-safely.ts';

/** One log record, as the Logs API of either home takes it. */
export interface ExceptionLog {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: string;
  readonly attributes: Attributes;
  readonly context: Context;
  readonly timestamp: number;
}

/**
 * What emits a log record where one would be kept, undefined where nobody listens. The Logs API stands in
 * `@opentelemetry/api` since 1.10; before, `@opentelemetry/api-logs` registered its provider under a global symbol,
 * which is read here, so that the package is not needed.
 */
export function findLogger(severityNumber: number): ((log: ExceptionLog) => void) | undefined {
  for (const provider of [readProvider(), readProviderOfApiLogs()]) {
    const logger = call(provider, 'getLogger', '@flawless/sdk');
    if (isEnabled(logger, severityNumber)) return (log) => void call(logger, 'emit', log);
  }
  return undefined;
}

/** The logger provider of `@opentelemetry/api` itself; the API of 1.9 has none. */
export function readProvider(): unknown {
  return call(Reflect.get(otel, 'logs'), 'getLoggerProvider');
}

/** The logger provider registered with `@opentelemetry/api-logs`. */
export function readProviderOfApiLogs(): unknown {
  return call(globalThis, Symbol.for('io.opentelemetry.js.api.logs'), COMPATIBILITY);
}

const COMPATIBILITY = 1;

/** Loggers of before 0.200 cannot be asked; a real one has a provider's state, a no-op has nothing. */
function isEnabled(logger: unknown, severityNumber: number): boolean {
  if (!isObject(logger)) return false;
  if (typeof readSafely(logger, 'enabled') === 'function') {
    return call(logger, 'enabled', { severityNumber }) === true;
  }
  return Object.keys(logger).length > 0 && readSafely(logger, '_provider') === undefined;
}

function call(target: unknown, method: PropertyKey, ...args: readonly unknown[]): unknown {
  const found = readSafely(target, method);
  return typeof found === 'function' ? Reflect.apply(found, target, args) : undefined;
}
