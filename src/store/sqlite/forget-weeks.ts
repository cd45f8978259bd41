import type { DatabaseSync } from 'node:sqlite';

/** Deletes what belongs to weeks before a time, a slice at a call; runs inside the caller's transaction. */
export function createWeekForgetter(database: DatabaseSync) {
  const letters = database.prepare('DELETE FROM outbox WHERE week_ms < ?');
  const waiting = database.prepare('DELETE FROM waiting WHERE week_ms < ?');
  const totals = database.prepare('DELETE FROM week_total WHERE week_ms < ?');
  const origins = database.prepare('DELETE FROM origin WHERE last_ms < ?');
  const weeks = database.prepare(
    `DELETE FROM error_week WHERE (week_ms, error_id) IN
       (SELECT week_ms, error_id FROM error_week WHERE week_ms < ? LIMIT ?) RETURNING week_ms, error_id`,
  );
  const document = database.prepare('DELETE FROM occurrence WHERE week_ms = ? AND error_id = ?');
  const error = database.prepare(
    'DELETE FROM error WHERE id = :id AND NOT EXISTS (SELECT 1 FROM error_week WHERE error_id = :id)',
  );
  /** Deletes at most `most` errors; whether there may be more. */
  return (weekMs: number, most: number): boolean => {
    const gone = weeks.all(weekMs, most);
    for (const { week_ms: week, error_id: id } of gone) {
      document.run(Number(week), String(id));
      error.run({ id: String(id) });
    }
    if (gone.length === most) return true;
    for (const statement of [letters, waiting, totals, origins]) statement.run(weekMs);
    return false;
  };
}
