import type { JsonCursor } from './json-cursor.ts';
import { isHexDigit, JSON_BYTE } from './json-lexer.ts';
import type { MemberStarts } from './member-starts.ts';

/** What OTLP/JSON answers with 400 for the whole request. */
export type BadId = { readonly what: string; readonly at: number };

/** The first id of a span or log record that is neither absent (`null` or empty) nor hex of the right length. */
export function findBadId(reader: JsonCursor, starts: MemberStarts): BadId | undefined {
  const { traceId, spanId, parentSpanId } = starts;
  if (!isId(reader, traceId, 32)) return { what: 'a trace id is not 32 hex digits', at: traceId };
  if (!isId(reader, spanId, 16)) return { what: 'a span id is not 16 hex digits', at: spanId };
  if (isId(reader, parentSpanId, 16)) return undefined;
  return { what: 'a parent span id is not 16 hex digits', at: parentSpanId };
}

function isId(reader: JsonCursor, at: number, digits: number): boolean {
  return at < 0 || isPlainId(reader.bytes, at, digits) || isOddId(reader, at, digits);
}

function isPlainId(bytes: Uint8Array, at: number, digits: number): boolean {
  const to = at + 1 + digits;
  if (bytes[at] !== JSON_BYTE.quote || bytes[to] !== JSON_BYTE.quote) return false;
  for (let i = at + 1; i < to; i++) if (!isHexDigit(bytes[i] ?? 0)) return false;
  return true;
}

/** Absent, or written with escapes. */
function isOddId(reader: JsonCursor, at: number, digits: number): boolean {
  reader.returnTo(at);
  if (!reader.isString()) return reader.isNull();
  reader.readString();
  if (reader.to === reader.from) return true;
  return reader.hasEscapes && isHexText(reader.text(), digits);
}

function isHexText(text: string, digits: number): boolean {
  return text.length === digits && /^[0-9a-fA-F]*$/.test(text);
}
