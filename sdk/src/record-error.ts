import type { Span } from '@opentelemetry/api';

import { choosePlace } from './choose-place.ts';
import type { Place, PlaceWanted } from './choose-place.ts';
import { describeOccurrence } from './describe-occurrence.ts';
import type { Occurrence, OccurrenceHints } from './describe-occurrence.ts';
import { fingerprintError } from './fingerprint-error.ts';
import { keepWaitingErrors, limit } from './keep-waiting-errors.ts';
import { readSafely } from './read-safely.ts';
import { recogniseInstrumentations } from './recognise-instrumentations.ts';
import { forgetRecorded, markRecorded, whoRecorded } from './recorded-errors.ts';

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
 * Records the error, with its causes, on the active span; where none is recording as a log record, and without a log
 * pipeline on a span of its own. An error object is recorded once however many layers hand it in, a primitive once on
 * each span. Of an error that comes often some occurrences stand for the others. Nothing given here makes it throw.
 */
export function recordError(error: unknown, options?: RecordErrorOptions): void {
  const span = readSafely(options, 'span');
  recordWith({ name: 'error', severity: 'ERROR' }, error, () => options, isSpan(span) ? span : undefined);
}

/** `recordError` for the wrappers and handlers of this package, which know more only when it is asked for. */
export function recordWith(
  wanted: PlaceWanted,
  error: unknown,
  readHints: () => OccurrenceHints | undefined,
  span?: Span,
): void {
  try {
    const place = choosePlace(span, wanted);
    if (place !== undefined) recordAt(place, error, readHints);
  } catch {
    // Telling of an error must never be what fails the application.
  }
}

/** Whether the value is a span of some OpenTelemetry SDK. */
export function isSpan(value: unknown): value is Span {
  return typeof readSafely(value, 'isRecording') === 'function';
}

function recordAt(place: Place, error: unknown, readHints: () => OccurrenceHints | undefined): void {
  const recorder = whoRecorded(error, place.span);
  if (recorder === 'us') return;
  // First, because to describe an error runs code of the application, which may hand it in again.
  markRecorded(error, place.span, 'us');
  let isTold = false;
  try {
    if (place.span !== undefined) recogniseInstrumentations(place.span);
    isTold = countAndWrite(place, error, readHints, recorder === undefined ? 'here' : 'elsewhere');
  } finally {
    if (!isTold) forgetRecorded(error, place.span);
  }
}

function countAndWrite(
  place: Place,
  error: unknown,
  readHints: () => OccurrenceHints | undefined,
  counted: 'here' | 'elsewhere',
): boolean {
  const key = fingerprintError(error);
  const due = limit.admit(key, counted);
  // The last error of a process is told in any case.
  const count = due === 0 && place.isLast ? 1 : due;
  if (count === 0) {
    place.markFailed(error);
    keepWaitingErrors();
    return true;
  }
  const written = tryToWrite(place, error, readHints, count);
  if (written === undefined) limit.retract(key, counted);
  else limit.settle(key, counted === 'here' ? count : 0, written);
  return written !== undefined;
}

function tryToWrite(
  place: Place,
  error: unknown,
  readHints: () => OccurrenceHints | undefined,
  count: number,
): Occurrence | undefined {
  try {
    const occurrence = describeOccurrence(error, readHints());
    return place.write(occurrence, count) ? occurrence : undefined;
  } catch {
    return undefined;
  }
}
