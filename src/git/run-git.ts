import type { Readable } from 'node:stream';
import { READ_ENVIRONMENT } from './git-environment.ts';
import { describeFailure, GitFailure, LimitFailure } from './git-failure.ts';
import { scheduleQuietly } from './schedule-quietly.ts';
import { spawnGit, type Effects, type RunningGit, type SpawnSettings } from './spawn-git.ts';
import { createTurns } from './take-turns.ts';

/** Runs one git command and gives its standard output; rejects with `GitFailure`. */
export type RunGit = (args: readonly string[], options?: RunOptions) => Promise<string>;

export type RunOptions = {
  /** Exit code 1 is no failure but means "there is no such thing", with empty output, as of `rev-parse --quiet`. */
  readonly mayFindNothing?: boolean;
};

export type GitSettings = Omit<SpawnSettings, keyof Effects> &
  Partial<Effects> & {
    readonly maxProcesses: number;
    readonly timeoutMs: number;
    /** What one command may write; 256 MiB unless told. */
    readonly maxOutputBytes?: number;
  };

const MAX_SAID_CHARACTERS = 64 * 1024;
// Far more than a list of all files of a large repository, and less than a string may be long.
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * A runner that can only read: no global or system configuration, no hooks, no fsmonitor, no prompts, no locks taken
 * in somebody else's checkout. Callers put outside text behind `--end-of-options` or `--` only. So many run at a time,
 * others wait for their turn. A command without output for `timeoutMs` is ended, with whatever it started.
 */
export function createGitReader(settings: GitSettings): RunGit {
  const { maxProcesses, timeoutMs, maxOutputBytes = MAX_OUTPUT_BYTES, stop } = settings;
  const schedule = settings.schedule ?? scheduleQuietly;
  const limits = { timeoutMs, maxOutputBytes, schedule };
  const takeTurn = createTurns(maxProcesses);
  return (args, { mayFindNothing = false } = {}) =>
    takeTurn(async () => {
      const running = spawnGit({ ...settings, schedule }, args, READ_ENVIRONMENT);
      const { code, output, said, broken } = await watchToEnd(running, limits);
      if (broken !== null) throw new LimitFailure(`git was killed, because it ${broken}`);
      if (code === 0) return output.toString();
      if (code === 1 && mayFindNothing) return '';
      if (stop.aborted) throw new GitFailure('git was ended, because the service stops');
      throw new GitFailure(describeFailure(said.trim() || describeSilence(code)));
    });
}

type Limits = Required<Pick<GitSettings, 'timeoutMs' | 'maxOutputBytes' | 'schedule'>>;

type Ended = {
  readonly code: number | null;
  readonly output: Buffer;
  readonly said: string;
  /** The limit it broke. */
  readonly broken: string | null;
};

/** What git wrote until all of it was read; `code` is null when git was killed. Rejects with `GitFailure`. */
async function watchToEnd({ child, kill }: RunningGit, limits: Limits): Promise<Ended> {
  let broken: string | null = null;
  const end = (why: string) => {
    broken ??= why;
    kill();
  };
  const silence = watchSilence(limits, end);
  child.stdin.on('error', () => undefined).end();
  const output = collect(child.stdout, limits.maxOutputBytes, end);
  const said = collectText(child.stderr);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', silence.broke);
  try {
    const code = await ended(child);
    return { code, output: Buffer.concat(output), said: said(), broken };
  } finally {
    silence.lift();
  }
}

function watchSilence({ timeoutMs, schedule }: Limits, end: (why: string) => void) {
  const watch = () => schedule(() => end(`said nothing for ${timeoutMs / 1000} seconds`), timeoutMs);
  let lift = watch();
  return {
    broke: () => {
      lift();
      lift = watch();
    },
    lift: () => lift(),
  };
}

function collect(stream: Readable, maxBytes: number, end: (why: string) => void): readonly Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else end(`wrote more than ${maxBytes} bytes`);
  });
  return chunks;
}

/** What came after the first of it is read all the same, or git would wait for a reader. */
function collectText(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(0, MAX_SAID_CHARACTERS);
  });
  return () => text;
}

function ended(child: RunningGit['child']): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new GitFailure(describeFailure(error))));
    child.once('close', resolve);
  });
}

function describeSilence(code: number | null): string {
  return code === null ? 'git was killed' : `git ended silently with exit code ${code}`;
}
