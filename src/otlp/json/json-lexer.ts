import { createKeyDecoder, type KeyDecoder, MAX_REPEATED } from '../key-decoder.ts';
import { MalformedOtlp } from '../malformed-otlp.ts';
import type { Signal } from '../signal.ts';

/** The first bytes of values and the punctuation between them. */
export const JSON_BYTE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  array: 0x5b,
  arrayEnd: 0x5d,
  object: 0x7b,
  objectEnd: 0x7d,
} as const;

const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ESCAPES = new Set(Buffer.from('"\\/bfnrtu'));
/** 1 for the bytes that stand for themselves in a string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== JSON_BYTE.quote && byte !== BACKSLASH ? 1 : 0,
);

/**
 * The words of a JSON document in UTF-8: strings, numbers, literals and white space, exactly as JSON.parse takes them.
 * Bytes that are not UTF-8 are tolerated inside strings and read as U+FFFD.
 * @throws MalformedOtlp on whatever is not JSON.
 */
export class JsonLexer {
  readonly bytes: Uint8Array;
  at = 0;
  /** The last string (without its quotes), member name or number read. */
  from = 0;
  to = 0;
  /** Whether the last string has escapes in it, so that its bytes are not its characters. */
  hasEscapes = false;
  /** Whose request this is; for the messages. */
  readonly #signal: Signal;
  readonly #buffer: Buffer;
  readonly #decodeKey: KeyDecoder;
  readonly #decodeValue: KeyDecoder;

  constructor(bytes: Uint8Array, signal: Signal) {
    this.bytes = bytes;
    this.#signal = signal;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#decodeKey = createKeyDecoder(bytes);
    this.#decodeValue = createKeyDecoder(bytes);
  }

  /** The byte at the cursor, or -1 at the end. */
  byte(): number {
    return this.bytes[this.at] ?? -1;
  }

  /** The last string, member name or number read. */
  text(): string {
    if (!this.hasEscapes && this.to - this.from <= MAX_REPEATED) return this.#decodeValue(this.from, this.to);
    if (!this.hasEscapes) return this.#buffer.toString('utf8', this.from, this.to);
    const decoded: unknown = JSON.parse(this.#buffer.toString('utf8', this.from - 1, this.to + 1));
    return String(decoded);
  }

  /** The same for a text that comes often. */
  key(): string {
    return this.hasEscapes ? this.text() : this.#decodeKey(this.from, this.to);
  }

  readString(): void {
    this.expect(JSON_BYTE.quote, 'a string is missing');
    this.from = this.at;
    this.hasEscapes = false;
    while (this.#skipPlain() === BACKSLASH) this.#skipEscape();
    this.to = this.at;
    this.expect(JSON_BYTE.quote, 'a string does not end or has a control character in it');
  }

  readNumber(): void {
    this.from = this.at;
    this.hasEscapes = false;
    this.#skipIf(MINUS);
    if (!this.#skipIf(0x30)) this.#skipDigits();
    if (this.#skipIf(0x2e)) this.#skipDigits();
    if (this.#skipIf(0x65) || this.#skipIf(0x45)) {
      if (!this.#skipIf(0x2b)) this.#skipIf(MINUS);
      this.#skipDigits();
    }
    this.to = this.at;
  }

  skipWord(word: 'null' | 'true' | 'false'): void {
    for (let i = 0; i < word.length; i++) this.expect(word.charCodeAt(i), NOT_A_VALUE);
  }

  skipSpace(): void {
    while (this.byte() <= 0x20 && isSpace(this.byte())) this.at++;
  }

  expect(byte: number, problem: string): void {
    if (this.byte() !== byte) this.fail(problem);
    this.at++;
  }

  fail(problem: string): never {
    throw new MalformedOtlp(this.#signal, problem, this.at);
  }

  /** Steps over the characters of a string that stand for themselves; the byte that follows them. */
  #skipPlain(): number {
    const { bytes } = this;
    let { at } = this;
    while (PLAIN[bytes[at] ?? 0] === 1) at++;
    this.at = at;
    return bytes[at] ?? 0;
  }

  #skipEscape(): void {
    this.hasEscapes = true;
    this.at++;
    const byte = this.byte();
    if (!ESCAPES.has(byte)) this.fail(BAD_ESCAPE);
    this.at++;
    if (byte !== 0x75) return;
    for (const end = this.at + 4; this.at < end; this.at++)
      if (!isHexDigit(this.byte())) this.fail(BAD_ESCAPE);
  }

  #skipIf(byte: number): boolean {
    if (this.byte() !== byte) return false;
    this.at++;
    return true;
  }

  #skipDigits(): void {
    if (!isDigit(this.byte())) this.fail(NOT_A_VALUE);
    while (isDigit(this.byte())) this.at++;
  }
}

const NOT_A_VALUE = 'a value is missing or is not JSON';
const BAD_ESCAPE = 'a string has an unknown escape in it';

/** Space, tab, line feed, carriage return. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** Upper or lower case. */
export function isHexDigit(byte: number): boolean {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}
