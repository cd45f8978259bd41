/** A length as a varint; a safe integer, not negative. */
export function encodeVarint(value: number): Uint8Array {
  const bytes = new Uint8Array(countVarintBytes(value));
  let rest = value;
  for (let i = 0; i < bytes.length - 1; i++) {
    bytes[i] = (rest % 0x80) + 0x80;
    rest = Math.floor(rest / 0x80);
  }
  bytes[bytes.length - 1] = rest;
  return bytes;
}

/** How many bytes `value` takes as a varint. */
export function countVarintBytes(value: number): number {
  let count = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) count++;
  return count;
}
