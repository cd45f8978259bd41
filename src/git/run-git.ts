import { GitError, simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git';
import { StartFailure } from '../start-failure.ts';

/** Runs one git command and gives its standard output; rejects with `GitFailure`. */
export type RunGit = (args: readonly string[], options?: RunOptions) => Promise<string>;

export type RunOptions = {
  /** Exit code 1 is no failure but means "there is no such thing", with empty output, as of `rev-parse --quiet`. */
  readonly mayFindNothing?: boolean;
};

/** git could not be run or refused. The message is git's own, cut short and without credentials. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

export type GitSettings = {
  readonly binary: string;
  readonly dir: string;
  readonly path: string;
  readonly maxProcesses: number;
  readonly timeoutMs: number;
  /** Ends every running git at once, and refuses new ones. */
  readonly stop: AbortSignal;
};

/**
 * A runner that can only read: no global or system configuration, no hooks, no fsmonitor, no prompts, no locks taken
 * in somebody else's checkout. Callers put outside text behind `--end-of-options` or `--` only. Throws `StartFailure`.
 */
export function createGitReader(settings: GitSettings): RunGit {
  return createRunner(settings, {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  });
}

/**
 * A runner for clone and fetch: `env` holds the user's home and agent, where ssh keys and credentials live, and the
 * credentials of the address. Throws `StartFailure`.
 */
export function createGitRemote(settings: GitSettings, env: Readonly<Record<string, string>>): RunGit {
  return createRunner(settings, { ...env, GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file' });
}

/** Removes the user information of every URL in `text`, up to the last @ before the path. */
export function hideCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s]*@/g, '://');
}

function createRunner(settings: GitSettings, extra: Readonly<Record<string, string>>): RunGit {
  const git = prepare(settings, { PATH: settings.path, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...extra });
  return async (args, { mayFindNothing = false } = {}) => {
    try {
      return await git.raw([...args]);
    } catch (error) {
      if (mayFindNothing && error instanceof BadExit && error.exitCode === 1) return '';
      throw new GitFailure(describeFailure(error));
    }
  };
}

function prepare(settings: GitSettings, env: Readonly<Record<string, string>>): SimpleGit {
  try {
    return simpleGit(toOptions(settings, env)).env(env);
  } catch (error) {
    throw new StartFailure(`git cannot be run: ${describeFailure(error)}. Check \`git_cli_path\`.`);
  }
}

function toOptions(settings: GitSettings, env: Readonly<Record<string, string>>): Partial<SimpleGitOptions> {
  return {
    baseDir: settings.dir,
    binary: settings.binary,
    maxConcurrentProcesses: settings.maxProcesses,
    timeout: { block: settings.timeoutMs },
    abort: settings.stop,
    // Output may still be on its way when the process has ended; what a killed git started may hold its pipes for ever.
    completion: { onClose: true, onExit: 1_000 },
    errors: toBadExit,
    allowEnvironment: Object.keys(env),
    unsafe: {
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      // The operator chose the path of git, whatever characters it has.
      allowUnsafeCustomBinary: true,
    },
    config: [
      // A service account may read a checkout that belongs to somebody else. The operator named this one directory;
      // git compares the real path of its top with this setting, which a symlink or a subdirectory would not match.
      'safe.directory=*',
      'core.fsmonitor=false',
      'core.hooksPath=/dev/null',
      // What git started to speak http outlives a killed git, so it has to give up a dead connection by itself.
      'http.lowSpeedLimit=1',
      'http.lowSpeedTime=60',
    ],
  };
}

class BadExit extends GitError {
  readonly exitCode: number | null;

  constructor(message: string, exitCode: number | null) {
    super(undefined, message);
    this.exitCode = exitCode;
  }
}

type Ended = { readonly exitCode: number | null; readonly stdErr: readonly Buffer[] };

/** A git that failed silently, or was killed and has no exit code, failed too: what it wrote may be cut off. */
function toBadExit(error: Buffer | Error | undefined, { exitCode, stdErr }: Ended): BadExit | undefined {
  if (error === undefined && exitCode === 0) return undefined;
  const ranToItsEnd = exitCode !== null && exitCode > 0;
  const said = ranToItsEnd || error === undefined ? Buffer.concat(stdErr).toString() : readMessage(error);
  const silence = exitCode === null ? 'git was killed' : `git ended silently with exit code ${exitCode}`;
  return new BadExit(said.trim() || silence, exitCode);
}

function describeFailure(error: unknown): string {
  const text = readMessage(error);
  // Node says the same of a program and of a directory that is not there.
  if (/spawn .* ENOENT/.test(text))
    return 'git could not be spawned: it, or the directory of the repository, is gone';
  const line = /^(?:fatal|error): .*$/m.exec(text)?.[0] ?? text.split('\n', 1)[0] ?? '';
  return hideCredentials(line).slice(0, 500);
}

function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
