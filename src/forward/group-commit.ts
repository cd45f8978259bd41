/**
 * Commits things in groups: while one group is on its way, the next gathers, so that however many come at the same time
 * share the price of one commit. A thing that comes alone waits for nothing.
 */
export function createGroupCommit<T>(needs: {
  /** Commits all or rejects for all. */
  readonly commit: (group: readonly T[]) => Promise<void>;
  readonly weigh: (thing: T) => number;
  /** A group ends before it weighs more, unless it is a single thing. */
  readonly mostWeight: number;
  readonly most: number;
}): (thing: T) => Promise<void> {
  const waiting: { readonly thing: T; readonly done: PromiseWithResolvers<void> }[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, countGroup());
      await needs.commit(group.map(({ thing }) => thing)).then(
        () => group.forEach(({ done }) => done.resolve()),
        (error: unknown) => group.forEach(({ done }) => done.reject(error)),
      );
    }
    running = false;
  }

  function countGroup(): number {
    let weight = 0;
    const end = waiting.findIndex(({ thing }, index) => {
      weight += needs.weigh(thing);
      return index > 0 && (weight > needs.mostWeight || index >= needs.most);
    });
    return end === -1 ? waiting.length : end;
  }

  return (thing) => {
    const done = Promise.withResolvers<void>();
    waiting.push({ thing, done });
    if (!running) void run();
    return done.promise;
  };
}
