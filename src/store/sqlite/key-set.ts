/** A set of 64-bit keys, each given as two unsigned 32-bit halves. */
export type KeySet = {
  /** Whether the key was not there yet. */
  add(high: number, low: number): boolean;
  delete(high: number, low: number): void;
  size(): number;
};

type Table = { readonly halves: Uint32Array; readonly mask: number };

const SMALLEST = 1024;

/**
 * An open-addressing table with linear probing (Knuth, The Art of Computer Programming 3, 6.4), at most half full: 16
 * to 32 bytes a key, where a Set of strings takes some 100. It grows and shrinks with what it holds.
 */
export function createKeySet(): KeySet {
  let table = makeTable(SMALLEST);
  let size = 0;

  function resize(slots: number): void {
    const old = table;
    table = makeTable(slots);
    for (let i = 0; i < old.halves.length; i += 2) {
      const high = old.halves[i] ?? 0;
      const low = old.halves[i + 1] ?? 0;
      if (!isEmpty(high, low)) put(table, findSlot(table, high, low), high, low);
    }
  }

  return {
    add(high, key) {
      const low = notEmpty(high, key);
      const slot = findSlot(table, high, low);
      if (isTaken(table, slot)) return false;
      put(table, slot, high, low);
      size += 1;
      if (size * 2 > table.mask) resize((table.mask + 1) * 2);
      return true;
    },
    delete(high, key) {
      const low = notEmpty(high, key);
      const slot = findSlot(table, high, low);
      if (!isTaken(table, slot)) return;
      closeGap(table, slot);
      size -= 1;
      if (table.mask >= SMALLEST && size * 8 < table.mask) resize((table.mask + 1) / 2);
    },
    size: () => size,
  };
}

function makeTable(slots: number): Table {
  return { halves: new Uint32Array(slots * 2), mask: slots - 1 };
}

// Two zeros mark an empty slot, so that key shares one with its neighbour.
function notEmpty(high: number, low: number): number {
  return isEmpty(high, low) ? 1 : low;
}

function isEmpty(high: number, low: number): boolean {
  return high === 0 && low === 0;
}

/** The key's slot, else the empty one where it belongs. */
function findSlot({ halves, mask }: Table, high: number, low: number): number {
  let slot = low & mask;
  for (;;) {
    const [h, l] = [halves[slot * 2] ?? 0, halves[slot * 2 + 1] ?? 0];
    if ((h === high && l === low) || isEmpty(h, l)) return slot;
    slot = (slot + 1) & mask;
  }
}

function isTaken({ halves }: Table, slot: number): boolean {
  return !isEmpty(halves[slot * 2] ?? 0, halves[slot * 2 + 1] ?? 0);
}

function put({ halves }: Table, slot: number, high: number, low: number): void {
  halves[slot * 2] = high;
  halves[slot * 2 + 1] = low;
}

/** Empties a slot and moves up the keys behind it that could not be found across the gap. */
function closeGap(table: Table, slot: number): void {
  const { halves, mask } = table;
  let gap = slot;
  for (let next = (gap + 1) & mask; isTaken(table, next); next = (next + 1) & mask) {
    const [high, low] = [halves[next * 2] ?? 0, halves[next * 2 + 1] ?? 0];
    if (((next - low) & mask) < ((next - gap) & mask)) continue;
    put(table, gap, high, low);
    gap = next;
  }
  put(table, gap, 0, 0);
}
