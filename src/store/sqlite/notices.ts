import type { DatabaseSync } from 'node:sqlite';
import type { Notice, NoticeItem } from '../store.ts';

/** Letters about Flawless itself, which say everything once; every function runs inside the caller's transaction. */
export type Notices = ReturnType<typeof createNotices>;

export function createNotices(database: DatabaseSync) {
  const isKnown = database.prepare('SELECT 1 FROM notice_item WHERE key = ?');
  const growing = database.prepare(
    `SELECT id FROM outbox WHERE sent_ms IS NULL AND failed = 0 AND gathered = 0
       AND kind = 'notice' AND handed = 0 AND recipients = ? LIMIT 1`,
  );
  const begin = database.prepare(
    `INSERT INTO outbox (kind, error_id, week_ms, created_ms, next_attempt_ms, recipients)
     VALUES ('notice', '', :week_ms, :now, :now, :recipients)`,
  );
  const insert = database.prepare(
    'INSERT OR IGNORE INTO notice_item (key, letter_id, title, text) VALUES (?, ?, ?, ?)',
  );
  const items = database.prepare('SELECT key, title, text FROM notice_item WHERE letter_id = ? ORDER BY key');

  function beginLetter({ weekMs, atMs }: Notice, recipients: string): number {
    return Number(begin.run({ week_ms: weekMs, now: atMs, recipients }).lastInsertRowid);
  }

  return {
    /** Adds what is new to a letter that nobody has seen yet, else to a new one; tells how many letters were begun. */
    add(notice: Notice): number {
      const fresh = notice.items.filter(({ key }) => isKnown.get(key) === undefined);
      if (fresh.length === 0) return 0;
      const recipients = notice.recipients.join('\n');
      const found = growing.get(recipients);
      const letter = found === undefined ? beginLetter(notice, recipients) : Number(found['id']);
      for (const { key, title, text } of fresh) insert.run(key, letter, title, text);
      return found === undefined ? 1 : 0;
    },
    read: (letterId: number): readonly NoticeItem[] =>
      items.all(letterId).map(({ key, title, text }) => ({
        key: String(key),
        title: String(title),
        text: String(text),
      })),
  };
}
