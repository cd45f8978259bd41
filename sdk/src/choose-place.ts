import { context, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';

import { describeError } from './describe-error.ts';
import type { Occurrence } from './describe-occurrence.ts';
import { findLogger } from './find-logger.ts';
import { readSignal } from './read-signal.ts';
import { scrubText } from './scrub.ts';
import { takeTime } from './take-time.ts';
import { failSpan, SEVERITIES, writeLog, writeOnOwnSpan, writeOnSpan } from './write-occurrence.ts';
import type { Severity } from './write-occurrence.ts';

/** Where an error can be put on record. */
export interface Place {
  /** The span the error happened in, recording or not. */
  readonly span: Span | undefined;
  /** Whether the process ends of the error. */
  readonly isLast: boolean;
  /** False: nothing was written. */
  write(occurrence: Occurrence, count: number): boolean;
  /** Sets the status of the span for an error that is only counted. */
  markFailed(error: unknown): void;
}

/** How an error is put on record. */
export interface PlaceWanted {
  /** The name of the span that is opened where there is no other place. */
  readonly name: string;
  /** FATAL: the process ends, and its open spans may never. */
  readonly severity: Severity;
}

/**
 * The span if it is recording, else a log record, else a new span; where OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN asks for
 * logs and somebody keeps them, a log record first. Undefined within a trace that is not sampled and where no log is kept.
 */
export function choosePlace(given: Span | undefined, wanted: PlaceWanted): Place | undefined {
  const span = given ?? trace.getActiveSpan();
  const isOpen = wanted.severity !== 'FATAL' && span?.isRecording() === true;
  const signal = readSignal();
  const log = isOpen && signal === 'spans' ? undefined : findLogger(SEVERITIES[wanted.severity]);
  const isLast = wanted.severity === 'FATAL';
  if (log !== undefined) {
    const isDoubled = isOpen && signal === 'logs/dup';
    return placeOn({ span, isOpen, isLast }, (occurrence, count) => {
      const timestamp = takeTime();
      writeLog(log, occurrence, count, { ...wanted, within: contextOf(given), timestamp });
      if (isDoubled) writeOnSpan(span, occurrence, count, timestamp);
      return true;
    });
  }
  if (isOpen)
    return placeOn({ span, isOpen, isLast }, (occurrence, count) => writeOnSpan(span, occurrence, count));
  if (isUnsampled(span)) return undefined;
  return placeOn({ span, isOpen, isLast }, (occurrence, count) =>
    writeOnOwnSpan(wanted.name, contextOf(given), occurrence, count),
  );
}

function placeOn(
  { span, isOpen, isLast }: { span: Span | undefined; isOpen: boolean; isLast: boolean },
  write: Place['write'],
): Place {
  function markFailed(error: unknown): void {
    if (isOpen && span !== undefined) failSpan(span, scrubText(describeError(error).message));
  }
  return {
    span,
    isLast,
    markFailed,
    write(occurrence, count) {
      if (!write(occurrence, count)) return false;
      if (isOpen && span !== undefined) failSpan(span, occurrence.message);
      return true;
    },
  };
}

function contextOf(given: Span | undefined): Context {
  return given === undefined ? context.active() : trace.setSpan(context.active(), given);
}

const SAMPLED = 1;

/** An invalid context is that of no span at all. */
function isUnsampled(span: Span | undefined): boolean {
  const spanContext = span?.spanContext();
  if (spanContext === undefined || !trace.isSpanContextValid(spanContext)) return false;
  return (spanContext.traceFlags & SAMPLED) === 0;
}
