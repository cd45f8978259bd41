import type { Attributes, AttributeValue } from '../attributes.ts';
import type { MatchedLogRecord } from '../matched-log-record.ts';
import type { Enclosure } from '../place.ts';
import { LOG_RECORD } from './field-numbers.ts';
import { makeWirePlace } from './make-wire-place.ts';
import { readKeyValue } from './read-key-value.ts';
import type { WireReader } from './wire-reader.ts';

/** Decodes the log record at `enclosure`. If the reader has failed afterwards, it is not to be used. */
export function readLogRecord(
  reader: WireReader,
  enclosure: Enclosure,
  resource: Attributes,
): MatchedLogRecord {
  const place = makeWirePlace(enclosure, LOG_RECORD.attributes);
  const attributes = new Map<string, AttributeValue>();
  let eventName = '';
  let traceId = '';
  let spanId = '';
  let timeUnixNano = 0n;
  let observedTimeUnixNano = 0n;
  reader.at = enclosure.from;
  while (reader.next(enclosure.to)) {
    if (reader.isLength(LOG_RECORD.attributes)) readKeyValue(reader, attributes);
    else if (reader.isLength(LOG_RECORD.eventName)) eventName = reader.text();
    else if (reader.isLength(LOG_RECORD.traceId)) traceId = reader.hex();
    else if (reader.isLength(LOG_RECORD.spanId)) spanId = reader.hex();
    else if (reader.isFixed64(LOG_RECORD.timeUnixNano)) timeUnixNano = reader.uint64();
    else if (reader.isFixed64(LOG_RECORD.observedTimeUnixNano)) observedTimeUnixNano = reader.uint64();
  }
  return { resource, eventName, timeUnixNano, observedTimeUnixNano, traceId, spanId, attributes, place };
}
