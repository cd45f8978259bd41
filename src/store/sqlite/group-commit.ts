import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailable } from '../store.ts';

export type GroupCommit = {
  /** Runs `work` in a transaction and resolves once it is on disk. */
  readonly commit: <T>(work: () => T) => Promise<T>;
  /** The same for long work: where it yields, other requests get their turn, and reads see what is written so far. */
  readonly commitInTurns: <T>(work: () => Generator<void, T>) => Promise<T>;
};

/** Keeps something in memory that must agree with the file. */
export type Participant = {
  /** The last part of a transaction. */
  write(): void;
  /** The transaction is on disk. */
  keep(): void;
  /** Nothing of the transaction happened. */
  undo(): void;
};

type Job = { readonly run: () => Generator<void, void>; readonly settle: (error: unknown) => void };

/**
 * Puts all writes that wait at the same moment into one transaction, so that many requests share one fsync. When such
 * a transaction fails for the sake of one of them, each is tried alone: one cannot spoil the others.
 */
export function createGroupCommit(database: DatabaseSync, participant: Participant): GroupCommit {
  let queue: Job[] = [];
  let isFlushing = false;

  async function flush(): Promise<void> {
    const jobs = queue;
    queue = [];
    await commitAll(database, participant, jobs);
    isFlushing = false;
    if (queue.length > 0) plan();
  }

  function plan(): void {
    if (isFlushing) return;
    isFlushing = true;
    setImmediate(() => void flush());
  }

  function commitInTurns<T>(work: () => Generator<void, T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      const run = function* (): Generator<void, void> {
        result = yield* work();
      };
      const settle = (error: unknown): void => {
        if (error === null) resolve(result);
        else reject(toStoreError(error));
      };
      queue.push({ run, settle });
      plan();
    });
  }

  return {
    commitInTurns,
    commit: (work) =>
      // oxlint-disable-next-line eslint/require-yield -- short work takes one turn
      commitInTurns(function* () {
        return work();
      }),
  };
}

async function commitAll(
  database: DatabaseSync,
  participant: Participant,
  jobs: readonly Job[],
): Promise<void> {
  const failure = await tryTransaction(database, participant, jobs);
  if (failure === null) return settleAll(jobs, null);
  if (jobs.length === 1 || !isOfOneJob(failure)) return settleAll(jobs, failure);
  for (const job of jobs) settleAll([job], await tryTransaction(database, participant, [job]));
}

// SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH lie in what is written; a lock or a full disk meets all alike.
function isOfOneJob(failure: unknown): boolean {
  const code = failure instanceof Error && 'errcode' in failure ? Number(failure.errcode) & 0xff : null;
  return code === null || code === 18 || code === 19 || code === 20;
}

async function tryTransaction(
  database: DatabaseSync,
  participant: Participant,
  jobs: readonly Job[],
): Promise<unknown> {
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const job of jobs) {
      const turns = job.run();
      while (turns.next().done !== true) await nextTurn();
    }
    participant.write();
    database.exec('COMMIT');
    participant.keep();
    return null;
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
    participant.undo();
    return error;
  }
}

function settleAll(jobs: readonly Job[], error: unknown): void {
  for (const job of jobs) job.settle(error);
}

/** What SQLite refuses may succeed later; anything else is a bug and stays what it is. */
export function toStoreError(error: unknown): unknown {
  const isSqlite = error instanceof Error && 'errcode' in error;
  return isSqlite
    ? new StoreUnavailable(`the store did not take it: ${error.message}`, { cause: error })
    : error;
}
