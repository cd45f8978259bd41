/** Shows each item's size in bytes, in order; it stops when told false. */
export type ItemVisits = (visit: (size: number) => boolean) => void;

/** The number of the item, not the first, before which about half of all the items' bytes stand; null if there is none. */
export function findMiddle(visitItems: ItemVisits): number | null {
  let total = 0;
  let count = 0;
  visitItems((size) => {
    total += size;
    count++;
    return true;
  });
  if (count < 2) return null;
  let middle = 0;
  let before = 0;
  visitItems((size) => {
    if (middle > 0 && (before + size / 2 > total / 2 || middle === count - 1)) return false;
    before += size;
    middle++;
    return true;
  });
  return middle;
}
