import { simpleGit } from 'simple-git';

/** Runs one git command and gives its standard output; rejects with `GitFailure`. */
export type RunGit = (args: readonly string[]) => Promise<string>;

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
};

/**
 * A runner that can only read: no global or system configuration, no hooks, no fsmonitor, no prompts, no locks taken
 * in somebody else's checkout. Callers put outside text behind `--end-of-options` or `--` only.
 */
export function createGitReader(settings: GitSettings): RunGit {
  return createRunner(settings, {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  });
}

/** A runner for clone and fetch: it keeps the user's home and agent, where ssh keys and credentials live. */
export function createGitRemote(settings: GitSettings, home: Readonly<Record<string, string>>): RunGit {
  return createRunner(settings, { ...home, GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file' });
}

function createRunner(settings: GitSettings, extra: Readonly<Record<string, string>>): RunGit {
  const env = { PATH: settings.path, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...extra };
  const git = simpleGit({
    baseDir: settings.dir,
    binary: settings.binary,
    maxConcurrentProcesses: settings.maxProcesses,
    timeout: { block: settings.timeoutMs },
    allowEnvironment: Object.keys(env),
    unsafe: { allowUnsafeConfigPaths: true, allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
    // A service account may read a checkout that belongs to somebody else; the operator named it.
    config: [`safe.directory=${settings.dir}`, 'core.fsmonitor=false', 'core.hooksPath=/dev/null'],
  }).env(env);
  return async (args) => {
    try {
      return await git.raw([...args]);
    } catch (error) {
      throw new GitFailure(describeFailure(error));
    }
  };
}

function describeFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const firstLine = text.split('\n', 1)[0] ?? '';
  return hideCredentials(firstLine).slice(0, 500);
}

/** Removes the user information of every URL in `text`. */
export function hideCredentials(text: string): string {
  return text.replace(/:\/\/[^/\s@]*@/g, '://');
}
