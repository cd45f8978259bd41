import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartFailure } from '../../start-failure.ts';

/**
 * Claims a data directory for this process. The lock is one of the operating system on a SQLite file, so it ends with
 * the process, however that ends. Throws `StartFailure` while another process holds it.
 */
export function lockDirectory(dir: string): { close(): void } {
  const database = new DatabaseSync(join(dir, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    const advice = 'stop it, or give this one its own `data_dir_path`';
    throw new StartFailure(`Another Flawless uses the data directory ${dir}: ${advice}.`, { cause: error });
  }
}
