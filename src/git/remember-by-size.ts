import { LRUCache } from 'lru-cache';

export type SizedMemory<T> = {
  readonly has: (key: string) => boolean;
  readonly get: (key: string, make: () => Promise<T>) => Promise<T>;
};

/** Keeps what was made, once at a time and as much as `maxSize` lets it, for sizes that are known only then. */
export function rememberBySize<T>(maxSize: number, sizeOf: (value: T) => number): SizedMemory<T> {
  const making = new Map<string, Promise<T>>();
  const made = new LRUCache<string, { readonly value: T }>({
    maxSize,
    sizeCalculation: ({ value }) => 1 + sizeOf(value),
  });

  function begin(key: string, make: () => Promise<T>): Promise<T> {
    const promise = make()
      .then((value) => {
        made.set(key, { value });
        return value;
      })
      .finally(() => making.delete(key));
    making.set(key, promise);
    return promise;
  }

  return {
    has: (key) => made.has(key) || making.has(key),
    async get(key, make) {
      const known = made.get(key);
      return known === undefined ? (making.get(key) ?? begin(key, make)) : known.value;
    },
  };
}
