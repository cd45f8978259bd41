/** Both ends of a list that is longer than `max`, with `fill(n)` in the place of the `n` left out. */
export function keepEnds<T>(items: readonly T[], max: number, fill: (n: number) => T): readonly T[] {
  if (items.length <= max) return items;
  const head = Math.ceil((max - 1) / 2);
  const tail = max - 1 - head;
  const leftOut = items.length - head - tail;
  return [...items.slice(0, head), fill(leftOut), ...items.slice(items.length - tail)];
}
