import type { DatabaseSync } from 'node:sqlite';
import type { ErrorHistory, Origin } from '../store.ts';

const MOST = 50;

/** Where errors were seen; `see` runs inside the caller's transaction. */
export function createOrigins(database: DatabaseSync) {
  const seeAgain = database.prepare(
    `UPDATE origin SET last_ms = max(last_ms, :at), first_ms = min(first_ms, :at)
     WHERE error_id = :id AND service = :service AND version = :version AND host = :host`,
  );
  const add = database.prepare('INSERT INTO origin VALUES (:id, :service, :version, :host, :at, :at)');
  const forget = database.prepare(
    `DELETE FROM origin WHERE error_id = :id AND (service, version, host) IN (
       SELECT service, version, host FROM origin WHERE error_id = :id ORDER BY last_ms DESC LIMIT -1 OFFSET ${MOST})`,
  );
  const list = database.prepare(
    `SELECT * FROM origin WHERE error_id = ? ORDER BY last_ms DESC, service, version, host LIMIT ${MOST}`,
  );

  return {
    see(errorId: string, { service, version, host }: Origin, atMs: number): void {
      const row = { id: errorId, service, version: version ?? '', host: host ?? '', at: atMs };
      if (seeAgain.run(row).changes > 0) return;
      add.run(row);
      forget.run({ id: errorId });
    },
    list: (errorId: string): ErrorHistory['origins'] => list.all(errorId).map(readOrigin),
  };
}

function readOrigin(row: Readonly<Record<string, unknown>>): ErrorHistory['origins'][number] {
  return {
    service: String(row['service']),
    version: String(row['version']) || null,
    host: String(row['host']) || null,
    firstMs: Number(row['first_ms']),
    lastMs: Number(row['last_ms']),
  };
}
