import { context, isSpanContextValid, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

/** The span that stands under one call, so that its error has somewhere to be recorded. */
export interface Footing {
  /** Undefined when the tracing itself is broken. */
  readonly span: Span | undefined;
  /** The context the call has to run in; undefined when it is the active one already. */
  readonly within: Context | undefined;
  /** Ends the span if it was opened here. */
  end(): void;
}

/** The active span while it is recording, else a new span of that name: a child of the active context. */
export function findFooting(name: string): Footing {
  const active = trace.getActiveSpan();
  if (active?.isRecording() === true) return { span: active, within: undefined, end: leaveOpen };
  const span = startSpan(name);
  if (span === undefined || !isSpanContextValid(span.spanContext())) {
    return { span, within: undefined, end: leaveOpen };
  }
  return { span, within: trace.setSpan(context.active(), span), end: () => endSpan(span) };
}

/** Calls the function in the context of a span opened for it. */
export function callWithin(
  within: Context,
  fn: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  return context.with(within, Reflect.apply, undefined, fn, self, args);
}

export type AnyFunction = (...args: never[]) => unknown;

function leaveOpen(): void {}

function startSpan(name: string): Span | undefined {
  try {
    return trace.getTracer('@flawless/sdk').startSpan(name);
  } catch {
    return undefined;
  }
}

function endSpan(span: Span): void {
  try {
    if (span.isRecording()) span.end();
  } catch {
    // A span processor that throws is not the application's business.
  }
}
