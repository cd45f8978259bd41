import type { KeyTable } from '../key-table.ts';
import { KEY_VALUE, SPAN, SPAN_EVENT } from './field-numbers.ts';
import type { WireReader } from './wire-reader.ts';

/** Where an event stands in the request. */
export type EventRange = { readonly lengthAt: number; readonly from: number; readonly to: number };

/**
 * The events of the span the reader stands on that carry a wanted attribute. Checks the span's fields and the length of
 * its ids on the way; a failure is left in the reader.
 */
export function matchEvents(reader: WireReader, wanted: KeyTable): readonly EventRange[] {
  const { to } = reader;
  let events: EventRange[] | undefined;
  reader.at = reader.from;
  while (reader.next(to)) {
    if (reader.isLength(SPAN.events)) {
      const { lengthAt, from, to: end } = reader;
      if (isWanted(reader, wanted)) (events ??= []).push({ lengthAt, from, to: end });
    } else checkId(reader);
  }
  return events ?? NONE;
}

const NONE: readonly EventRange[] = [];

function checkId(reader: WireReader): void {
  const length = reader.to - reader.from;
  if (length === 0) return;
  if (reader.isLength(SPAN.traceId)) {
    if (length !== 16) reader.fail('a trace id is not 16 bytes long');
  } else if (reader.isLength(SPAN.spanId) || reader.isLength(SPAN.parentSpanId)) {
    if (length !== 8) reader.fail('a span id is not 8 bytes long');
  }
}

function isWanted(reader: WireReader, wanted: KeyTable): boolean {
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
