import type { Schedule } from './pause.ts';
import type { SpoolEntry } from './spool-order.ts';

/** Keeps batches on which the upstream fails, although it takes others, from holding those up. */
export type Setbacks = {
  /** The upstream answered a batch for good: those that failed before were not part of an outage. */
  upstreamAnswered(): void;
  /** A batch failed; tells whether it is to be given up. */
  failed(entry: SpoolEntry): 'try again' | 'give up';
  /** How often the batch failed so far. */
  count(entry: SpoolEntry): number;
  isPutOff(entry: SpoolEntry): boolean;
  putOffCount(): number;
  /** The batch has left the spool. */
  forget(entry: SpoolEntry): void;
  cancel(): void;
};

// A failure counts against a batch only if the upstream took another one since the failure before.
const FAILURES_A_TURN = 5;
const PUT_OFF_MS = [1, 4, 16, 64].map((minutes) => minutes * 60_000);
const MOST_PUT_OFF = 1000;

/**
 * After five failures that count, a batch is put off for 1 minute, then 4, 16 and 64, and after five more it is given
 * up. Nothing of this is on the disk: after a restart it begins anew. `due` is called when a turn has come.
 */
export function createSetbacks(needs: { readonly schedule: Schedule; readonly due: () => void }): Setbacks {
  const records = new Map<SpoolEntry, { count: number; counted: number; turn: number; seen: number }>();
  const putOff = new Map<SpoolEntry, () => void>();
  let answers = 0;

  function postpone(entry: SpoolEntry, ms: number): void {
    const callOff = needs.schedule(() => {
      putOff.delete(entry);
      needs.due();
    }, ms);
    putOff.set(entry, callOff);
  }

  return {
    upstreamAnswered() {
      answers += 1;
    },
    failed(entry) {
      const record = records.get(entry) ?? { count: 0, counted: 0, turn: 0, seen: answers };
      records.set(entry, record);
      record.count += 1;
      if (answers > record.seen) record.counted += 1;
      record.seen = answers;
      if (record.counted < FAILURES_A_TURN || putOff.size >= MOST_PUT_OFF) return 'try again';
      const ms = PUT_OFF_MS[record.turn];
      if (ms === undefined) return 'give up';
      record.turn += 1;
      record.counted = 0;
      postpone(entry, ms);
      return 'try again';
    },
    count: (entry) => records.get(entry)?.count ?? 0,
    isPutOff: (entry) => putOff.has(entry),
    putOffCount: () => putOff.size,
    forget(entry) {
      records.delete(entry);
      putOff.get(entry)?.();
      putOff.delete(entry);
    },
    cancel() {
      for (const callOff of putOff.values()) callOff();
      putOff.clear();
    },
  };
}
