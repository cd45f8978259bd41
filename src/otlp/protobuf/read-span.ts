import type { Attributes, AttributeValue } from '../attributes.ts';
import type { MatchedEvent, MatchedSpan } from '../matched-span.ts';
import type { Enclosure } from '../place.ts';
import { SPAN, SPAN_EVENT } from './field-numbers.ts';
import { makeWirePlace } from './make-wire-place.ts';
import type { EventRange } from './match-item.ts';
import { readKeyValue } from './read-key-value.ts';
import type { WireReader } from './wire-reader.ts';

/** Decodes the span at `enclosure` and its matched `events`. If the reader has failed afterwards, it is not to be used. */
export function readSpan(
  reader: WireReader,
  enclosure: Enclosure,
  resource: Attributes,
  events: readonly EventRange[],
): MatchedSpan {
  const place = makeWirePlace(enclosure, SPAN.attributes);
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let traceId = '';
  let spanId = '';
  let endTimeUnixNano = 0n;
  reader.at = enclosure.from;
  while (reader.next(enclosure.to)) {
    if (reader.isLength(SPAN.attributes)) readKeyValue(reader, attributes);
    else if (reader.isLength(SPAN.name)) name = reader.text();
    else if (reader.isLength(SPAN.traceId)) traceId = reader.hex();
    else if (reader.isLength(SPAN.spanId)) spanId = reader.hex();
    else if (reader.isFixed64(SPAN.endTimeUnixNano)) endTimeUnixNano = reader.uint64();
  }
  const read = events.map((event) => readEvent(reader, event, place));
  return { resource, name, traceId, spanId, endTimeUnixNano, attributes, place, events: read };
}

function readEvent(reader: WireReader, range: EventRange, parent: Enclosure): MatchedEvent {
  const place = makeWirePlace({ ...range, depth: parent.depth + 1, parent }, SPAN_EVENT.attributes);
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let timeUnixNano = 0n;
  reader.at = range.from;
  while (reader.next(range.to)) {
    if (reader.isLength(SPAN_EVENT.attributes)) readKeyValue(reader, attributes);
    else if (reader.isLength(SPAN_EVENT.name)) name = reader.text();
    else if (reader.isFixed64(SPAN_EVENT.timeUnixNano)) timeUnixNano = reader.uint64();
  }
  return { name, timeUnixNano, attributes, place };
}
