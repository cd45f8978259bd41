import type { Enclosure, ProtobufPlace } from '../place.ts';

/** The place for attributes of a message, which are its fields number `attributesField`. */
export function makeWirePlace(message: Enclosure, attributesField: number): ProtobufPlace {
  const { lengthAt, from, to, depth, parent } = message;
  return { kind: 'protobuf', attributesField, lengthAt, from, to, depth, parent };
}
