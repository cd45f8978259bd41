/** What is asked about some lines of something, `key`, at once; lines it says nothing of are missing in the map. */
export type AskLines<T> = (key: string, lines: readonly number[]) => Promise<ReadonlyMap<number, T>>;

type Batch<T> = PromiseWithResolvers<ReadonlyMap<number, T>> & {
  readonly key: string;
  readonly lines: number[];
};

const MAX_LINES = 50;

/**
 * Asks about a line as soon as fewer than `maxAtOnce` questions are being answered; what is asked about the same thing
 * until then goes along with it, because a history is read for many lines almost as fast as for one.
 */
export function createLineBatches<T>(ask: AskLines<T>, maxAtOnce: number) {
  const waiting: Batch<T>[] = [];
  const open = new Map<string, Batch<T>>();
  let running = 0;

  function join(key: string, line: number): Promise<ReadonlyMap<number, T>> {
    const batch = open.get(key) ?? add(key);
    batch.lines.push(line);
    if (batch.lines.length >= MAX_LINES) open.delete(key);
    // What is asked in the same breath goes along too.
    queueMicrotask(start);
    return batch.promise;
  }

  function add(key: string): Batch<T> {
    const batch = { ...Promise.withResolvers<ReadonlyMap<number, T>>(), key, lines: [] };
    waiting.push(batch);
    open.set(key, batch);
    return batch;
  }

  function start(): void {
    const batch = running < maxAtOnce ? waiting.shift() : undefined;
    if (batch === undefined) return;
    if (open.get(batch.key) === batch) open.delete(batch.key);
    running += 1;
    void answer(batch);
    start();
  }

  async function answer({ key, lines, resolve, reject }: Batch<T>): Promise<void> {
    await ask(key, [...new Set(lines)]).then(resolve, reject);
    running -= 1;
    start();
  }

  /** Null when nothing is said of the line. */
  return async (key: string, line: number): Promise<T | null> => (await join(key, line)).get(line) ?? null;
}
