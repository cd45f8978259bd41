/** Does some work when it is its turn. */
export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so many work at a time; others wait, in the order they came. */
export function createTurns(atATime: number): TakeTurn {
  const waiting: (() => void)[] = [];
  let free = Math.max(1, atATime);
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
