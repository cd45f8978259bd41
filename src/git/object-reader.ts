import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Socket } from 'node:net';
import { canAsk } from './can-ask.ts';
import { READ_ENVIRONMENT } from './git-environment.ts';
import { createReplyReader, type Reply } from './object-replies.ts';
import type { ObjectSource } from './object-source.ts';
import { describeFailure, GitFailure } from './run-git.ts';
import { spawnGit, type RunningGit, type SpawnSettings } from './spawn-git.ts';

export type ObjectReader = ObjectSource & {
  /** Ends git, which the next question starts anew, because the repository was replaced. What is asked is asked again. */
  readonly restart: () => void;
};

type Question = {
  readonly command: string;
  readonly wantsContents: boolean;
  readonly answer: (reply: Reply) => void;
  readonly fail: (failure: GitFailure) => void;
  /** How many gits ended while they answered it. */
  deaths: number;
};

type Process = RunningGit & { said: string; retired: boolean };

const IDLE_MS = 60_000;
const STUCK_MS = 30_000;
const MAX_DEATHS_IN_A_ROW = 3;

/**
 * Asks one long-lived `git cat-file --batch-command` (git 2.36 or later) about objects: questions are sent at once and
 * answered in order. A git that ends is started again, a question it ended twice on fails.
 */
export function createObjectReader(settings: SpawnSettings): ObjectReader {
  let current: Process | null = null;
  let asked: Question[] = [];
  let deathsInARow = 0;
  let cancelTimer = nothingToCancel;

  function ask(command: string, wantsContents: boolean): Promise<Reply> {
    return new Promise((answer, fail) => {
      send([{ command, wantsContents, answer, fail, deaths: 0 }]);
    });
  }

  function send(questions: readonly Question[]): void {
    const wasIdle = asked.length === 0;
    asked.push(...questions);
    try {
      current ??= start();
    } catch (error) {
      return failAll(error instanceof GitFailure ? error : new GitFailure(describeFailure(error)));
    }
    current.child.stdin.write(questions.map(({ command }) => `${command}\n`).join(''));
    // Whoever goes on asking does not give a stuck git more time.
    if (wasIdle) watch(current);
  }

  function start(): Process {
    const running = spawnGit(settings, ['cat-file', '--batch-command'], READ_ENVIRONMENT);
    const started: Process = { ...running, said: '', retired: false };
    const replies = createReplyReader({
      wantsContents: () => asked[0]?.wantsContents ?? false,
      give: (reply) => settle(started, reply),
    });
    const { child } = started;
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => void (started.retired || replies.feed(chunk)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      started.said = (started.said + text).slice(-4_096);
    });
    child.once('error', (error) => (started.said = describeFailure(error)));
    child.once('close', () => bury(started));
    return started;
  }

  function settle(from: Process, reply: Reply): void {
    deathsInARow = 0;
    asked.shift()?.answer(reply);
    watch(from);
  }

  /** With nothing to answer git neither keeps the program running nor stays for ever. */
  function watch(running: Process): void {
    cancelTimer();
    const busy = asked.length > 0;
    keepProgramRunning(running.child, busy);
    cancelTimer = busy ? settings.schedule(running.kill, STUCK_MS) : settings.schedule(retire, IDLE_MS);
  }

  function retire(): void {
    cancelTimer();
    if (current === null) return;
    current.retired = true;
    current.kill();
    current = null;
  }

  function bury(dead: Process): void {
    if (dead.retired) return;
    cancelTimer();
    current = null;
    deathsInARow += 1;
    const failure = new GitFailure(describeFailure(dead.said.trim() || 'git was killed'));
    if (settings.stop.aborted || deathsInARow >= MAX_DEATHS_IN_A_ROW) return failAll(failure);
    const [first, ...others] = asked;
    if (first === undefined) return;
    first.deaths += 1;
    if (first.deaths > 1) first.fail(failure);
    resend(first.deaths > 1 ? others : [first, ...others]);
  }

  function resend(questions: readonly Question[]): void {
    asked = [];
    if (questions.length > 0) send(questions);
  }

  function failAll(failure: GitFailure): void {
    const failed = asked;
    asked = [];
    deathsInARow = 0;
    for (const { fail } of failed) fail(failure);
  }

  return {
    info: async (name) => (canAsk(name) ? (await ask(`info ${name}`, false)).info : null),
    contents: async (id) => (await ask(`contents ${id}`, true)).contents,
    restart() {
      const open = asked;
      retire();
      resend(open);
    },
  };
}

const nothingToCancel = (): void => undefined;

function keepProgramRunning(child: ChildProcessWithoutNullStreams, busy: boolean): void {
  const sockets = [child.stdin, child.stdout, child.stderr].filter((stream) => stream instanceof Socket);
  for (const held of [child, ...sockets]) {
    if (busy) held.ref();
    else held.unref();
  }
}
