/** Recognises a fixed set of keys in UTF-8 bytes without decoding them. */
export type KeyTable = {
  /** The key that stands in [from, to), if it is one of the set. */
  find(bytes: Uint8Array, from: number, to: number): string | undefined;
};

/** Makes the table for `keys`. */
export function createKeyTable(keys: Iterable<string>): KeyTable {
  const byLength = new Map<number, Entry[]>();
  for (const key of keys) {
    const bytes = new TextEncoder().encode(key);
    byLength.set(bytes.length, [...(byLength.get(bytes.length) ?? []), { key, bytes }]);
  }
  return {
    find(bytes, from, to) {
      const entries = byLength.get(to - from);
      if (entries === undefined) return undefined;
      for (const entry of entries) if (standsAt(entry.bytes, bytes, from)) return entry.key;
      return undefined;
    },
  };
}

type Entry = { readonly key: string; readonly bytes: Uint8Array };

function standsAt(expected: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[from + i] !== expected[i]) return false;
  return true;
}
