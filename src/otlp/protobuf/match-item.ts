import type { KeyTable } from '../key-table.ts';
import { KEY_VALUE, SPAN_EVENT } from './field-numbers.ts';
import type { WireReader } from './wire-reader.ts';

/** The numbers of the fields that decide whether a span or log record matches; 0 for what it does not have. */
export type ItemFields = {
  readonly traceId: number;
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly attributes: number;
  readonly events: number;
};

/** Where an event stands in the request. */
export type EventRange = { readonly lengthAt: number; readonly from: number; readonly to: number };

/**
 * The events of the item the reader stands on that carry a wanted attribute, none if only the item itself does, or null
 * if nothing is wanted. Checks the item's fields and the length of its ids on the way; a failure is left in the reader.
 */
export function matchItem(
  reader: WireReader,
  fields: ItemFields,
  wanted: KeyTable,
): readonly EventRange[] | null {
  const { to } = reader;
  let isMatch = false;
  const events: EventRange[] = [];
  reader.at = reader.from;
  while (reader.next(to)) {
    if (reader.isLength(fields.attributes)) isMatch = hasWantedKey(reader, wanted) || isMatch;
    else if (reader.isLength(fields.events)) {
      const { lengthAt, from, to: end } = reader;
      if (isWantedEvent(reader, wanted)) events.push({ lengthAt, from, to: end });
    } else checkId(reader, fields);
  }
  return isMatch || events.length > 0 ? events : null;
}

function checkId(reader: WireReader, fields: ItemFields): void {
  const length = reader.to - reader.from;
  if (length === 0) return;
  if (reader.isLength(fields.traceId)) {
    if (length !== 16) reader.fail('a trace id is not 16 bytes long');
  } else if (reader.isLength(fields.spanId) || reader.isLength(fields.parentSpanId)) {
    if (length !== 8) reader.fail('a span id is not 8 bytes long');
  }
}

function isWantedEvent(reader: WireReader, wanted: KeyTable): boolean {
  const { to } = reader;
  let found = false;
  reader.at = reader.from;
  while (reader.next(to))
    if (reader.isLength(SPAN_EVENT.attributes) && hasWantedKey(reader, wanted)) found = true;
  return found;
}

function hasWantedKey(reader: WireReader, wanted: KeyTable): boolean {
  const { to } = reader;
  let found = false;
  reader.at = reader.from;
  while (reader.next(to)) {
    if (reader.isLength(KEY_VALUE.key))
      found = wanted.find(reader.bytes, reader.from, reader.to) !== undefined;
  }
  return found;
}
