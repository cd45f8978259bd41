import type { MatchedSpan } from '../../src/otlp/trace-scan.ts';

/** What was read, without where it stood. */
export function withoutPlaces(spans: readonly MatchedSpan[]): unknown[] {
  return spans.map(({ resource, name, traceId, spanId, attributes, events }) => ({
    resource,
    name,
    traceId,
    spanId,
    attributes,
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: event.timeUnixNano,
      attributes: event.attributes,
    })),
  }));
}
