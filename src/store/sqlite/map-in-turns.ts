/** `items.map(map)` that yields between slices of `most` items, so that long work can be cut into turns. */
export function* mapInTurns<T, U>(
  items: readonly T[],
  most: number,
  map: (item: T) => U,
): Generator<void, readonly U[]> {
  const mapped: U[] = [];
  for (const item of items) {
    if (mapped.length > 0 && mapped.length % most === 0) yield;
    mapped.push(map(item));
  }
  return mapped;
}
