import type { Log } from '../telemetry/log.ts';
import { createObjectReader, type ObjectReader } from './object-reader.ts';
import { createObjectSource } from './object-source.ts';
import type { BlameMemory } from './remember-blame.ts';
import type { GitVersion } from './require-git.ts';
import { createGitReader, type RunGit } from './run-git.ts';
import { createGitRemote, type RunRemote } from './run-remote.ts';
import { scheduleQuietly } from './schedule-quietly.ts';
import type { Effects, SpawnSettings } from './spawn-git.ts';

export type RepositorySettings = Partial<Effects> & {
  /** An existing checkout or bare repository, which is only read. */
  readonly dir: string | null;
  /** Where to mirror from when there is no `dir`. */
  readonly url: string | null;
  /** Goes on without a mirror that cannot be cloned, or not soon, and clones it later. */
  readonly patient?: boolean;
  /** Told when a mirror that was missing has been cloned. */
  readonly onCloned?: () => void;
  /** Where mirrors are kept, and lists for git. */
  readonly mirrorsDir: string;
  readonly binary: string;
  readonly maxProcesses: number;
  /** Search path for git, and the home directory with keys and credentials for fetching. */
  readonly path: string;
  readonly home: Readonly<Record<string, string>>;
  /** Whether `.mailmap` gives authors their names and addresses; it does unless this is false. */
  readonly mailmap?: boolean;
  /** Commits to look through beside those of the repository's `.git-blame-ignore-revs`; the file may be missing. */
  readonly ignoreRevsFile?: string | null;
  /** Where blames are remembered beyond this process. */
  readonly blameMemory?: BlameMemory;
  readonly log: Log;
  /** How often the mirror is fetched. */
  readonly updateIntervalMs?: number;
  readonly now?: () => number;
  /** Ends every running git at once. */
  readonly stop: AbortSignal;
};

/** Where git is run, and the directory of its data when only that is to be read. */
export type RunPlace = { readonly dir: string; readonly gitDir?: string };

const READ_TIMEOUT_MS = 30_000;
const QUIET_MS = 60_000;
// Blames take all the processes there may be, and what else is asked takes a moment.
const MORE_PROCESSES = 2;

/** A runner of commands that read. */
export function createReader(settings: RepositorySettings, place: RunPlace): RunGit {
  const maxProcesses = settings.maxProcesses + MORE_PROCESSES;
  return createGitReader({
    ...toSpawnSettings(settings, place),
    maxProcesses,
    timeoutMs: READ_TIMEOUT_MS,
  });
}

/** A runner of clone and fetch; `env` holds the credentials. */
export function createRemote(
  settings: RepositorySettings,
  place: RunPlace,
  env: Readonly<Record<string, string>>,
  timeoutMs: number,
): RunRemote {
  const limits = { timeoutMs, quietMs: QUIET_MS };
  return createGitRemote({ ...toSpawnSettings(settings, place), ...limits }, { ...settings.home, ...env });
}

/** A reader of objects; git before 2.36 has no `--batch-command`, and is started for every object. */
export function createObjects(
  settings: RepositorySettings,
  place: RunPlace,
  { major, minor }: GitVersion,
): ObjectReader {
  const isNew = major > 2 || (major === 2 && minor >= 36);
  if (isNew) return createObjectReader(toSpawnSettings(settings, place));
  return { ...createObjectSource(createReader(settings, place)), restart: () => undefined };
}

function toSpawnSettings(settings: RepositorySettings, place: RunPlace): SpawnSettings {
  const { binary, path, stop, killGroup, schedule = scheduleQuietly } = settings;
  return { binary, ...place, path, stop, killGroup, schedule };
}
