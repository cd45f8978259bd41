/** A copy in which `insert` stands in place of [from, to). */
export function replaceBytes(bytes: Uint8Array, from: number, to: number, insert: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(Math.max(from, to))]);
}
