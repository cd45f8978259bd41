/** Recognises a fixed set of keys in UTF-8 bytes without decoding them. */
export type KeyTable<Key extends string = string> = {
  /** The key that stands in [from, to), if it is one of the set. */
  find(bytes: Uint8Array, from: number, to: number): Key | undefined;
};

/** Makes the table for `keys`. */
export function createKeyTable<const Key extends string>(keys: Iterable<Key>): KeyTable<Key> {
  const byLength: (Entry<Key>[] | undefined)[] = [];
  for (const key of keys) {
    const bytes = new TextEncoder().encode(key);
    while (byLength.length <= bytes.length) byLength.push(undefined);
    (byLength[bytes.length] ??= []).push({ key, bytes });
  }
  return {
    find(bytes, from, to) {
      const entries = byLength[to - from];
      if (entries === undefined) return undefined;
      for (const entry of entries) if (standsAt(entry.bytes, bytes, from)) return entry.key;
      return undefined;
    },
  };
}

type Entry<Key> = { readonly key: Key; readonly bytes: Uint8Array };

function standsAt(expected: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < expected.length; i++) if (bytes[from + i] !== expected[i]) return false;
  return true;
}
