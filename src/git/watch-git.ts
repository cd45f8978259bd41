import type { Readable } from 'node:stream';
import { describeFailure, GitFailure, LimitFailure } from './git-failure.ts';
import type { Effects, RunningGit } from './spawn-git.ts';

export type GitLimits = Pick<Effects, 'schedule'> & {
  /** How long git may write nothing, be it output, progress or complaints. */
  readonly quietMs: number;
  /** How long git may take at all. */
  readonly totalMs: number;
  readonly maxOutputBytes: number;
};

export type EndedGit = {
  /** Null when git was killed. */
  readonly code: number | null;
  readonly output: string;
  /** The end of what git complained of. */
  readonly said: string;
};

const MAX_SAID_CHARACTERS = 64 * 1024;

/**
 * What git wrote until all of it was read. A git that breaks a limit is ended, with whatever it started. `onLine` is told
 * every line of progress. Rejects with `GitFailure`, and with `LimitFailure` for a limit.
 */
export async function watchGit(
  { child, kill }: RunningGit,
  limits: GitLimits,
  onLine?: (line: string) => void,
): Promise<EndedGit> {
  const watch = watchLimits(limits, kill);
  child.stdin.on('error', () => undefined).end();
  const chunks = collect(child.stdout, limits.maxOutputBytes, watch.end);
  const said = collectText(child.stderr, onLine);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', watch.sawLife);
  try {
    const code = await ended(child);
    const broken = watch.broken();
    if (broken !== null) throw new LimitFailure(`git was killed, because it ${broken}`);
    return { code, output: Buffer.concat(chunks).toString(), said: said() };
  } finally {
    watch.lift();
  }
}

/** Why a git that did not do what it was asked for has ended. */
export function explainEnd({ code, said }: EndedGit, stop: AbortSignal): GitFailure {
  if (stop.aborted) return new GitFailure('git was ended, because the service stops');
  const silence = code === null ? 'git was killed' : `git ended silently with exit code ${code}`;
  return new GitFailure(describeFailure(said.trim() || silence));
}

function watchLimits({ schedule, quietMs, totalMs }: GitLimits, kill: () => void) {
  let broken: string | null = null;
  const end = (why: string) => {
    broken ??= why;
    kill();
  };
  const endLater = (what: string, ms: number) =>
    schedule(() => end(`${what} ${Math.round(ms / 1000)} seconds`), ms);
  const watchQuiet = () => endLater('said nothing for', quietMs);
  const liftTotal = endLater('took more than', totalMs);
  let liftQuiet = watchQuiet();
  return {
    end,
    broken: (): string | null => broken,
    sawLife: () => {
      liftQuiet();
      liftQuiet = watchQuiet();
    },
    lift: () => {
      liftTotal();
      liftQuiet();
    },
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

/** All of it is read, or git would wait for a reader. Progress overwrites its line by carriage returns. */
function collectText(stream: Readable, onLine: ((line: string) => void) | undefined): () => string {
  let text = '';
  let line = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-MAX_SAID_CHARACTERS);
    if (onLine === undefined) return;
    const lines = (line + chunk).split(/[\r\n]/);
    line = (lines.pop() ?? '').slice(-MAX_SAID_CHARACTERS);
    for (const whole of lines) onLine(whole);
  });
  return () => text;
}

function ended(child: RunningGit['child']): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new GitFailure(describeFailure(error))));
    child.once('close', resolve);
  });
}
