import type { AttributeValue } from '../attributes.ts';
import { createKeyTable } from '../key-table.ts';
import type { JsonCursor } from './json-cursor.ts';
import { readMemberName } from './member-name.ts';
import { eachObject, readDouble, readInteger, readKey, readText } from './read-json-values.ts';

/**
 * Reads the list of KeyValues at the cursor into `into`. What has the wrong type is left in the cursor as its problem.
 * The recursion is bounded, because the cursor counts the depth.
 */
export function readJsonAttributes(cursor: JsonCursor, into: Map<string, AttributeValue>): void {
  if (!eachObject(cursor, () => readKeyValue(cursor, into)))
    cursor.reject('attributes are not a list of objects');
}

const KEY_VALUE = createKeyTable(['key', 'value']);
const LIST = createKeyTable(['values']);
const ANY_VALUE = createKeyTable([
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
]);

function readKeyValue(cursor: JsonCursor, into: Map<string, AttributeValue>): void {
  if (!cursor.spendValue()) return;
  let key = '';
  let value: AttributeValue = null;
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    const name = readMemberName(cursor, KEY_VALUE);
    if (name === 'key') key = readKey(cursor);
    else if (name === 'value') value = readAnyValue(cursor);
    else cursor.skipValue();
  }
  into.set(key, value);
}

/** Several kinds of value in one AnyValue are not valid; here the last one counts. */
function readAnyValue(cursor: JsonCursor): AttributeValue {
  if (!cursor.isObject()) return skipNull(cursor, 'an attribute value is not an object');
  let value: AttributeValue = null;
  let kind: string | undefined;
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    const name = readMemberName(cursor, ANY_VALUE);
    if (name === undefined) cursor.skipValue();
    else if (!cursor.isNull()) {
      kind = name;
      value = readOneOf(cursor, name);
    } else {
      cursor.skipValue();
      if (name === kind) value = null;
    }
  }
  return value;
}

function readOneOf(cursor: JsonCursor, name: string): AttributeValue {
  switch (name) {
    case 'stringValue':
      return readText(cursor);
    case 'boolValue':
      return readBoolean(cursor);
    case 'intValue':
      return readInteger(cursor, -(2n ** 63n), 2n ** 63n - 1n);
    case 'doubleValue':
      return readDouble(cursor);
    case 'bytesValue':
      return readBytes(cursor);
    case 'arrayValue':
      return readArrayValue(cursor);
    default:
      return readKeyValueList(cursor);
  }
}

function readBoolean(cursor: JsonCursor): boolean {
  const isTrue = cursor.byte() === 0x74;
  if (!isTrue && cursor.byte() !== 0x66) cursor.reject('a value is not true or false');
  cursor.skipValue();
  return isTrue;
}

/** Base64, of either alphabet, as in the JSON form of protobuf. */
function readBytes(cursor: JsonCursor): Uint8Array {
  const text = readText(cursor);
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) cursor.reject('a value is not base64');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function readArrayValue(cursor: JsonCursor): AttributeValue {
  const values: AttributeValue[] = [];
  readList(cursor, () => {
    values.length = 0;
    return eachObject(cursor, () => {
      if (cursor.spendValue()) values.push(readAnyValue(cursor));
    });
  });
  return values;
}

function readKeyValueList(cursor: JsonCursor): AttributeValue {
  const values = new Map<string, AttributeValue>();
  readList(cursor, () => {
    values.clear();
    return eachObject(cursor, () => readKeyValue(cursor, values));
  });
  return values;
}

function readList(cursor: JsonCursor, readValues: () => boolean): void {
  if (!cursor.isObject()) return void skipNull(cursor, 'a list value is not an object');
  for (let more = cursor.enterObject(); more; more = cursor.nextMember()) {
    if (readMemberName(cursor, LIST) === undefined) cursor.skipValue();
    else if (!readValues()) cursor.reject('the values of a list value are not a list of objects');
  }
}

function skipNull(cursor: JsonCursor, problem: string): null {
  if (!cursor.isNull()) cursor.reject(problem);
  cursor.skipValue();
  return null;
}
