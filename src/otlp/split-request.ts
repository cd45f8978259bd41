import type { Encoding } from './encoding.ts';
import { splitJson } from './json/split-json.ts';
import { splitProtobuf } from './protobuf/split-protobuf.ts';
import type { Signal } from './signal.ts';

/**
 * Two requests of the same signal, of about the same size, that together hold the items of `bytes` in their order, each
 * with all that stands around them; for an upstream to which the whole is too large. Metrics and profiles are divided
 * between their resources only. Null when there is but one item, or when the request is malformed.
 */
export function splitRequest(
  bytes: Uint8Array,
  encoding: Encoding,
  signal: Signal,
): readonly [Uint8Array, Uint8Array] | null {
  return encoding === 'json' ? splitJson(bytes, signal) : splitProtobuf(bytes, signal);
}
