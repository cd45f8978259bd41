import type { DatabaseSync } from 'node:sqlite';

/** Keeps something in memory that must agree with the file. */
export type Participant = {
  /** The last part of a transaction. */
  write(): void;
  /** The transaction is on disk. */
  keep(): void;
  /** Nothing of the transaction happened. */
  undo(): void;
};

/** Several as one. */
export function joinParticipants(all: readonly Participant[]): Participant {
  return {
    write: () => all.forEach((one) => one.write()),
    keep: () => all.forEach((one) => one.keep()),
    undo: () => all.forEach((one) => one.undo()),
  };
}

export type Committed = { readonly value: unknown } | { readonly error: unknown };

/**
 * Does all works in one transaction, so that many requests share one fsync, and tells how each ended once that is on
 * disk. When such a transaction fails for the sake of one of them, each is tried alone: one cannot spoil the others.
 */
export function commitTogether(
  database: DatabaseSync,
  participant: Participant,
  works: readonly (() => unknown)[],
): readonly Committed[] {
  try {
    return runTransaction(database, participant, works).map((value) => ({ value }));
  } catch (error) {
    if (works.length === 1 || !isOfOneWork(error)) return works.map(() => ({ error }));
    return works.flatMap((work) => commitTogether(database, participant, [work]));
  }
}

// SQLITE_TOOBIG, SQLITE_CONSTRAINT and SQLITE_MISMATCH lie in what is written; a lock or a full disk meets all alike.
function isOfOneWork(failure: unknown): boolean {
  const code = failure instanceof Error && 'errcode' in failure ? Number(failure.errcode) & 0xff : null;
  return code === null || code === 18 || code === 19 || code === 20;
}

function runTransaction(
  database: DatabaseSync,
  participant: Participant,
  works: readonly (() => unknown)[],
): readonly unknown[] {
  try {
    database.exec('BEGIN IMMEDIATE');
    const values = works.map((work) => work());
    participant.write();
    database.exec('COMMIT');
    participant.keep();
    return values;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    participant.undo();
    throw error;
  }
}
