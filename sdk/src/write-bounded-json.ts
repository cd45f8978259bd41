import { cutText } from './cut-text.ts';
import { isArray, readLength, readSafely } from './read-safely.ts';
import { isSecretName, SCRUBBED, scrubText } from './scrub.ts';

/**
 * JSON text of any value in at most `maxBytes` bytes (300 or more), always valid: what does not fit, a cycle, or a ninth
 * level is a short text in its place. `toJSON` is honoured, because that is where classes hide their secrets, and what
 * the scrubbers match is hidden.
 */
export function writeBoundedJson(value: unknown, maxBytes: number): string {
  const left = Math.max(maxBytes - ROOM_FOR_MARKS, 0);
  return writeValue(value, { left, ancestors: new Set() }) ?? 'null';
}

interface Writer {
  /** Bytes that may still be written. */
  left: number;
  readonly ancestors: Set<object>;
}

const MAX_DEPTH = 8;
const MAX_STRING_BYTES = 8 * 1024;
const MAX_KEY_BYTES = 256;
/** Each open array or object may still end in one mark after the room is used up. */
const ROOM_FOR_MARKS = 32 * (MAX_DEPTH + 1);
const MARK = '"…"';

function writeValue(value: unknown, writer: Writer): string | undefined {
  if (value === undefined) return undefined;
  if (value === null || typeof value === 'boolean' || typeof value === 'number') {
    return take(JSON.stringify(value), writer);
  }
  if (typeof value === 'object') return writeObject(value, writer);
  const isText = typeof value === 'string' || typeof value === 'bigint' || typeof value === 'symbol';
  return isText ? writeSaid(String(value), writer) : writeText('[Function]', MAX_STRING_BYTES, writer);
}

/** Scrubbed before it is cut, so that no half of a secret is left. */
function writeSaid(text: string, writer: Writer): string {
  return writeText(scrubText(text.slice(0, 2 * MAX_STRING_BYTES)), MAX_STRING_BYTES, writer);
}

function writeText(text: string, maxBytes: number, writer: Writer): string {
  return take(JSON.stringify(cutText(text, maxBytes)), writer);
}

function take(json: string, writer: Writer): string {
  writer.left -= Buffer.byteLength(json) + 1;
  return writer.left < 0 ? MARK : json;
}

function writeObject(value: object, writer: Writer): string | undefined {
  if (writer.ancestors.has(value)) return writeText('[Circular]', MAX_STRING_BYTES, writer);
  if (writer.ancestors.size >= MAX_DEPTH) return writeText('[Object]', MAX_STRING_BYTES, writer);
  writer.ancestors.add(value);
  const json = writeNewObject(value, writer);
  writer.ancestors.delete(value);
  return json;
}

function writeNewObject(value: object, writer: Writer): string | undefined {
  if (ArrayBuffer.isView(value)) return writeText(`[${value.byteLength} bytes]`, MAX_STRING_BYTES, writer);
  const own = callToJson(value);
  if (own !== value) return writeValue(own, writer);
  if (typeof readSafely(value, 'stack') === 'string') return writeError(value, writer);
  return isArray(value) ? writeArray(value, writer) : writeMembers(value, writer);
}

function callToJson(value: object): unknown {
  const toJson = readSafely(value, 'toJSON');
  if (typeof toJson !== 'function') return value;
  try {
    return Reflect.apply(toJson, value, ['']);
  } catch {
    return '[toJSON throws]';
  }
}

function writeError(error: object, writer: Writer): string {
  const parts = [readSafely(error, 'name'), readSafely(error, 'message')];
  return writeSaid(parts.filter((part) => typeof part === 'string').join(': '), writer);
}

function writeArray(values: object, writer: Writer): string {
  take('[]', writer);
  const length = readLength(values);
  const parts: string[] = [];
  for (let index = 0; index < length && writer.left >= 0; index++) {
    parts.push(writeValue(readSafely(values, index), writer) ?? take('null', writer));
  }
  if (parts.length < length) parts.push(MARK);
  return `[${parts.join(',')}]`;
}

function writeMembers(value: object, writer: Writer): string {
  take('{}', writer);
  const parts: string[] = [];
  for (const key of readKeys(value)) {
    if (writer.left < 0) {
      parts.push(`${MARK}:${MARK}`);
      break;
    }
    const part = writeMember(value, key, writer);
    if (part !== undefined) parts.push(part);
  }
  return `{${parts.join(',')}}`;
}

function writeMember(value: object, key: string, writer: Writer): string | undefined {
  const member = isSecretName(key) ? SCRUBBED : readSafely(value, key);
  const json = writeValue(member, writer);
  return json === undefined ? undefined : `${writeText(key, MAX_KEY_BYTES, writer)}:${json}`;
}

function readKeys(value: object): string[] {
  try {
    return Object.keys(value);
  } catch {
    return [];
  }
}
