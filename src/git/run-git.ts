import { GitError, simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git';
import { hideCredentialsWithin } from '../hide-credentials.ts';
import { StartFailure } from '../start-failure.ts';
import { READ_ENVIRONMENT, SAFE_CONFIGURATION, toEnvironment, toGlobalArguments } from './git-environment.ts';

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
  /** Where git is run. */
  readonly dir: string;
  /** The directory of git's data, of which alone is read then; without it git looks for one from `dir` upward. */
  readonly gitDir?: string;
  readonly path: string;
  readonly maxProcesses: number;
  readonly timeoutMs: number;
  /** Ends every running git at once, and refuses new ones. */
  readonly stop: AbortSignal;
};

/**
 * A runner that can only read: no global or system configuration, no hooks, no fsmonitor, no prompts, no locks taken
 * in somebody else's checkout. Callers put outside text behind `--end-of-options` or `--` only. A command without output
 * for `timeoutMs` is ended. Throws `StartFailure`.
 */
export function createGitReader(settings: GitSettings): RunGit {
  const env = toEnvironment(settings.path, settings.gitDir, READ_ENVIRONMENT);
  const global = toGlobalArguments(settings.gitDir);
  const git = prepare(settings, env);
  return async (args, { mayFindNothing = false } = {}) => {
    try {
      return await git.raw([...global, ...args]);
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
    config: [...SAFE_CONFIGURATION],
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

/** What git, or Node about git, said first that is a reason: one line without credentials. */
export function describeFailure(error: unknown): string {
  const text = readMessage(error);
  // Node says the same of a program and of a directory that is not there.
  if (/spawn .* ENOENT/.test(text))
    return 'git could not be spawned: it, or the directory of the repository, is gone';
  const line = /^(?:fatal|error): .*$/m.exec(text)?.[0] ?? text.split('\n', 1)[0] ?? '';
  return hideCredentialsWithin(line).slice(0, 500);
}

function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
