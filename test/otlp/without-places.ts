import type { MatchedSpan } from '../../src/otlp/matched-span.ts';

/** What was read, without where it stood. */
export function withoutPlaces(spans: readonly MatchedSpan[]): unknown[] {
  return spans.map(({ resource, name, traceId, spanId, endTimeUnixNano, attributes, events }) => ({
    resource,
    name,
    traceId,
    spanId,
    endTimeUnixNano,
    attributes,
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: event.timeUnixNano,
      attributes: event.attributes,
    })),
  }));
}
