import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';

import { cutText } from './cut-text.ts';
import type { Occurrence } from './describe-occurrence.ts';
import { findLogger } from './find-logger.ts';
import type { ExceptionLog } from './find-logger.ts';
import { takeTime } from './take-time.ts';

/** OpenTelemetry's numbers: ERROR for an error that was handled somewhere, FATAL when the process ends of it. */
export const SEVERITIES = { ERROR: 17, FATAL: 21 } as const;
export type Severity = keyof typeof SEVERITIES;

/** Adds the `exception` event; false if there is no span. */
export function writeOnSpan(
  span: Span | undefined,
  occurrence: Occurrence,
  count: number,
  timestamp: number = takeTime(),
): boolean {
  span?.addEvent('exception', withCount(occurrence, count), timestamp);
  return span !== undefined;
}

/** Sets the status of the span to ERROR. */
export function failSpan(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Emits the log record in that context. */
export function writeLog(
  log: (record: ExceptionLog) => void,
  occurrence: Occurrence,
  count: number,
  about: { readonly severity: Severity; readonly within: Context; readonly timestamp: number },
): void {
  log({
    eventName: 'exception',
    severityNumber: SEVERITIES[about.severity],
    severityText: about.severity,
    body: cutText(occurrence.message, MAX_BODY_BYTES),
    attributes: withCount(occurrence, count),
    context: about.within,
    timestamp: about.timestamp,
  });
}

/** Opens a span in that context, for the error only; false if it is not sampled or nobody traces. */
export function writeOnOwnSpan(
  name: string,
  within: Context,
  occurrence: Occurrence,
  count: number,
): boolean {
  const span = trace.getTracer('@flawless/sdk').startSpan(name, {}, within);
  if (!span.isRecording()) return false;
  writeOnSpan(span, occurrence, count);
  failSpan(span, occurrence.message);
  span.end();
  return true;
}

/** Writes what was only counted so far, apart from whatever is going on now; false if it cannot be written yet. */
export function writeAlone(occurrence: Occurrence, count: number): boolean {
  const log = findLogger(SEVERITIES.ERROR);
  if (log === undefined) return writeOnOwnSpan('error', ROOT_CONTEXT, occurrence, count);
  writeLog(log, occurrence, count, { severity: 'ERROR', within: ROOT_CONTEXT, timestamp: takeTime() });
  return true;
}

const MAX_BODY_BYTES = 1024;

function withCount({ attributes }: Occurrence, count: number): Attributes {
  return count > 1 ? { ...attributes, 'flawless.error_count': count } : { ...attributes };
}
