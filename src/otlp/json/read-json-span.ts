import type { Attributes, AttributeValue } from '../attributes.ts';
import type { MatchedEvent, MatchedSpan } from '../trace-scan.ts';
import type { JsonCursor } from './json-cursor.ts';
import { makeJsonPlace } from './make-json-place.ts';
import type { RawEvent } from './match-json-events.ts';
import { readJsonAttributes } from './read-json-attributes.ts';
import { readInteger, readText } from './read-json-values.ts';
import type { MatchedJsonSpan } from './scan-json-span.ts';

/** Decodes a matched span from where its values start; undefined if one of them has the wrong type. */
export function readJsonSpan(
  reader: JsonCursor,
  span: MatchedJsonSpan,
  resource: Attributes,
): MatchedSpan | undefined {
  const values = createValues(reader);
  const read: MatchedSpan = {
    resource,
    name: values.text(span.nameAt),
    traceId: values.text(span.traceIdAt).toLowerCase(),
    spanId: values.text(span.spanIdAt).toLowerCase(),
    attributes: values.attributes(span.attributes?.from ?? -1),
    place: makeJsonPlace(reader.bytes, span.object, span.attributes),
    events: span.events.map((event) => readEvent(values, reader.bytes, event)),
  };
  return values.areValid() ? read : undefined;
}

function readEvent(values: Values, bytes: Uint8Array, event: RawEvent): MatchedEvent {
  return {
    name: values.text(event.nameAt),
    timeUnixNano: values.uint64(event.timeAt),
    attributes: values.attributes(event.attributes.from),
    place: makeJsonPlace(bytes, event.object, event.attributes),
  };
}

type Values = ReturnType<typeof createValues>;

/** Reads values that start at given offsets; a negative one stands for an absent value. */
function createValues(reader: JsonCursor) {
  let isValid = true;
  const readAt = <T>(at: number, absent: T, read: (reader: JsonCursor) => T): T => {
    if (at < 0) return absent;
    reader.returnTo(at);
    const value = read(reader);
    if (reader.problem !== undefined) isValid = false;
    return value;
  };
  return {
    areValid: () => isValid,
    text: (at: number) => readAt(at, '', readText),
    uint64: (at: number) => readAt(at, 0n, (cursor) => readInteger(cursor, 0n, 2n ** 64n - 1n)),
    attributes: (at: number): Attributes => {
      const into = new Map<string, AttributeValue>();
      readAt(at, undefined, (cursor) => readJsonAttributes(cursor, into));
      return into;
    },
  };
}
