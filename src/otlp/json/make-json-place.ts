import type { JsonPlace } from '../place.ts';
import type { Range } from './json-cursor.ts';
import { isSpace, JSON_BYTE } from './json-lexer.ts';

/** Where to add attributes to an object whose text has been checked: into its list, instead of `null`, or as a member. */
export function makeJsonPlace(bytes: Uint8Array, object: Range, attributes: Range | undefined): JsonPlace {
  if (attributes === undefined) {
    const open = isEmpty(bytes, object) ? '"attributes":[' : ',"attributes":[';
    return { kind: 'json', at: object.to - 1, remove: 0, open, close: ']' };
  }
  if (bytes[attributes.from] !== JSON_BYTE.array) {
    const remove = attributes.to - attributes.from;
    return { kind: 'json', at: attributes.from, remove, open: '[', close: ']' };
  }
  const open = isEmpty(bytes, attributes) ? '' : ',';
  return { kind: 'json', at: attributes.to - 1, remove: 0, open, close: '' };
}

function isEmpty(bytes: Uint8Array, container: Range): boolean {
  let last = container.to - 2;
  while (isSpace(bytes[last] ?? -1)) last--;
  return last === container.from;
}
