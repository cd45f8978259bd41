import { addToJson } from './json/add-to-json.ts';
import type { JsonPlace, ProtobufPlace } from './place.ts';
import type { Addition } from './addition.ts';
import type { Encoding } from './encoding.ts';
import { addToProtobuf } from './protobuf/add-to-protobuf.ts';

/**
 * A copy of the request with attributes added; `bytes` itself if there is nothing to add. The places must come from
 * a scan of the same bytes. All other bytes stay as they are, except the lengths of the enclosing messages.
 */
export function addAttributes(
  bytes: Uint8Array,
  encoding: Encoding,
  additions: readonly Addition[],
): Uint8Array {
  const filled = additions.filter((addition) => Object.keys(addition.attributes).length > 0);
  if (filled.length === 0) return bytes;
  return encoding === 'json'
    ? addToJson(bytes, filled.filter(isJson))
    : addToProtobuf(bytes, filled.filter(isProtobuf));
}

function isJson(addition: Addition): addition is Addition<JsonPlace> {
  return addition.place.kind === 'json';
}

function isProtobuf(addition: Addition): addition is Addition<ProtobufPlace> {
  return addition.place.kind === 'protobuf';
}
