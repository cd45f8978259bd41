import { isDigit, isHexDigit, isSpace, JSON_BYTE } from './json-lexer.ts';

/**
 * Where the value that starts at `start` ends, or -1 if it is not valid JSON or has more than `room` levels. The same
 * grammar as the cursor's, but in local variables, because most bytes of a request are only stepped over.
 */
export function skipValidValue(bytes: Uint8Array, start: number, room: number): number {
  let at = start;
  let depth = 0;
  for (;;) {
    const kind = bytes[at] ?? 0;
    if (kind === JSON_BYTE.object || kind === JSON_BYTE.array) {
      if (depth === room) return -1;
      OPEN[++depth] = kind;
      at = skipSpaces(bytes, at + 1);
      if (bytes[at] !== kind + TO_END) {
        if (kind === JSON_BYTE.object) at = skipName(bytes, at);
        if (at < 0) return -1;
        continue;
      }
    } else {
      at = kind === JSON_BYTE.quote ? skipString(bytes, at) : skipScalar(bytes, at);
      if (at < 0 || depth === 0) return at;
      at = skipSpaces(bytes, at);
    }
    while (bytes[at] === (OPEN[depth] ?? 0) + TO_END) {
      if (--depth === 0) return at + 1;
      at = skipSpaces(bytes, at + 1);
    }
    if (bytes[at] !== JSON_BYTE.comma) return -1;
    at = skipSpaces(bytes, at + 1);
    if (OPEN[depth] === JSON_BYTE.object) at = skipName(bytes, at);
    if (at < 0) return -1;
  }
}

/** What is open at each depth. It holds nothing between two calls. */
const OPEN = new Uint8Array(256);
/** From an opening bracket or brace to the closing one. */
const TO_END = 2;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ESCAPES = new Set(Buffer.from('"\\/bfnrtu'));

/** 1 for the bytes that stand for themselves in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== JSON_BYTE.quote && byte !== BACKSLASH ? 1 : 0,
);

function skipSpaces(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at] ?? 0)) at++;
  return at;
}

function skipName(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== JSON_BYTE.quote) return -1;
  const at = skipSpaces(bytes, skipString(bytes, from));
  return bytes[at] === JSON_BYTE.colon ? skipSpaces(bytes, at + 1) : -1;
}

function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    while (PLAIN[bytes[at] ?? 0] === 1) at++;
    if (bytes[at] === JSON_BYTE.quote) return at + 1;
    if (bytes[at] !== BACKSLASH) return -1;
    at = skipEscape(bytes, at + 1);
    if (at < 0) return -1;
  }
}

function skipEscape(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (!ESCAPES.has(byte)) return -1;
  if (byte !== 0x75) return at + 1;
  for (let i = 1; i <= 4; i++) if (!isHexDigit(bytes[at + i] ?? 0)) return -1;
  return at + 5;
}

function skipScalar(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (isDigit(byte) || byte === MINUS) return skipNumber(bytes, at);
  if (byte === 0x6e) return skipWord(bytes, at, 'null');
  if (byte === 0x74) return skipWord(bytes, at, 'true');
  return byte === 0x66 ? skipWord(bytes, at, 'false') : -1;
}

function skipWord(bytes: Uint8Array, at: number, word: string): number {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return -1;
  return at + word.length;
}

function skipNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === MINUS ? from + 1 : from;
  at = bytes[at] === 0x30 ? at + 1 : skipDigits(bytes, at);
  if (bytes[at] === 0x2e) at = skipDigits(bytes, at + 1);
  if (at < 0 || ((bytes[at] ?? 0) | 0x20) !== 0x65) return at;
  const sign = bytes[at + 1];
  return skipDigits(bytes, sign === 0x2b || sign === MINUS ? at + 2 : at + 1);
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at++;
  return at === from ? -1 : at;
}
