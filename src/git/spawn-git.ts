import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { SAFE_CONFIGURATION, toEnvironment, toGlobalArguments } from './git-environment.ts';
import { GitFailure } from './git-failure.ts';

export type SpawnSettings = Effects & {
  readonly binary: string;
  /** Where git is run. */
  readonly dir: string;
  /** The directory of git's data, of which alone is read then; without it git looks for one from `dir` upward. */
  readonly gitDir?: string;
  readonly path: string;
  /** Ends every running git at once, and refuses new ones. */
  readonly stop: AbortSignal;
};

export type Effects = {
  /** Kills every process of the group that the process `leader` leads; throws when there is none. */
  readonly killGroup?: (leader: number) => void;
  /** Runs something once after a while; gives back what calls it off. */
  readonly schedule: (run: () => void, ms: number) => () => void;
};

export type RunningGit = {
  readonly child: ChildProcessWithoutNullStreams;
  /** Ends git at once, and with it the programs it started to speak to a remote. */
  readonly kill: () => void;
};

/** Starts a git that leads a process group of its own, and ends it when the service stops. Throws `GitFailure`. */
export function spawnGit(
  settings: SpawnSettings,
  args: readonly string[],
  extra: Readonly<Record<string, string>>,
): RunningGit {
  const { binary, dir, gitDir, path, stop } = settings;
  if (stop.aborted) throw new GitFailure('git was ended, because the service stops');
  const configuration = SAFE_CONFIGURATION.flatMap((setting) => ['-c', setting]);
  const child = spawnQuietly(binary, [...configuration, ...toGlobalArguments(gitDir), ...args], {
    cwd: dir,
    env: toEnvironment(path, gitDir, extra),
    detached: true,
  });
  let isGone = false;
  const kill = () => void (isGone || end(child, settings));
  stop.addEventListener('abort', kill, { once: true });
  child.once('close', () => {
    isGone = true;
    stop.removeEventListener('abort', kill);
  });
  return { child, kill };
}

// Some mistakes, such as a NUL in an argument, are thrown instead of told by an event.
function spawnQuietly(...spawning: Parameters<typeof spawn>): ChildProcessWithoutNullStreams {
  try {
    const [binary, args, options] = spawning;
    const child = spawn(binary, args, { ...options, stdio: 'pipe' });
    // Whoever reads hears of it; a process that cannot be killed tells once more.
    child.on('error', () => undefined);
    return requirePipes(child);
  } catch (error) {
    if (error instanceof GitFailure) throw error;
    throw new GitFailure(`git could not be spawned: ${error instanceof Error ? error.message : ''}`);
  }
}

// With no file descriptors left there are none, whatever the types say.
function requirePipes(child: ChildProcessWithoutNullStreams): ChildProcessWithoutNullStreams {
  const pipes: readonly unknown[] = [child.stdin, child.stdout, child.stderr];
  if (pipes.includes(undefined) || pipes.includes(null))
    throw new GitFailure('git could not be spawned: too many files are open');
  return child;
}

/** Whoever was not killed may hold the pipes open, so they are closed from this side. */
function end(child: ChildProcessWithoutNullStreams, { killGroup }: Effects): void {
  child.kill('SIGKILL');
  if (child.pid !== undefined) killQuietly(child.pid, killGroup);
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
}

// All of them may have ended by themselves.
function killQuietly(leader: number, killGroup: Effects['killGroup']): void {
  try {
    killGroup?.(leader);
  } catch {
    return;
  }
}
