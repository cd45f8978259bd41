import { watch } from 'node:fs';

/**
 * Tells the names of files in a directory as they change, null where the system does not say; gives what ends
 * it. `failed` is told when the system does not watch, or no longer: a directory that went away, or a limit reached.
 */
export type WatchDirectory = (
  dir: string,
  changed: (name: string | null) => void,
  failed: (error: Error) => void,
) => () => void;

export const watchDirectory: WatchDirectory = (dir, changed, failed) => {
  try {
    const watcher = watch(dir, { persistent: false }, (_, name) => changed(name));
    watcher.on('error', failed);
    return () => watcher.close();
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)));
    return () => undefined;
  }
};
