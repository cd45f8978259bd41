/** At offset `at`, `remove` bytes give way to `insert`. */
export type Edit = { readonly at: number; readonly remove: number; readonly insert: Uint8Array };

/** A copy of `bytes` with the edits made. They must be in ascending order and must not overlap. */
export function splice(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const growth = edits.reduce((sum, edit) => sum + edit.insert.length - edit.remove, 0);
  const result = new Uint8Array(bytes.length + growth);
  let read = 0;
  let written = 0;
  for (const edit of edits) {
    result.set(bytes.subarray(read, edit.at), written);
    written += edit.at - read;
    result.set(edit.insert, written);
    written += edit.insert.length;
    read = edit.at + edit.remove;
  }
  result.set(bytes.subarray(read), written);
  return result;
}
