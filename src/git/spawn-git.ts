import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { SAFE_CONFIGURATION, toEnvironment, toGlobalArguments } from './git-environment.ts';
import { GitFailure, type GitSettings } from './run-git.ts';

export type SpawnSettings = Omit<GitSettings, 'maxProcesses' | 'timeoutMs'> & Effects;

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
  const kill = () => end(child, settings);
  stop.addEventListener('abort', kill, { once: true });
  child.once('close', () => stop.removeEventListener('abort', kill));
  return { child, kill };
}

// Some mistakes, such as a NUL in an argument, are thrown instead of told by an event.
function spawnQuietly(...spawning: Parameters<typeof spawn>): ChildProcessWithoutNullStreams {
  try {
    const [binary, args, options] = spawning;
    return spawn(binary, args, { ...options, stdio: 'pipe' });
  } catch (error) {
    throw new GitFailure(`git could not be spawned: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Whoever was not killed may hold the pipes open, so they are closed from this side. */
function end(child: ChildProcessWithoutNullStreams, { killGroup }: Effects): void {
  if (child.stdout.closed) return;
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
