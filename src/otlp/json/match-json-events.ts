import { createKeyTable, type KeyTable } from '../key-table.ts';
import type { JsonCursor, Range } from './json-cursor.ts';
import { readMemberName } from './member-name.ts';
import { eachObject } from './read-json-values.ts';

/** Where the values of a matched event start; -1 where there is none. */
export type RawEvent = {
  readonly nameAt: number;
  readonly timeAt: number;
  readonly attributes: Range;
  /** The event itself. */
  readonly object: Range;
};

const EVENT = createKeyTable(['name', 'timeUnixNano', 'attributes']);
const KEY_VALUE = createKeyTable(['key']);

/** The events of the list at the cursor that carry a wanted attribute; undefined if they are not well-formed events. */
export function matchJsonEvents(cursor: JsonCursor, wanted: KeyTable): readonly RawEvent[] | undefined {
  const found: RawEvent[] = [];
  let isValid = true;
  const isList = eachObject(cursor, () => {
    const event = matchEvent(cursor, wanted);
    if (event === 'invalid') isValid = false;
    else if (event !== undefined) found.push(event);
  });
  return isList && isValid ? found : undefined;
}

function matchEvent(cursor: JsonCursor, wanted: KeyTable): RawEvent | 'invalid' | undefined {
  const from = cursor.at;
  let nameAt = -1;
  let timeAt = -1;
  let attributes: Range | undefined;
  let match: Match = 'none';
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    const { at } = cursor;
    const member = readMemberName(cursor, EVENT);
    if (member === 'attributes') {
      match = matchAttributes(cursor, wanted);
      attributes = { from: at, to: cursor.at };
    } else {
      if (member === 'name') nameAt = at;
      else if (member === 'timeUnixNano') timeAt = at;
      cursor.skipValue();
    }
  }
  if (match === 'invalid') return 'invalid';
  if (match === 'none' || attributes === undefined) return undefined;
  return { nameAt, timeAt, attributes, object: { from, to: cursor.at } };
}

type Match = 'none' | 'wanted' | 'invalid';

function matchAttributes(cursor: JsonCursor, wanted: KeyTable): Match {
  let match: Match = 'none';
  const isList = eachObject(cursor, () => {
    const key = matchKey(cursor, wanted);
    if (key === 'invalid' || match === 'none') match = key;
  });
  return isList ? match : 'invalid';
}

function matchKey(cursor: JsonCursor, wanted: KeyTable): Match {
  let match: Match = 'none';
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    if (readMemberName(cursor, KEY_VALUE) === undefined) cursor.skipValue();
    else match = matchText(cursor, wanted);
  }
  return match;
}

function matchText(cursor: JsonCursor, wanted: KeyTable): Match {
  if (cursor.isString()) {
    cursor.readString();
    return readMemberName(cursor, wanted) === undefined ? 'none' : 'wanted';
  }
  const isDefault = cursor.isNull();
  cursor.skipValue();
  return isDefault ? 'none' : 'invalid';
}
