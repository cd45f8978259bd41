import { REMOTE_ENVIRONMENT } from './git-environment.ts';
import { spawnGit, type SpawnSettings } from './spawn-git.ts';
import { explainEnd, watchGit } from './watch-git.ts';

/** Runs one git command that may speak to a remote or write into a mirror; rejects with `GitFailure`. */
export type RunRemote = (args: readonly string[], options?: RemoteOptions) => Promise<string>;

export type RemoteOptions = {
  /** Told every line of progress. */
  readonly onProgress?: (line: string) => void;
  /** The command works on without telling, so only its whole time is limited. */
  readonly mayBeQuiet?: true;
};

export type RemoteSettings = SpawnSettings & {
  /** How long one command may take. */
  readonly timeoutMs: number;
  /** How long git may show no sign of life. */
  readonly quietMs: number;
};

// Far more than a list of all refs of a large repository.
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * A runner for clone and fetch: `env` holds the user's home and agent, where ssh keys and credentials live, and the
 * credentials of the address. git speaks http and ssh by programs of their own, so the whole process group is ended.
 */
export function createGitRemote(settings: RemoteSettings, env: Readonly<Record<string, string>>): RunRemote {
  const { schedule, timeoutMs: totalMs } = settings;
  return async (args, { onProgress, mayBeQuiet } = {}) => {
    const running = spawnGit(settings, args, { ...env, ...REMOTE_ENVIRONMENT });
    const quietMs = mayBeQuiet ? totalMs : settings.quietMs;
    const limits = { schedule, quietMs, totalMs, maxOutputBytes: MAX_OUTPUT_BYTES };
    const ended = await watchGit(running, limits, onProgress);
    if (ended.code === 0) return ended.output;
    throw explainEnd(ended, settings.stop);
  };
}
