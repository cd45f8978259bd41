/** Tells where none of some markers stand, so that nothing needs to be read there. */
export type MarkerSearch = {
  /** Whether a marker begins in [from, to). Each byte is looked at once as long as `from` only grows. */
  anyIn(from: number, to: number): boolean;
};

/** Searches `bytes` for `markers`, as far as it is asked. */
export function createMarkerSearch(bytes: Uint8Array, markers: readonly Buffer[]): MarkerSearch {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const next = markers.map(() => -1);
  const find = (marker: Buffer, from: number): number => {
    const at = buffer.indexOf(marker, from);
    return at < 0 ? buffer.length : at;
  };
  return {
    anyIn(from, to) {
      for (const [i, marker] of markers.entries()) {
        let at = next[i] ?? -1;
        if (at < from) next[i] = at = find(marker, from);
        if (at < to) return true;
      }
      return false;
    },
  };
}
