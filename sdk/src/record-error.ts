import { SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';

import { describeError } from './describe-error.ts';
import { formatStack } from './format-stack.ts';
import { isObject } from './read-safely.ts';
import { writeBoundedJson } from './write-bounded-json.ts';

/** What may be said about an error besides the error. */
export interface RecordErrorOptions {
  /** Anything that helps to understand the error; sent as JSON, cut at 64 KiB. It travels with the trace: no secrets. */
  readonly additionalInfo?: Record<string, unknown>;
  /** How often this error may occur in a week before its developer hears of it; a whole number. */
  readonly errorThreshold?: number;
  /** The span to record on; the active one if absent. */
  readonly span?: Span;
}

/**
 * Adds the error, with its causes, as an `exception` event to the active span and sets that span's status to ERROR.
 * An error object is recorded once however many layers hand it in; strings and other primitives each time. Without a
 * span that is recording nothing happens, and nothing given here makes it throw.
 */
export function recordError(error: unknown, options?: RecordErrorOptions): void {
  try {
    const span = options?.span ?? trace.getActiveSpan();
    if (span?.isRecording() !== true || isRecorded(error)) return;
    if (isObject(error)) recorded.add(error);
    writeError(span, error, options);
  } catch {
    // Telling of an error must never be what fails the application.
  }
}

/** Whether this error object stands on a span already. */
export function isRecorded(error: unknown): boolean {
  return isObject(error) && recorded.has(error);
}

const recorded = new WeakSet();
const MAX_INFO_BYTES = 64 * 1024;

function writeError(span: Span, error: unknown, options: RecordErrorOptions | undefined): void {
  const { type, message } = describeError(error);
  const stack = formatStack(error);
  span.addEvent('exception', {
    'exception.type': type,
    'exception.message': message,
    ...(stack !== undefined && { 'exception.stacktrace': stack }),
    ...describeOptions(options),
  });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function describeOptions(options: RecordErrorOptions | undefined): Attributes {
  const { errorThreshold, additionalInfo } = options ?? {};
  const attributes: Attributes = {};
  if (isThreshold(errorThreshold)) attributes['flawless.error_threshold'] = errorThreshold;
  if (additionalInfo !== undefined) {
    attributes['flawless.additional_info'] = writeBoundedJson(additionalInfo, MAX_INFO_BYTES);
  }
  return attributes;
}

function isThreshold(value: number | undefined): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
