import { countVarintBytes } from './encode-varint.ts';

/** Writes protobuf fields one after the other. Whole numbers are safe integers, bigints are taken modulo 2^64. */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  /** A length-prefixed field whose content `write` makes. */
  message(field: number, write: (writer: WireWriter) => void): void {
    this.varint(field * 8 + 2);
    const lengthAt = this.#length;
    this.#push(0);
    write(this);
    this.#putLength(lengthAt);
  }

  /** A string field. Lone surrogates become U+FFFD. */
  text(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.#header(field, length);
    this.#reserve(length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** An int64 field, or a bool. */
  int64(field: number, value: bigint): void {
    this.varint(field * 8);
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) this.#push(Number(rest & 0x7fn) + 0x80);
    this.#push(Number(rest));
  }

  double(field: number, value: number): void {
    this.varint(field * 8 + 1);
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** A tag or a length. */
  varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#push((rest % 0x80) + 0x80);
    this.#push(rest);
  }

  /** A copy of what has been written. */
  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }

  #header(field: number, length: number): void {
    this.varint(field * 8 + 2);
    this.varint(length);
  }

  /** One byte was left free for the length at `lengthAt`, which is enough for most; else the content moves up. */
  #putLength(lengthAt: number): void {
    const from = lengthAt + 1;
    const end = this.#length;
    const more = countVarintBytes(end - from) - 1;
    this.#reserve(more);
    if (more > 0) this.#bytes.copyWithin(from + more, from, end);
    this.#length = lengthAt;
    this.varint(end - from);
    this.#length = end + more;
  }

  #push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
