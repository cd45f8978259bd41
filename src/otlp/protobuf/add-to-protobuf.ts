import type { Addition } from '../addition.ts';
import type { ProtobufHole } from '../hole.ts';
import type { Enclosure, ProtobufPlace } from '../place.ts';
import { type Edit, splice } from '../splice.ts';
import { encodeAttributes } from './encode-attributes.ts';
import { encodeVarint } from './encode-varint.ts';

/** `addAttributes` for protobuf: new fields at the end of messages, items cut out, and new lengths for what is around. */
export function addToProtobuf(
  bytes: Uint8Array,
  additions: readonly Addition<ProtobufPlace>[],
  rejected: readonly ProtobufHole[],
): Uint8Array {
  const growths: Growth[] = [new Map(), new Map(), new Map(), new Map()];
  const edits: DeepEdit[] = additions.map(({ place, attributes }) => {
    const insert = encodeAttributes(place.attributesField, attributes);
    grow(growths, place, insert.length);
    return { at: place.to, remove: 0, insert, depth: place.depth };
  });
  for (const { from, to, parent } of rejected) {
    grow(growths, parent, from - to);
    edits.push({ at: from, remove: to - from, insert: NOTHING, depth: parent.depth });
  }
  for (const growth of growths.toReversed()) {
    for (const [message, bytesMore] of growth) edits.push(rewriteLength(growths, message, bytesMore));
  }
  return splice(bytes, edits.toSorted(byPosition));
}

const NOTHING = new Uint8Array();

/**
 * By how many bytes the content of each message grows, or below zero shrinks; one map a depth, so that the inner ones
 * can be settled first.
 */
type Growth = Map<Enclosure, number>;

/**
 * Where an event ends, its span can end, and an item that is cut out can begin: then what belongs to the inner message
 * comes first.
 */
type DeepEdit = Edit & { readonly depth: number };

function byPosition(a: DeepEdit, b: DeepEdit): number {
  return a.at - b.at || b.depth - a.depth;
}

function grow(growths: readonly Growth[], message: Enclosure, bytesMore: number): void {
  const growth = growths[message.depth];
  growth?.set(message, (growth.get(message) ?? 0) + bytesMore);
}

function rewriteLength(growths: readonly Growth[], message: Enclosure, bytesMore: number): DeepEdit {
  const insert = encodeVarint(message.to - message.from + bytesMore);
  const remove = message.from - message.lengthAt;
  if (message.parent !== undefined) grow(growths, message.parent, bytesMore + insert.length - remove);
  return { at: message.lengthAt, remove, insert, depth: message.depth };
}
