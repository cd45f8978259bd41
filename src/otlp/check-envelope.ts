import type { Encoding } from './encoding.ts';
import { JsonCursor } from './json/json-cursor.ts';
import { MalformedOtlp } from './malformed-otlp.ts';
import { WireReader } from './protobuf/wire-reader.ts';
import type { Signal } from './signal.ts';

/**
 * Checks a request that only travels on: in protobuf the outermost fields, in JSON the whole text. Nothing is decoded.
 * @throws MalformedOtlp if it cannot be what it says it is.
 */
export function checkEnvelope(bytes: Uint8Array, encoding: Encoding, signal: Signal): void {
  if (encoding === 'json') checkJson(new JsonCursor(bytes, signal));
  else checkProtobuf(new WireReader(bytes), signal);
}

function checkJson(cursor: JsonCursor): void {
  cursor.expectStart();
  cursor.skipValue();
  cursor.expectEnd();
}

function checkProtobuf(reader: WireReader, signal: Signal): void {
  while (reader.next(reader.bytes.length));
  if (reader.problem !== undefined) throw new MalformedOtlp(signal, reader.problem, reader.problemAt);
}
