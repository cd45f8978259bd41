import type { Attributes, AttributeValue } from '../attributes.ts';
import type { Enclosure, ProtobufPlace } from '../place.ts';
import type { MatchedEvent, MatchedSpan } from '../trace-scan.ts';
import { SPAN, SPAN_EVENT } from './field-numbers.ts';
import type { EventRange } from './match-events.ts';
import { readKeyValue } from './read-key-value.ts';
import { WIRE_TYPE, type WireReader } from './wire-reader.ts';

/** Decodes the span at `enclosure` and its matched `events`. If the reader has failed afterwards, it is not to be used. */
export function readSpan(
  reader: WireReader,
  enclosure: Enclosure,
  events: readonly EventRange[],
  resource: Attributes,
): MatchedSpan {
  const { lengthAt, from, to, depth, parent } = enclosure;
  const attributesField = SPAN.attributes;
  const place: ProtobufPlace = { kind: 'protobuf', attributesField, lengthAt, from, to, depth, parent };
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let traceId = '';
  let spanId = '';
  reader.at = from;
  while (reader.next(to)) {
    if (reader.isLength(SPAN.attributes)) readKeyValue(reader, attributes);
    else if (reader.isLength(SPAN.name)) name = reader.text();
    else if (reader.isLength(SPAN.traceId)) traceId = reader.hex();
    else if (reader.isLength(SPAN.spanId)) spanId = reader.hex();
  }
  const read = events.map((event) => readEvent(reader, event, place));
  return { resource, name, traceId, spanId, attributes, place, events: read };
}

function readEvent(reader: WireReader, { lengthAt, from, to }: EventRange, parent: Enclosure): MatchedEvent {
  const attributesField = SPAN_EVENT.attributes;
  const depth = parent.depth + 1;
  const place: ProtobufPlace = { kind: 'protobuf', attributesField, lengthAt, from, to, depth, parent };
  const attributes = new Map<string, AttributeValue>();
  let name = '';
  let timeUnixNano = 0n;
  reader.at = from;
  while (reader.next(to)) {
    if (reader.isLength(SPAN_EVENT.attributes)) readKeyValue(reader, attributes);
    else if (reader.isLength(SPAN_EVENT.name)) name = reader.text();
    else if (reader.field === SPAN_EVENT.timeUnixNano && reader.wireType === WIRE_TYPE.fixed64) {
      timeUnixNano = reader.uint64();
    }
  }
  return { name, timeUnixNano, attributes, place };
}
