import { context, createContextKey, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';

import { readSafely } from './read-safely.ts';
import { isSpan } from './record-error.ts';

/** The span of the request that is being answered, else the active one: frameworks are instrumented with spans within it. */
export function findServerSpan(): Span | undefined {
  const span = readSafely(readMetadata(), 'span');
  return isSpan(span) && span.isRecording() ? span : trace.getActiveSpan();
}

/** The route as an instrumentation of the framework has told it, undefined where there is none. */
export function findServerRoute(): string | undefined {
  const route = readSafely(readMetadata(), 'route');
  return typeof route === 'string' && route !== '' ? route : undefined;
}

/** Where OpenTelemetry's instrumentation of `node:http` keeps its span; the key is that of `@opentelemetry/core`. */
function readMetadata(): unknown {
  return context.active().getValue(createContextKey('OpenTelemetry SDK Context Key RPC_METADATA'));
}
