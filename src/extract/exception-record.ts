import type { Attributes } from '../otlp/attributes.ts';
import type { MatchedLogRecord } from '../otlp/matched-log-record.ts';
import type { MatchedEvent, MatchedSpan } from '../otlp/matched-span.ts';
import type { Place } from '../otlp/place.ts';

/** What carries an exception, be it a span event, a span or a log record: the same for all that follows. */
export type ExceptionRecord = {
  readonly resource: Attributes;
  /** Of the record itself. */
  readonly attributes: Attributes;
  /** Of the span around an event; of the record itself otherwise. */
  readonly context: Attributes;
  readonly spanName: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Whether a log statement made it, which is what its `code.*` attributes then name. */
  readonly isLogged: boolean;
  /** 0 if it is not known. */
  readonly timeUnixNano: bigint;
  readonly places: Places;
};

/** Where a verdict can be written to: the record itself, and the span around it if the record is an event. */
export type Places = { readonly own: Place; readonly span: Place | null };

/** The records of a span: its events, or if there are none the span, which then carries the attributes itself. */
export function listSpanRecords(span: MatchedSpan): readonly ExceptionRecord[] {
  if (span.events.length > 0) return span.events.map((event) => takeEvent(span, event));
  const { resource, attributes, name: spanName, traceId, spanId, endTimeUnixNano, place } = span;
  const facts = { spanName, traceId, spanId, isLogged: false, timeUnixNano: endTimeUnixNano };
  return [{ resource, attributes, context: attributes, ...facts, places: { own: place, span: null } }];
}

/** A log record as an exception record. */
export function takeLogRecord(record: MatchedLogRecord): ExceptionRecord {
  const { resource, attributes, traceId, spanId, place } = record;
  const timeUnixNano = record.timeUnixNano || record.observedTimeUnixNano;
  const facts = { spanName: '', traceId, spanId, isLogged: true, timeUnixNano };
  return { resource, attributes, context: attributes, ...facts, places: { own: place, span: null } };
}

function takeEvent(span: MatchedSpan, event: MatchedEvent): ExceptionRecord {
  const { resource, attributes: context, name: spanName, traceId, spanId } = span;
  const { attributes, timeUnixNano } = event;
  const facts = { spanName, traceId, spanId, isLogged: false, timeUnixNano };
  return { resource, attributes, context, ...facts, places: { own: event.place, span: span.place } };
}
