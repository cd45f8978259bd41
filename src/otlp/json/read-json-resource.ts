import type { AttributeValue } from '../attributes.ts';
import { createKeyTable } from '../key-table.ts';
import type { JsonCursor } from './json-cursor.ts';
import { readMemberName } from './member-name.ts';
import { readJsonAttributes } from './read-json-attributes.ts';

/** Reads the attributes of the resource at `at` into `into`. What is wrong with it, or too much, is left in the reader. */
export function readJsonResource(reader: JsonCursor, at: number, into: Map<string, AttributeValue>): void {
  reader.returnTo(at);
  if (reader.isNull()) return;
  if (reader.isObject()) readMembers(reader, into);
  else reader.reject('resource is not an object');
}

const RESOURCE = createKeyTable(['attributes']);

function readMembers(reader: JsonCursor, into: Map<string, AttributeValue>): void {
  for (let more = reader.enterObject(); more; more = reader.nextMember()) {
    if (readMemberName(reader, RESOURCE) === undefined) reader.skipValue();
    else {
      into.clear();
      readJsonAttributes(reader, into);
    }
  }
}
