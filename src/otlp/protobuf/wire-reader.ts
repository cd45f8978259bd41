import { createKeyDecoder, type KeyDecoder, MAX_REPEATED } from '../key-decoder.ts';
import { MAX_VALUES } from '../limits.ts';

/** How a field's value stands on the wire. */
export const WIRE_TYPE = {
  varint: 0,
  fixed64: 1,
  length: 2,
  groupStart: 3,
  groupEnd: 4,
  fixed32: 5,
} as const;

/** Groups may be nested this deep, as in other protobuf implementations. */
const MAX_GROUP_DEPTH = 100;

/**
 * Steps through protobuf fields without allocating. `next` moves over one whole field and leaves its value in
 * [from, to); to go into a message, set `at` to its `from` and step up to its `to`. A failure is not thrown, because a
 * hostile request can hold millions: it sets `problem`, and from then on `next` returns false.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  at = 0;
  field = 0;
  wireType = 0;
  from = 0;
  to = 0;
  /** Where the length of a length-prefixed field stands. */
  lengthAt = 0;
  problem: string | undefined;
  problemAt = 0;
  /** Whether the problem is only that there are too many attribute values. */
  isOverLimit = false;
  #valuesLeft = MAX_VALUES;
  readonly #text: Buffer;
  readonly #decodeKey: KeyDecoder;
  readonly #decodeValue: KeyDecoder;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#decodeKey = createKeyDecoder(bytes);
    this.#decodeValue = createKeyDecoder(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves over the next field of the message that ends at `end`; false at its end or on a failure. */
  next(end: number): boolean {
    if (this.problem !== undefined || this.at >= end) return false;
    this.#readTag(end);
    if (this.wireType === WIRE_TYPE.groupStart) this.#skipGroup(end);
    else this.#skipField(end);
    return this.problem === undefined;
  }

  /** Whether the current field is number `field` with a length: a message, a string or bytes. */
  isLength(field: number): boolean {
    return this.field === field && this.wireType === WIRE_TYPE.length;
  }

  /** Whether the current field is number `field` with eight bytes: a time. */
  isFixed64(field: number): boolean {
    return this.field === field && this.wireType === WIRE_TYPE.fixed64;
  }

  /** Records what is wrong; the first failure stays. */
  fail(problem: string): void {
    if (this.problem !== undefined) return;
    this.problem = problem;
    this.problemAt = this.at;
  }

  /** Counts one attribute value more; a failure when there are too many. */
  spendValue(): void {
    if (--this.#valuesLeft >= 0 || this.problem !== undefined) return;
    this.fail('the request has too many attribute values');
    this.isOverLimit = true;
  }

  /** Goes on at `at`, and forgets a failure. */
  goOnAt(at: number): void {
    this.problem = undefined;
    this.isOverLimit = false;
    this.at = at;
  }

  /** The current value as text; what is not UTF-8 becomes U+FFFD. */
  text(): string {
    if (this.to - this.from <= MAX_REPEATED) return this.#decodeValue(this.from, this.to);
    return this.#text.toString('utf8', this.from, this.to);
  }

  /** The same for the key of an attribute. */
  key(): string {
    return this.#decodeKey(this.from, this.to);
  }

  /** The current value as lower-case hex. */
  hex(): string {
    return this.#text.toString('hex', this.from, this.to);
  }

  /** The current fixed64. */
  uint64(): bigint {
    return this.#view.getBigUint64(this.from, true);
  }

  /** The current fixed64 as a double. */
  double(): number {
    return this.#view.getFloat64(this.from, true);
  }

  /** The current varint as an int64. */
  int64(): bigint {
    if (this.to - this.from <= 4) return BigInt(this.#smallVarint());
    let value = 0n;
    for (let i = this.to - 1; i >= this.from; i--) value = (value << 7n) | BigInt(this.#byte(i) & 0x7f);
    return BigInt.asIntN(64, value);
  }

  #readTag(end: number): void {
    const first = this.#byte(this.at);
    if (first >= 0x80 || first < 8) return this.#readLongTag(end);
    this.at++;
    this.wireType = first & 7;
    this.field = first >>> 3;
  }

  #readLongTag(end: number): void {
    const tag = this.#longVarint(end);
    this.wireType = tag & 7;
    this.field = tag >>> 3;
    if (tag < 8 || tag >= 2 ** 32) this.fail('a field number is out of range');
  }

  #skipField(end: number): void {
    this.from = this.at;
    switch (this.wireType) {
      case WIRE_TYPE.varint:
        this.#varint(end);
        this.to = this.at;
        return;
      case WIRE_TYPE.fixed64:
        return this.#skipBytes(8, end);
      case WIRE_TYPE.fixed32:
        return this.#skipBytes(4, end);
      case WIRE_TYPE.length:
        return this.#skipLength(end);
      default:
        return this.fail(
          this.wireType === WIRE_TYPE.groupEnd ? 'a group ends that never began' : 'a wire type is unknown',
        );
    }
  }

  #skipLength(end: number): void {
    this.lengthAt = this.at;
    const length = this.#varint(end);
    this.from = this.at;
    this.#skipBytes(length, end);
  }

  #skipBytes(length: number, end: number): void {
    if (length > end - this.at) return this.fail('a value is longer than the message it stands in');
    this.at += length;
    this.to = this.at;
  }

  #skipGroup(end: number): void {
    const group = this.field;
    const open = [group];
    while (open.length > 0 && this.problem === undefined) {
      if (this.at >= end) return this.fail('a group does not end');
      this.#readTag(end);
      if (this.wireType === WIRE_TYPE.groupEnd) {
        if (open.pop() !== this.field) this.fail('a group ends that never began');
      } else if (this.wireType === WIRE_TYPE.groupStart) {
        if (open.push(this.field) > MAX_GROUP_DEPTH) this.fail('groups are nested too deeply');
      } else this.#skipField(end);
    }
    this.field = group;
    this.wireType = WIRE_TYPE.groupStart;
  }

  #smallVarint(): number {
    let value = 0;
    for (let i = this.to - 1; i >= this.from; i--) value = value * 0x80 + (this.#byte(i) & 0x7f);
    return value;
  }

  #varint(end: number): number {
    const first = this.at < end ? this.#byte(this.at) : 0x80;
    if (first >= 0x80) return this.#longVarint(end);
    this.at++;
    return first;
  }

  #longVarint(end: number): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (this.at >= end) return this.#badVarint('a varint is cut off');
      const byte = this.#byte(this.at++);
      if (byte < 0x80) {
        if (i === 9 && byte > 1) return this.#badVarint('a varint exceeds 64 bits');
        return value + byte * scale;
      }
      value += (byte - 0x80) * scale;
      scale *= 0x80;
    }
    return this.#badVarint('a varint is longer than ten bytes');
  }

  #badVarint(problem: string): number {
    this.fail(problem);
    return 0;
  }

  #byte(at: number): number {
    return this.bytes[at] ?? 0;
  }
}
