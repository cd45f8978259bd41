import type { LRUCache } from 'lru-cache';

/** Single flight: the promise itself is kept, and taken out again when it fails. `size` is for caches bounded by size. */
export function remember<T>(
  cache: LRUCache<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
  size?: number,
): Promise<T> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made, { size });
  made.catch(() => {
    if (cache.peek(key) === made) cache.delete(key);
  });
  return made;
}
