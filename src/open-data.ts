import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Closing } from './closing.ts';
import type { Config } from './config/options.ts';
import { createSpool, type Spool } from './forward/spool.ts';
import { readReason } from './read-reason.ts';
import { StartFailure } from './start-failure.ts';
import { listSetAside } from './store/sqlite/damaged-file.ts';
import { lockDirectory } from './store/sqlite/lock-directory.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { Store } from './store/store.ts';
import type { Log } from './telemetry/log.ts';

export type Data = {
  readonly store: Store;
  readonly spool: Spool;
  /** The names of damaged stores that were set aside. */
  readonly setAside: () => readonly string[];
};

type DataWorld = { readonly log: Log; readonly now: () => number };

/** Claims the data directory for this process and opens what lies in it. Rejects with `StartFailure`. */
export async function openData(
  config: Config,
  world: DataWorld,
  closing: Pick<Closing, 'keep'>,
): Promise<Data> {
  const { data_dir_path: dataDir, max_errors_per_week: maxErrorsPerWeek, spool_max_bytes: maxBytes } = config;
  const path = join(dataDir, 'flawless.sqlite');
  const dir = join(dataDir, 'spool');
  await mkdir(dataDir, { recursive: true }).catch(explain('The data directory cannot be made'));
  closing.keep(lockDirectory(dataDir));
  const opening = openSqliteStore({ ...world, path, maxErrorsPerWeek });
  const store = closing.keep(await opening.catch(explain(`The store ${path} cannot be opened`)));
  const spool = await createSpool({ ...world, dir, maxBytes }).catch(
    explain(`The spool ${dir} cannot be opened`),
  );
  return { store, spool, setAside: () => listSetAside(path) };
}

function explain(what: string) {
  return (error: unknown): never => {
    if (error instanceof StartFailure) throw error;
    const sentence = `${what}: ${readReason(error)}. Check \`data_dir_path\`.`;
    throw new StartFailure(sentence, { cause: error });
  };
}
