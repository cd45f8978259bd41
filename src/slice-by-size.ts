/** Cuts a list into slices of at most `most` items that weigh little more than `weight` together, in order. */
export function* sliceBySize<T>(
  items: readonly T[],
  {
    most,
    weight,
    weigh,
  }: { readonly most: number; readonly weight: number; readonly weigh: (item: T) => number },
): Generator<readonly T[]> {
  let slice: T[] = [];
  let sum = 0;
  for (const item of items) {
    slice.push(item);
    sum += weigh(item);
    if (slice.length < most && sum < weight) continue;
    yield slice;
    [slice, sum] = [[], 0];
  }
  if (slice.length > 0) yield slice;
}
