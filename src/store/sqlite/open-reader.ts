import { DatabaseSync } from 'node:sqlite';
import type { ErrorChoice, ErrorQuery } from '../store.ts';
import { BUSY_TIMEOUT_MS } from './open-database.ts';
import { createHistory } from './history.ts';
import { createReading } from './reading.ts';
import type { Room } from './room.ts';

export type ReaderSettings = { readonly kind: 'reader'; readonly path: string };

export type Reader = ReturnType<typeof openReader>;

/** A connection that only reads, in a thread of its own: a page about a million errors holds up no counting. */
export function openReader({ path }: ReaderSettings) {
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const reading = createReading(database);
  const history = createHistory(database);
  const looks = {
    weeklyErrors: (weekMs: number, choice: ErrorChoice) => reading.weeklyErrors(weekMs, choice),
    findErrorWeek: (query: ErrorQuery) => reading.findErrorWeek(query),
    weekTotals: history.weekTotals,
    errorHistory: history.errorHistory,
  };
  return { database, participant: null, looks, works: {} } satisfies Room;
}
