/** Several values under one key, of which the one that came last counts. */
export type Piles<T> = {
  /** A value that is there already keeps its place. */
  put(key: string, id: string, value: T): void;
  remove(key: string, id: string): void;
  last(key: string): T | undefined;
  keys(): readonly string[];
  isEmpty(): boolean;
};

export function createPiles<T>(): Piles<T> {
  const piles = new Map<string, Map<string, T>>();
  return {
    put(key, id, value) {
      const pile = piles.get(key) ?? new Map<string, T>();
      piles.set(key, pile.set(id, value));
    },
    remove(key, id) {
      const pile = piles.get(key);
      pile?.delete(id);
      if (pile?.size === 0) piles.delete(key);
    },
    last: (key) => [...(piles.get(key)?.values() ?? [])].at(-1),
    keys: () => [...piles.keys()],
    isEmpty: () => piles.size === 0,
  };
}
