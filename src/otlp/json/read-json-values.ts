import type { JsonCursor } from './json-cursor.ts';
import { parseDecimal } from './parse-decimal.ts';

/** Visits each object of the list at the cursor; `null` is an empty list. False if it is not a list of objects. */
export function eachObject(cursor: JsonCursor, visit: () => void): boolean {
  if (!cursor.isArray()) {
    const isDefault = cursor.isNull();
    cursor.skipValue();
    return isDefault;
  }
  let isValid = true;
  for (let more = cursor.enterArray(); more; more = cursor.nextElement()) {
    if (cursor.isObject()) visit();
    else {
      isValid = false;
      cursor.skipValue();
    }
  }
  return isValid;
}

/** The string at the cursor; `null` is the empty string. */
export function readText(cursor: JsonCursor): string {
  return skipText(cursor) ? cursor.text() : '';
}

/** The same for a text that comes often. */
export function readKey(cursor: JsonCursor): string {
  return skipText(cursor) ? cursor.key() : '';
}

function skipText(cursor: JsonCursor): boolean {
  const isString = cursor.isString();
  if (isString) cursor.readString();
  else {
    if (!cursor.isNull()) cursor.reject('a value is not a string');
    cursor.skipValue();
  }
  return isString;
}

/** The 64-bit number at the cursor, as a string or a bare number, read from its text and so exact; `null` is zero. */
export function readInteger(cursor: JsonCursor, min: bigint, max: bigint): bigint {
  const text = readNumberText(cursor);
  if (text === undefined) return 0n;
  const value = parseDecimal(text);
  if (value !== undefined && value >= min && value <= max) return value;
  cursor.reject('a value is not a 64-bit number');
  return 0n;
}

/** The double at the cursor: a number, or a string such as `"NaN"` or `"1.5"`; `null` is zero. */
export function readDouble(cursor: JsonCursor): number {
  const text = readNumberText(cursor);
  if (text === undefined) return 0;
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity' || DECIMAL.test(text))
    return Number(text);
  cursor.reject('a value is not a number');
  return 0;
}

const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function readNumberText(cursor: JsonCursor): string | undefined {
  if (cursor.isString()) cursor.readString();
  else if (cursor.isNumber()) cursor.readNumber();
  else {
    if (!cursor.isNull()) cursor.reject('a value is not a number');
    cursor.skipValue();
    return undefined;
  }
  return cursor.text();
}
