/** The longest beginning of the text that takes at most `maxBytes` bytes of UTF-8, with no character cut in two. */
export function cutText(text: string, maxBytes: number): string {
  if (text.length * MAX_BYTES_PER_UNIT <= maxBytes) return text;
  if (text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes) return text;
  const { read } = new TextEncoder().encodeInto(text.slice(0, maxBytes), new Uint8Array(maxBytes));
  return text.slice(0, read);
}

const MAX_BYTES_PER_UNIT = 3;
