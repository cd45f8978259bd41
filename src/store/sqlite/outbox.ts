import type { DatabaseSync } from 'node:sqlite';
import type { InsteadOf, Letter, LetterEnding, LetterSettled, Notice } from '../store.ts';
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
     RETURNING *, EXISTS (SELECT 1 FROM outbox AS other WHERE other.error_id = outbox.error_id
       AND other.week_ms = outbox.week_ms AND other.kind = 'error' AND other.instead_of IS NOT NULL) AS redirected`,
  );
  const sent = database.prepare('UPDATE outbox SET sent_ms = ?, because = NULL WHERE id = ?');
  const deferred = database.prepare(
    `UPDATE outbox SET attempts = attempts + 1, next_attempt_ms = ?, because = ?,
       handed = iif(? AND handed = 1, 0, 2) WHERE id = ?`,
  );
  const leave = database.prepare('UPDATE outbox SET recipients = ?, begun = 1, begun_ms = ? WHERE id = ?');
  const failed = database.prepare('UPDATE outbox SET failed = 1, because = ?, failed_ms = ? WHERE id = ?');
  // A digest is listed in no other, and takes nothing more that was for somebody else.
  const redirect = database.prepare(
    `UPDATE outbox SET instead_of = recipients, instead_ms = :at, instead_because = :because, recipients = :to,
       next_attempt_ms = :at, attempts = 0, because = NULL, handed = iif(kind = 'error', 0, 2) WHERE id = :id`,
  );
  const withdraw = database.prepare(
    'DELETE FROM outbox WHERE id = ? RETURNING error_id, week_ms, created_ms',
  );
  const unmark = database.prepare(
    `UPDATE error_week SET mailed_ms = (SELECT max(created_ms) FROM outbox
       WHERE outbox.error_id = error_week.error_id AND outbox.week_ms = error_week.week_ms)
     WHERE error_id = :error_id AND week_ms = :week_ms AND mailed_ms = :created_ms`,
  );
  const sentBetween = database.prepare(
    `SELECT count(*) AS n FROM outbox WHERE sent_ms BETWEEN :since AND :until OR begun_ms BETWEEN :since AND :until`,
  );
  // Weeks of another time zone begin within a day of these.
  const insertWeek = database.prepare(
    `INSERT INTO outbox (kind, error_id, week_ms, created_ms, next_attempt_ms, recipients)
     SELECT 'week', '', :week_ms, :now, :now, :recipients WHERE NOT EXISTS (
       SELECT 1 FROM outbox WHERE kind = 'week' AND abs(week_ms - :week_ms) < ${3 * DAY_MS})`,
  );

  /** The week is as before the letter; the error keeps its time, so that the next one is not written at once. */
  function withholdOne(id: number): void {
    const letter = withdraw.get(id);
    if (letter !== undefined) unmark.run(letter);
  }

  function withhold(id: number): Ended {
    const listed = digests.listLetters(id);
    withholdOne(id);
    for (const letter of listed.filter((one) => digests.listDigests(one).length === 0)) withholdOne(letter);
    const others = new Set(listed.flatMap((letter) => digests.listDigests(letter)));
    return [...others].map(digests.endListed).reduce(addEnded, NONE_ENDED);
  }

  function defer(id: number, { atMs, nextAttemptMs, because, unseen, left }: Deferred): void {
    deferred.run(nextAttemptMs, because, unseen === true && left === undefined ? 1 : 0, id);
    if (left !== undefined) leave.run(left.join('\n'), atMs, id);
  }

  /** Tells what of the letters listed in a digest ended with it. */
  function end(id: number, ending: LetterEnding): Ended {
    if (ending.is === 'withheld') return withhold(id);
    if (ending.is === 'deferred') {
      defer(id, ending);
      return NONE_ENDED;
    }
    if (ending.is === 'redirected') {
      redirect.run({ id, to: ending.to, because: ending.because, at: ending.atMs });
      return NONE_ENDED;
    }
    if (ending.is === 'sent') sent.run(ending.atMs, id);
    else failed.run(ending.because, ending.atMs, id);
    return digests.endListed(id);
  }

  return {
    hasDue: (nowMs: number): boolean => due.get({ now: nowMs }) !== undefined,
    claim: (nowMs: number, leaseMs: number, limit: number): readonly Letter[] =>
      claim
        .all({ until: nowMs + leaseMs, now: nowMs, limit })
        .map(readLetter)
        .toSorted((a, b) => a.id - b.id),
    settle(id: number, ending: LetterEnding, notice?: Notice): LetterSettled {
      const listed = end(id, ending);
      return { ...listed, notices: notice === undefined ? 0 : notices.add(notice) };
    },
    addWeek: (weekMs: number, recipients: readonly string[], nowMs: number): number =>
      Number(insertWeek.run({ week_ms: weekMs, now: nowMs, recipients: recipients.join('\n') }).changes),
    countSent: (sinceMs: number, untilMs: number): number =>
      Number(sentBetween.get({ since: sinceMs, until: untilMs })?.['n'] ?? 0),
  };
}

export const OPEN = 'sent_ms IS NULL AND failed = 0 AND gathered = 0';
const DAY_MS = 24 * 60 * 60_000;
// No letter is put off for longer than a day, so what is due later still was written before the clock was set back.
const DUE = `(next_attempt_ms <= :now OR next_attempt_ms > :now + ${DAY_MS})`;
const NONE_ENDED: Ended = { digested: 0, failed: 0 };

type Ended = Pick<LetterSettled, 'digested' | 'failed'>;

function addEnded(sum: Ended, more: Ended): Ended {
  return { digested: sum.digested + more.digested, failed: sum.failed + more.failed };
}

type Deferred = Extract<LetterEnding, { is: 'deferred' }>;

function readLetter(row: Readonly<Record<string, unknown>>): Letter {
  const posted = {
    id: Number(row['id']),
    weekMs: Number(row['week_ms']),
    createdAtMs: Number(row['created_ms']),
    recipients: String(row['recipients']).split('\n'),
    begun: row['begun'] === 1,
    attempts: Number(row['attempts']),
    insteadOf: readInsteadOf(row),
  };
  const { kind } = row;
  if (kind === 'digest' || kind === 'notice' || kind === 'week') return { ...posted, kind };
  const header = typeof row['header'] === 'string' ? row['header'] : null;
  const hasRedirected = row['redirected'] === 1;
  return { ...posted, kind: 'error', errorId: String(row['error_id']), header, hasRedirected };
}

function readInsteadOf(row: Readonly<Record<string, unknown>>): InsteadOf | null {
  const of = row['instead_of'];
  if (typeof of !== 'string') return null;
  return {
    recipients: of.split('\n'),
    atMs: Number(row['instead_ms']),
    because: String(row['instead_because']),
  };
}
