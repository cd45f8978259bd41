import { addToJson } from './json/add-to-json.ts';
import type { Hole, JsonHole, ProtobufHole } from './hole.ts';
import type { JsonPlace, ProtobufPlace } from './place.ts';
import type { Addition } from './addition.ts';
import type { Encoding } from './encoding.ts';
import { addToProtobuf } from './protobuf/add-to-protobuf.ts';

/**
 * A copy of the request with attributes added and the `rejected` items cut out; `bytes` itself if there is nothing to
 * do. The places and holes must come from one scan of the same bytes. All other bytes stay as they are, except the
 * lengths of the enclosing messages, and the commas between the elements of a list.
 */
export function addAttributes(
  bytes: Uint8Array,
  encoding: Encoding,
  additions: readonly Addition[],
  rejected: readonly Hole[],
): Uint8Array {
  const filled = additions.filter((addition) => Object.keys(addition.attributes).length > 0);
  if (filled.length === 0 && rejected.length === 0) return bytes;
  return encoding === 'json'
    ? addToJson(bytes, filled.filter(isJson), rejected.filter(isJsonHole))
    : addToProtobuf(bytes, filled.filter(isProtobuf), rejected.filter(isProtobufHole));
}

function isJson(addition: Addition): addition is Addition<JsonPlace> {
  return addition.place.kind === 'json';
}

function isProtobuf(addition: Addition): addition is Addition<ProtobufPlace> {
  return addition.place.kind === 'protobuf';
}

function isJsonHole(hole: Hole): hole is JsonHole {
  return hole.kind === 'json';
}

function isProtobufHole(hole: Hole): hole is ProtobufHole {
  return hole.kind === 'protobuf';
}
