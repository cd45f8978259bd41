import type { Attributes, AttributeValue } from '../attributes.ts';
import type { JsonPlace } from '../place.ts';
import type { JsonCursor, Range } from './json-cursor.ts';
import { makeJsonPlace } from './make-json-place.ts';
import { readJsonAttributes } from './read-json-attributes.ts';
import { readInteger, readText } from './read-json-values.ts';

export type Fault = 'invalid' | 'over limit';

/** Reads values that start at given offsets; a negative one stands for an absent value. */
export type LocatedValues = {
  /** Why what has been read so far is not to be used, if so: a wrong type, or else too many values. */
  fault(): Fault | undefined;
  text(at: number): string;
  /** In lower case. */
  hex(at: number): string;
  uint64(at: number): bigint;
  /** The attributes of `object`, and where more can be added. */
  attributes(object: Range, at: number): { readonly attributes: Attributes; readonly place: JsonPlace };
};

/** Makes a reader of the values that `reader` can go back to. */
export function createLocatedValues(reader: JsonCursor): LocatedValues {
  let fault: Fault | undefined;
  const readAt = <T>(at: number, absent: T, read: (reader: JsonCursor) => T): T => {
    if (at < 0) return absent;
    reader.returnTo(at);
    const value = read(reader);
    if (reader.problem !== undefined) fault = 'invalid';
    else if (reader.isOverLimit) fault ??= 'over limit';
    return value;
  };
  const text = (at: number) => readAt(at, '', readText);
  return {
    fault: () => fault,
    text,
    hex: (at) => text(at).toLowerCase(),
    uint64: (at) => readAt(at, 0n, (cursor) => readInteger(cursor, 0n, 2n ** 64n - 1n)),
    attributes(object, at) {
      const attributes = new Map<string, AttributeValue>();
      readAt(at, undefined, (cursor) => readJsonAttributes(cursor, attributes));
      const list = at < 0 ? undefined : { from: at, to: reader.at };
      return { attributes, place: makeJsonPlace(reader.bytes, object, list) };
    },
  };
}
