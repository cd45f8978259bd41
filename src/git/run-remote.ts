import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { REMOTE_ENVIRONMENT } from './git-environment.ts';
import { describeFailure, GitFailure } from './git-failure.ts';
import { spawnGit, type SpawnSettings } from './spawn-git.ts';

/** Runs one git command that may speak to a remote or write into a mirror; rejects with `GitFailure`. */
export type RunRemote = (args: readonly string[], options?: RemoteOptions) => Promise<string>;

export type RemoteOptions = {
  /** Told every line of progress. */
  readonly onProgress?: (line: string) => void;
  /** The command works on without telling, so only its whole time is limited. */
  readonly mayBeQuiet?: true;
};

export type RemoteSettings = SpawnSettings & {
  readonly timeoutMs: number;
  /** How long git may show no sign of life. */
  readonly quietMs: number;
};

// Far more than a list of all refs of a large repository, or than a user will read of an error.
const MAX_OUTPUT_CHARACTERS = 64 * 1024 * 1024;
const MAX_SAID_CHARACTERS = 8_192;

/**
 * A runner for clone and fetch: `env` holds the user's home and agent, where ssh keys and credentials live, and the
 * credentials of the address. git speaks http and ssh by programs of their own, so the whole process group is ended.
 */
export function createGitRemote(settings: RemoteSettings, env: Readonly<Record<string, string>>): RunRemote {
  return async (args, { onProgress, mayBeQuiet } = {}) => {
    const { child, kill } = spawnGit(settings, args, { ...env, ...REMOTE_ENVIRONMENT });
    const quietMs = mayBeQuiet ? settings.timeoutMs : settings.quietMs;
    const limits = setLimits({ ...settings, quietMs }, kill);
    child.stdin.on('error', () => undefined).end();
    const output = collect(child.stdout, MAX_OUTPUT_CHARACTERS, limits.sawLife);
    const said = collect(child.stderr, MAX_SAID_CHARACTERS, limits.sawLife, onProgress);
    try {
      const code = await ended(child);
      if (code === 0) return output();
      throw new GitFailure(limits.broken() ?? describeEnd(code, said(), settings.stop.aborted));
    } finally {
      limits.lift();
    }
  };
}

function setLimits({ schedule, timeoutMs, quietMs }: RemoteSettings, kill: () => void) {
  let broken: string | null = null;
  const end = (limitMs: number, what: string) => () => {
    broken = `git was killed, because it ${what} ${Math.round(limitMs / 1000)} seconds`;
    kill();
  };
  const watch = () => schedule(end(quietMs, 'showed no sign of life for'), quietMs);
  const liftTotal = schedule(end(timeoutMs, 'took more than'), timeoutMs);
  let liftQuiet = watch();
  return {
    broken: () => broken,
    sawLife: () => {
      liftQuiet();
      liftQuiet = watch();
    },
    lift: () => {
      liftTotal();
      liftQuiet();
    },
  };
}

/** Keeps the last `max` characters; progress overwrites its line by carriage returns. */
function collect(
  stream: ChildProcessWithoutNullStreams['stdout'],
  max: number,
  sawLife: () => void,
  onLine?: (line: string) => void,
): () => string {
  let text = '';
  let line = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    sawLife();
    text = (text + chunk).slice(-max);
    if (onLine === undefined) return;
    const lines = (line + chunk).split(/[\r\n]/);
    line = (lines.pop() ?? '').slice(-max);
    for (const whole of lines) onLine(whole);
  });
  return () => text;
}

function ended(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new GitFailure(describeFailure(error))));
    child.once('close', (code) => resolve(code));
  });
}

function describeEnd(code: number | null, said: string, stopping: boolean): string {
  if (stopping) return 'git was ended, because the service stops';
  const silence = code === null ? 'git was killed' : `git ended silently with exit code ${code}`;
  return describeFailure(said.trim() || silence);
}
