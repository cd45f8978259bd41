import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFailure } from '../../start-failure.ts';
import { readReason } from '../../read-reason.ts';
import { explainFailure } from './explain-failure.ts';

/**
 * Claims a data directory for this process. The lock is one of the operating system on a SQLite file, so it ends with
 * the process, however that ends. Throws `StartFailure` while another process holds it, or when it cannot be written.
 */
export function lockDirectory(dir: string): { close(): void } {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(join(dir, 'lock.sqlite'));
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database?.close();
    throw new StartFailure(describe(dir, error), { cause: error });
  }
}

// SQLITE_BUSY, https://sqlite.org/rescode.html
function describe(dir: string, error: unknown): string {
  const reason = readReason(error);
  if (error instanceof Error && 'errcode' in error && Number(error.errcode) === 5)
    return `Another Flawless uses the data directory ${dir}: stop it, or give this one its own \`data_dir_path\`.`;
  const advice = explainFailure(error) ?? 'see what is wrong with it';
  return `The data directory ${dir} cannot be used: ${reason}; ${advice}. Check \`data_dir_path\`.`;
}
