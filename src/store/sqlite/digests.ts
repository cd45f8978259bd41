import type { DatabaseSync } from 'node:sqlite';
import type { DigestContents, Gathered } from '../store.ts';
import { readErrorWeek } from './reading.ts';

/** Letters that tell of many errors at once; every function runs inside the caller's transaction. */
export type Digests = ReturnType<typeof createDigests>;

export function createDigests(database: DatabaseSync) {
  const waiting = database.prepare(
    `SELECT id, week_ms, recipients FROM outbox WHERE sent_ms IS NULL AND failed = 0 AND gathered = 0
       AND next_attempt_ms <= ? AND kind = 'error' AND handed = 0 ORDER BY id`,
  );
  // What may have arrived must stay the same message.
  const growing = database.prepare(
    `SELECT id, recipients FROM outbox WHERE sent_ms IS NULL AND failed = 0 AND gathered = 0
       AND kind = 'digest' AND handed = 0`,
  );
  const begin = database.prepare(
    `INSERT INTO outbox (kind, error_id, week_ms, created_ms, next_attempt_ms, recipients)
     VALUES ('digest', '', :week_ms, :now, :now, :recipient)`,
  );
  const noteFull = database.prepare('INSERT OR REPLACE INTO full_hour (only, at_ms) VALUES (1, ?)');
  const forgetFull = database.prepare('DELETE FROM full_hour');
  const keepAsLongAs = database.prepare('UPDATE outbox SET week_ms = max(week_ms, ?) WHERE id = ?');
  const gathered = database.prepare('UPDATE outbox SET gathered = 1 WHERE id = ?');
  const list = database.prepare('INSERT OR IGNORE INTO digest_letter (digest_id, letter_id) VALUES (?, ?)');
  const errorsOf = `SELECT DISTINCT l.week_ms, l.error_id FROM digest_letter
    JOIN outbox l ON l.id = letter_id WHERE digest_id = ?`;
  const errors = database.prepare(
    `SELECT * FROM (${errorsOf}) JOIN error_week USING (week_ms, error_id)
       JOIN occurrence USING (week_ms, error_id) ORDER BY count DESC, error_id LIMIT ?`,
  );
  const total = database.prepare(
    `SELECT count(*) AS n FROM (${errorsOf}) JOIN error_week USING (week_ms, error_id)`,
  );
  // A letter to several people is listed in the digest of each, and ends with the last of them.
  const endTold = database.prepare(endOfListed('digested_ms = told.sent_ms', 'IS NOT NULL'));
  const endUntold = database.prepare(endOfListed('failed = 1, because = told.because', 'IS NULL'));

  function listLetter(letter: Waiting, digests: Map<string, number>, nowMs: number): void {
    gathered.run(letter.id);
    for (const recipient of letter.recipients) {
      const mailbox = recipient.toLowerCase();
      const digest =
        digests.get(mailbox) ??
        Number(begin.run({ week_ms: letter.weekMs, now: nowMs, recipient }).lastInsertRowid);
      digests.set(mailbox, digest);
      list.run(digest, letter.id);
      keepAsLongAs.run(letter.weekMs, digest);
    }
  }

  function gather(dueMs: number, nowMs: number): Gathered {
    const letters = waiting.all(dueMs).map(readWaiting);
    const digests = new Map(growing.all().map((row) => [toMailbox(row['recipients']), Number(row['id'])]));
    forgetFull.run();
    const begunBefore = digests.size;
    const isSpared = findSpared(letters, digests);
    const listed = letters.filter((letter) => !isSpared(letter));
    for (const letter of listed) listLetter(letter, digests, nowMs);
    return { digests: digests.size - begunBefore, letters: listed.length };
  }

  const letters = database.prepare('SELECT letter_id AS id FROM digest_letter WHERE digest_id = ?');
  const digestsOf = database.prepare('SELECT digest_id AS id FROM digest_letter WHERE letter_id = ?');
  return {
    gather,
    noteFullHour: (ms: number): void => void noteFull.run(ms),
    listLetters: (digestId: number): readonly number[] => letters.all(digestId).map(({ id }) => Number(id)),
    listDigests: (letterId: number): readonly number[] => digestsOf.all(letterId).map(({ id }) => Number(id)),
    read: (id: number, limit: number): DigestContents => ({
      errors: errors.all(id, limit).map(readErrorWeek),
      total: Number(total.get(id)?.['n'] ?? 0),
    }),
    /** Ends the letters listed in a digest that has ended, and in no other that has not. */
    endListed: (id: number) => ({
      digested: Number(endTold.run(id).changes),
      failed: Number(endUntold.run(id).changes),
    }),
  };
}

function endOfListed(change: string, wasSent: string): string {
  return `UPDATE outbox SET ${change} FROM (
      SELECT letter_id, max(d.sent_ms) AS sent_ms, max(d.because) AS because FROM digest_letter
      JOIN outbox d ON d.id = digest_id
      WHERE letter_id IN (SELECT letter_id FROM digest_letter WHERE digest_id = ?)
      GROUP BY letter_id HAVING count(*) = count(*) FILTER (WHERE d.sent_ms IS NOT NULL OR d.failed = 1)
    ) AS told
    WHERE id = told.letter_id AND digested_ms IS NULL AND failed = 0 AND told.sent_ms ${wasSent}`;
}

type Waiting = { readonly id: number; readonly weekMs: number; readonly recipients: readonly string[] };

function readWaiting(row: Readonly<Record<string, unknown>>): Waiting {
  const recipients = String(row['recipients']).split('\n');
  return { id: Number(row['id']), weekMs: Number(row['week_ms']), recipients };
}

/** A letter alone in the mailboxes of all its recipients says more by itself. */
function findSpared(letters: readonly Waiting[], digests: ReadonlyMap<string, number>) {
  const waiting = new Map<string, number>();
  for (const mailbox of letters.flatMap(({ recipients }) => recipients.map(toMailbox)))
    waiting.set(mailbox, (waiting.get(mailbox) ?? 0) + 1);
  const isAlone = (mailbox: string) => waiting.get(mailbox) === 1 && !digests.has(mailbox);
  return ({ recipients }: Waiting) => recipients.map(toMailbox).every(isAlone);
}

function toMailbox(address: unknown): string {
  return String(address).toLowerCase();
}
