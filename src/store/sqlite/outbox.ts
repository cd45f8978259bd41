import type { DatabaseSync } from 'node:sqlite';
import type { Letter, LetterEnding, LetterSettled, Notice } from '../store.ts';
import type { Digests } from './digests.ts';
import type { Notices } from './notices.ts';

/** Letters waiting for SMTP; every function runs inside the caller's transaction. */
export function createOutbox(database: DatabaseSync, digests: Digests, notices: Notices) {
  const due = database.prepare(`SELECT 1 FROM outbox WHERE ${OPEN} AND ${DUE} LIMIT 1`);
  // Claiming is postponing: whoever dies with a letter in hand leaves it due again when the lease ends.
  const claim = database.prepare(
    `UPDATE outbox SET next_attempt_ms = :until, handed = max(handed, 1) WHERE id IN (
       SELECT id FROM outbox WHERE ${OPEN} AND ${DUE}
       ORDER BY next_attempt_ms, id LIMIT :limit)
     RETURNING *`,
  );
  const sent = database.prepare('UPDATE outbox SET sent_ms = ?, because = NULL WHERE id = ?');
  const deferred = database.prepare(
    `UPDATE outbox SET attempts = attempts + 1, next_attempt_ms = ?, because = ?,
       handed = iif(? AND handed = 1, 0, 2) WHERE id = ?`,
  );
  const leave = database.prepare('UPDATE outbox SET recipients = ?, begun = 1 WHERE id = ?');
  const failed = database.prepare('UPDATE outbox SET failed = 1, because = ? WHERE id = ?');
  const withdraw = database.prepare(
    'DELETE FROM outbox WHERE id = ? RETURNING error_id, week_ms, created_ms',
  );
  const unmark = database.prepare(
    `UPDATE error_week SET mailed_ms = (SELECT max(created_ms) FROM outbox
       WHERE outbox.error_id = error_week.error_id AND outbox.week_ms = error_week.week_ms)
     WHERE error_id = :error_id AND week_ms = :week_ms AND mailed_ms = :created_ms`,
  );
  const sentBetween = database.prepare('SELECT count(*) AS n FROM outbox WHERE sent_ms BETWEEN ? AND ?');

  /** The week is as before the letter; the error keeps its time, so that the next one is not written at once. */
  function withhold(id: number): void {
    const letter = withdraw.get(id);
    if (letter !== undefined) unmark.run(letter);
  }

  function defer(id: number, { nextAttemptMs, because, unseen, left }: Deferred): void {
    deferred.run(nextAttemptMs, because, unseen === true && left === undefined ? 1 : 0, id);
    if (left !== undefined) leave.run(left.join('\n'), id);
  }

  return {
    hasDue: (nowMs: number): boolean => due.get({ now: nowMs }) !== undefined,
    claim: (nowMs: number, leaseMs: number, limit: number): readonly Letter[] =>
      claim
        .all({ until: nowMs + leaseMs, now: nowMs, limit })
        .map(readLetter)
        .toSorted((a, b) => a.id - b.id),
    settle(id: number, ending: LetterEnding, notice?: Notice): LetterSettled {
      if (ending.is === 'sent') sent.run(ending.atMs, id);
      else if (ending.is === 'deferred') defer(id, ending);
      else if (ending.is === 'withheld') withhold(id);
      else failed.run(ending.because, id);
      const listed = ending.is === 'deferred' ? NONE_ENDED : digests.endListed(id);
      return { ...listed, notices: notice === undefined ? 0 : notices.add(notice) };
    },
    countSent: (sinceMs: number, untilMs: number): number =>
      Number(sentBetween.get(sinceMs, untilMs)?.['n'] ?? 0),
  };
}

export const OPEN = 'sent_ms IS NULL AND failed = 0 AND gathered = 0';
// No letter is put off for longer than a day, so what is due later still was written before the clock was set back.
const DUE = `(next_attempt_ms <= :now OR next_attempt_ms > :now + ${24 * 3_600_000})`;
const NONE_ENDED = { digested: 0, failed: 0 };

type Deferred = Extract<LetterEnding, { is: 'deferred' }>;

function readLetter(row: Readonly<Record<string, unknown>>): Letter {
  const posted = {
    id: Number(row['id']),
    weekMs: Number(row['week_ms']),
    createdAtMs: Number(row['created_ms']),
    recipients: String(row['recipients']).split('\n'),
    begun: row['begun'] === 1,
    attempts: Number(row['attempts']),
  };
  if (row['kind'] === 'digest' || row['kind'] === 'notice') return { ...posted, kind: row['kind'] };
  const header = typeof row['header'] === 'string' ? row['header'] : null;
  return { ...posted, kind: 'error', errorId: String(row['error_id']), header };
}
