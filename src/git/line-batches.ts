/** What is asked about some lines of a subject at once; lines it says nothing of are missing in the map. */
export type AskLines<S, T> = (subject: S, lines: readonly number[]) => Promise<ReadonlyMap<number, T>>;

/** Subjects with the same key are the same. */
export type Subject = { readonly key: string };

type Batch<S, T> = PromiseWithResolvers<ReadonlyMap<number, T>> & {
  readonly subject: S;
  readonly lines: number[];
};

const MAX_LINES = 50;

/**
 * Asks about a line as soon as fewer than `maxAtOnce` questions are being answered; what is asked about the same thing
 * until then goes along with it, because a history is read for many lines almost as fast as for one.
 */
export function createLineBatches<S extends Subject, T>(ask: AskLines<S, T>, maxAtOnce: number) {
  const waiting: Batch<S, T>[] = [];
  const open = new Map<string, Batch<S, T>>();
  let running = 0;

  function join(subject: S, line: number): Promise<ReadonlyMap<number, T>> {
    const batch = open.get(subject.key) ?? add(subject);
    batch.lines.push(line);
    if (batch.lines.length >= MAX_LINES) open.delete(subject.key);
    // What is asked in the same breath goes along too.
    queueMicrotask(start);
    return batch.promise;
  }

  function add(subject: S): Batch<S, T> {
    const batch = { ...Promise.withResolvers<ReadonlyMap<number, T>>(), subject, lines: [] };
    waiting.push(batch);
    open.set(subject.key, batch);
    return batch;
  }

  function start(): void {
    const batch = running < maxAtOnce ? waiting.shift() : undefined;
    if (batch === undefined) return;
    const { key } = batch.subject;
    if (open.get(key) === batch) open.delete(key);
    running += 1;
    void answer(batch);
    start();
  }

  async function answer({ subject, lines, resolve, reject }: Batch<S, T>): Promise<void> {
    await ask(subject, [...new Set(lines)]).then(resolve, reject);
    running -= 1;
    start();
  }

  /** Null when nothing is said of the line. */
  return async (subject: S, line: number): Promise<T | null> => (await join(subject, line)).get(line) ?? null;
}
