import type { AttributeValue } from '../attributes.ts';
import { ANY_VALUE, KEY_VALUE, LIST_VALUES } from './field-numbers.ts';
import { WIRE_TYPE, type WireReader } from './wire-reader.ts';

/** Arrays and key-value lists may be nested this deep. */
const MAX_DEPTH = 100;

/** Reads the KeyValue the reader stands on into `into`; a failure is left in the reader. */
export function readKeyValue(reader: WireReader, into: Map<string, AttributeValue>, depth = 0): void {
  const { to } = reader;
  let key = '';
  let value: AttributeValue = null;
  reader.at = reader.from;
  reader.spendValue();
  while (reader.next(to)) {
    if (reader.isLength(KEY_VALUE.key)) key = reader.key();
    else if (reader.isLength(KEY_VALUE.value)) value = readAnyValue(reader, value, depth);
  }
  into.set(key, value);
}

/** The AnyValue the reader stands on. Protobuf merges a message that comes twice, so lists go on from `before`. */
function readAnyValue(reader: WireReader, before: AttributeValue, depth: number): AttributeValue {
  const { to } = reader;
  let value = before;
  reader.at = reader.from;
  if (depth > MAX_DEPTH) reader.fail('attribute values are nested too deeply');
  while (reader.next(to)) value = readOneOf(reader, value, depth);
  return value;
}

function readOneOf(reader: WireReader, before: AttributeValue, depth: number): AttributeValue {
  switch (reader.field * 8 + reader.wireType) {
    case ANY_VALUE.string * 8 + WIRE_TYPE.length:
      return reader.text();
    case ANY_VALUE.bool * 8 + WIRE_TYPE.varint:
      return reader.int64() !== 0n;
    case ANY_VALUE.int * 8 + WIRE_TYPE.varint:
      return reader.int64();
    case ANY_VALUE.double * 8 + WIRE_TYPE.fixed64:
      return reader.double();
    case ANY_VALUE.array * 8 + WIRE_TYPE.length:
      return readArray(reader, before, depth);
    case ANY_VALUE.keyValueList * 8 + WIRE_TYPE.length:
      return readKeyValueList(reader, before, depth);
    case ANY_VALUE.bytes * 8 + WIRE_TYPE.length:
      return new Uint8Array(reader.bytes.subarray(reader.from, reader.to));
    default:
      return before;
  }
}

function readArray(reader: WireReader, before: AttributeValue, depth: number): AttributeValue {
  const { to } = reader;
  const values: AttributeValue[] = Array.isArray(before) ? before : [];
  reader.at = reader.from;
  while (reader.next(to)) {
    if (!reader.isLength(LIST_VALUES)) continue;
    reader.spendValue();
    values.push(readAnyValue(reader, null, depth + 1));
  }
  return values;
}

function readKeyValueList(reader: WireReader, before: AttributeValue, depth: number): AttributeValue {
  const { to } = reader;
  const values: Map<string, AttributeValue> = before instanceof Map ? before : new Map();
  reader.at = reader.from;
  while (reader.next(to)) if (reader.isLength(LIST_VALUES)) readKeyValue(reader, values, depth + 1);
  return values;
}
