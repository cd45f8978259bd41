import { createKeyTable, type KeyTable } from '../key-table.ts';
import type { JsonCursor, Range } from './json-cursor.ts';
import { readMemberName } from './member-name.ts';
import { createMemberStarts, type MemberStarts } from './member-starts.ts';
import { eachObject } from './read-json-values.ts';

/** A matched event, and where its members are. */
export type EventRange = Range & { readonly starts: MemberStarts };

/**
 * The events of an item that carry a wanted attribute, none if only the item itself does, or null if nothing is wanted.
 * `invalid` if the attributes or events are not what they should be.
 */
export function matchJsonItem(
  reader: JsonCursor,
  starts: MemberStarts,
  wanted: KeyTable,
): readonly EventRange[] | 'invalid' | null {
  const events = starts.events < 0 ? [] : matchEvents(reader, starts.events, wanted);
  if (events === undefined) return 'invalid';
  if (events.length > 0) return events;
  const own = matchAt(reader, starts.attributes, wanted);
  if (own === 'invalid') return 'invalid';
  return own === 'wanted' ? events : null;
}

const EVENT = createKeyTable(['name', 'timeUnixNano', 'attributes']);
const KEY_VALUE = createKeyTable(['key']);

type Match = 'none' | 'wanted' | 'invalid';

function matchAt(reader: JsonCursor, at: number, wanted: KeyTable): Match {
  if (at < 0) return 'none';
  reader.returnTo(at);
  return matchAttributes(reader, wanted);
}

function matchEvents(reader: JsonCursor, at: number, wanted: KeyTable): readonly EventRange[] | undefined {
  const found: EventRange[] = [];
  let isValid = true;
  reader.returnTo(at);
  const isList = eachObject(reader, () => {
    const event = matchEvent(reader, wanted);
    if (event === 'invalid') isValid = false;
    else if (event !== undefined) found.push(event);
  });
  return isList && isValid ? found : undefined;
}

function matchEvent(reader: JsonCursor, wanted: KeyTable): EventRange | 'invalid' | undefined {
  const from = reader.at;
  const starts = createMemberStarts();
  let match: Match = 'none';
  for (let more = reader.enterObject(); more; more = reader.nextMember()) {
    const name = readMemberName(reader, EVENT);
    if (name !== undefined) starts[name] = reader.at;
    if (name === 'attributes') match = matchAttributes(reader, wanted);
    else reader.skipValue();
  }
  if (match === 'invalid') return 'invalid';
  return match === 'none' ? undefined : { from, to: reader.at, starts };
}

function matchAttributes(reader: JsonCursor, wanted: KeyTable): Match {
  let match: Match = 'none';
  const isList = eachObject(reader, () => {
    const key = matchKey(reader, wanted);
    if (key === 'invalid' || match === 'none') match = key;
  });
  return isList ? match : 'invalid';
}

function matchKey(reader: JsonCursor, wanted: KeyTable): Match {
  let match: Match = 'none';
  for (let more = reader.enterObject(); more; more = reader.nextMember()) {
    if (readMemberName(reader, KEY_VALUE) === undefined) reader.skipValue();
    else match = matchText(reader, wanted);
  }
  return match;
}

function matchText(reader: JsonCursor, wanted: KeyTable): Match {
  if (reader.isString()) {
    reader.readString();
    return readMemberName(reader, wanted) === undefined ? 'none' : 'wanted';
  }
  const isDefault = reader.isNull();
  reader.skipValue();
  return isDefault ? 'none' : 'invalid';
}
