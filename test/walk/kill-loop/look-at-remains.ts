import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What a killed service left to do; looks at a copy, so that the next one finds the files as they were. */
export function lookAtRemains(dataDir: string): readonly string[] {
  if (!existsSync(dataDir)) return ['no data directory'];
  const spool = join(dataDir, 'spool');
  const batches = existsSync(spool) && readdirSync(spool).length > 0 ? ['a spool to drain'] : [];
  return [...batches, ...lookAtStore(dataDir)];
}

const COUNTS = `SELECT (SELECT count(*) FROM waiting) AS late,
  (SELECT count(*) FROM outbox WHERE sent_ms IS NULL) AS mails`;

function lookAtStore(dataDir: string): readonly string[] {
  const copy = join(dataDir, '../copy');
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(dataDir).filter((one) => one.startsWith('flawless.sqlite')))
    copyFileSync(join(dataDir, name), join(copy, name));
  const database = new DatabaseSync(join(copy, 'flawless.sqlite'));
  try {
    const { late, mails } = database.prepare(COUNTS).get() ?? {};
    return [
      ...(Number(late) > 0 ? ['late exceptions'] : []),
      ...(Number(mails) > 0 ? ['mails to send'] : []),
    ];
  } catch {
    return ['a store without tables'];
  } finally {
    database.close();
    rmSync(copy, { recursive: true });
  }
}
