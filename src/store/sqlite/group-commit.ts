import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '../store.ts';

/** Runs `work` in a transaction and resolves once it is on disk. */
export type Commit = <T>(work: () => T) => Promise<T>;

type Job = { readonly run: () => void; readonly settle: (error: unknown) => void };

/**
 * Puts all writes that wait at the same moment into one transaction, so that many requests share one fsync. When such
 * a transaction fails for the sake of one of them, each is tried alone: one cannot spoil the others.
 */
export function createGroupCommit(database: DatabaseSync): Commit {
  let queue: Job[] = [];

  function flush(): void {
    const jobs = queue;
    queue = [];
    const failure = tryTransaction(database, jobs);
    if (failure === null) return settleAll(jobs, null);
    if (jobs.length === 1 || !isOfOneJob(failure)) return settleAll(jobs, failure);
    for (const job of jobs) settleAll([job], tryTransaction(database, [job]));
  }

  return (work) =>
    new Promise((resolve, reject) => {
      let result: ReturnType<typeof work>;
      const run = (): void => {
        result = work();
      };
      const settle = (error: unknown): void => {
        if (error === null) resolve(result);
        else reject(toStoreError(error));
      };
      queue.push({ run, settle });
      if (queue.length === 1) setImmediate(flush);
    });
}

// SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH lie in what is written; a lock or a full disk meets all alike.
function isOfOneJob(failure: unknown): boolean {
  const code = failure instanceof Error && 'errcode' in failure ? Number(failure.errcode) & 0xff : null;
  return code === null || code === 18 || code === 19 || code === 20;
}

function tryTransaction(database: DatabaseSync, jobs: readonly Job[]): unknown {
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const job of jobs) job.run();
    database.exec('COMMIT');
    return null;
  } catch (error) {
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
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
