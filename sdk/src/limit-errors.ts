/** Decides which occurrences of an error are worth a record, and knows how many the next record stands for. */
export interface ErrorLimit<Record> {
  /**
   * Counts one more occurrence and gives how many a record written now has to stand for; 0: none is due. An occurrence
   * that somebody else has counted already asks only whether a record is due.
   */
  admit(key: string, counted: 'here' | 'elsewhere'): number;
  /** Notes that a record of that many occurrences is out, and keeps what it said for those that are only counted. */
  settle(key: string, count: number, record: Record): void;
  /** Takes back what was admitted, because it could not be written. */
  retract(key: string, counted: 'here' | 'elsewhere'): void;
  /** How many occurrences wait to be told. */
  countWaiting(): number;
  /** Hands over what waits, or only what has waited for ten minutes; what is refused waits on. */
  flush(write: (record: Record, count: number) => boolean, which: 'all' | 'overdue'): void;
}

interface Entry<Record> {
  seen: number;
  /** Not yet told of by a record. */
  waiting: number;
  settledAtMs: number;
  record: Record | undefined;
}

/** How long an occurrence may wait to be told. */
export const MAX_WAIT_MS = 10 * 60 * 1000;

const MAX_ERRORS = 200;
const FIRST = 10;

/**
 * The first ten occurrences of an error are due, then each power of two, and whatever comes ten minutes after the last
 * record. The 200 errors seen latest are told apart; one that is forgotten is handed to `leave` with what waits of it.
 */
export function createErrorLimit<Record>({
  now,
  leave,
}: {
  /** In milliseconds, from any start. */
  readonly now: () => number;
  readonly leave: (record: Record, count: number) => void;
}): ErrorLimit<Record> {
  const entries = new Map<string, Entry<Record>>();

  function touch(key: string): Entry<Record> {
    const known = entries.get(key);
    if (known === undefined) {
      if (entries.size >= MAX_ERRORS) forgetOldest(entries, leave);
      const made = { seen: 0, waiting: 0, settledAtMs: now(), record: undefined };
      entries.set(key, made);
      return made;
    }
    entries.delete(key);
    entries.set(key, known);
    return known;
  }

  return {
    admit(key, counted) {
      const entry = touch(key);
      entry.seen++;
      if (counted === 'here') entry.waiting++;
      if (!isDue(entry, now())) return 0;
      return counted === 'here' ? entry.waiting : 1;
    },
    settle(key, count, record) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      entry.waiting = Math.max(entry.waiting - count, 0);
      entry.settledAtMs = now();
      entry.record = record;
    },
    retract(key, counted) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      entry.seen--;
      if (counted === 'here') entry.waiting = Math.max(entry.waiting - 1, 0);
    },
    countWaiting() {
      let sum = 0;
      for (const { waiting } of entries.values()) sum += waiting;
      return sum;
    },
    flush(write, which) {
      for (const entry of entries.values()) {
        if (which === 'overdue' && now() - entry.settledAtMs < MAX_WAIT_MS) continue;
        flushEntry(entry, write, now());
      }
    },
  };
}

function isDue({ seen, settledAtMs }: Entry<unknown>, nowMs: number): boolean {
  return seen <= FIRST || isPowerOfTwo(seen) || nowMs - settledAtMs >= MAX_WAIT_MS;
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

function flushEntry<Record>(
  entry: Entry<Record>,
  write: (record: Record, count: number) => boolean,
  nowMs: number,
): void {
  const { waiting, record } = entry;
  if (waiting === 0 || record === undefined) return;
  // Set first: writing may lead to a shutdown, which flushes again.
  entry.waiting = 0;
  if (write(record, waiting)) entry.settledAtMs = nowMs;
  else entry.waiting += waiting;
}

function forgetOldest<Record>(
  entries: Map<string, Entry<Record>>,
  leave: (record: Record, count: number) => void,
): void {
  for (const [key, { waiting, record }] of entries) {
    entries.delete(key);
    if (waiting > 0 && record !== undefined) leave(record, waiting);
    return;
  }
}
