import { READ_ENVIRONMENT } from './git-environment.ts';
import { scheduleQuietly } from './schedule-quietly.ts';
import { spawnGit, type Effects, type SpawnSettings } from './spawn-git.ts';
import { createTurns } from './take-turns.ts';
import { explainEnd, watchGit } from './watch-git.ts';

/** Runs one git command and gives its standard output; rejects with `GitFailure`. */
export type RunGit = (args: readonly string[], options?: RunOptions) => Promise<string>;

export type RunOptions = {
  /** Exit code 1 is no failure but means "there is no such thing", with empty output, as of `rev-parse --quiet`. */
  readonly mayFindNothing?: boolean;
};

export type GitSettings = Omit<SpawnSettings, keyof Effects> &
  Partial<Effects> & {
    readonly maxProcesses: number;
    /** How long one command may write nothing. */
    readonly timeoutMs: number;
    /** How long one command may take; 10 minutes unless told. */
    readonly totalMs?: number;
    /** What one command may write; 256 MiB unless told. */
    readonly maxOutputBytes?: number;
  };

const TOTAL_MS = 10 * 60_000;
// Far more than a list of all files of a large repository, and less than a string may be long.
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * A runner that can only read: no global or system configuration, no hooks, no fsmonitor, no prompts, no locks taken
 * in somebody else's checkout. Callers put outside text behind `--end-of-options` or `--` only. So many run at a time,
 * others wait for their turn. A command that breaks a limit is ended, with whatever it started.
 */
export function createGitReader(settings: GitSettings): RunGit {
  const { maxProcesses, timeoutMs, totalMs = TOTAL_MS, maxOutputBytes = MAX_OUTPUT_BYTES } = settings;
  const schedule = settings.schedule ?? scheduleQuietly;
  const limits = { quietMs: timeoutMs, totalMs, maxOutputBytes, schedule };
  const takeTurn = createTurns(maxProcesses);
  return (args, { mayFindNothing = false } = {}) =>
    takeTurn(async () => {
      const ended = await watchGit(spawnGit({ ...settings, schedule }, args, READ_ENVIRONMENT), limits);
      if (ended.code === 0) return ended.output;
      if (ended.code === 1 && mayFindNothing) return '';
      throw explainEnd(ended, settings.stop);
    });
}
