/** At offset `at`, `remove` bytes give way to `insert`. */
export type Edit = { readonly at: number; readonly remove: number; readonly insert: Uint8Array };

/** A copy of `bytes` with the edits made. They must be in ascending order and must not overlap. */
export function splice(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const growth = edits.reduce((sum, edit) => sum + edit.insert.length - edit.remove, 0);
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Every byte is written below, so there is no need to clear them first.
  const result = Buffer.allocUnsafeSlow(bytes.length + growth);
  let read = 0;
  let written = 0;
  for (const edit of edits) {
    written += source.copy(result, written, read, edit.at);
    result.set(edit.insert, written);
    written += edit.insert.length;
    read = edit.at + edit.remove;
  }
  source.copy(result, written, read);
  return new Uint8Array(result.buffer, result.byteOffset, result.byteLength);
}
