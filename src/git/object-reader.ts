import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Socket } from 'node:net';
import { canAsk } from './can-ask.ts';
import { READ_ENVIRONMENT } from './git-environment.ts';
import { createReplyReader, type Reply } from './object-replies.ts';
import type { ObjectSource } from './object-source.ts';
import { describeFailure, GitFailure } from './git-failure.ts';
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

/** The git that is asked, and what it has not answered yet. */
type Desk = {
  readonly settings: SpawnSettings;
  current: Process | null;
  asked: Question[];
  deathsInARow: number;
  cancelTimer: () => void;
};

const IDLE_MS = 60_000;
const STUCK_MS = 30_000;
const MAX_DEATHS_IN_A_ROW = 3;

/**
 * Asks one long-lived `git cat-file --batch-command` (git 2.36 or later) about objects: questions are sent at once and
 * answered in order. A git that ends is started again, a question it ended twice on fails.
 */
export function createObjectReader(settings: SpawnSettings): ObjectReader {
  const desk: Desk = { settings, current: null, asked: [], deathsInARow: 0, cancelTimer: nothingToCancel };
  return {
    info: async (name) => (canAsk(name) ? (await ask(desk, `info ${name}`, false)).info : null),
    contents: async (id) => (await ask(desk, `contents ${id}`, true)).contents,
    restart() {
      const open = desk.asked;
      retire(desk);
      resend(desk, open);
    },
  };
}

const nothingToCancel = (): void => undefined;

function ask(desk: Desk, command: string, wantsContents: boolean): Promise<Reply> {
  return new Promise((answer, fail) => {
    send(desk, [{ command, wantsContents, answer, fail, deaths: 0 }]);
  });
}

function send(desk: Desk, questions: readonly Question[]): void {
  const wasIdle = desk.asked.length === 0;
  desk.asked.push(...questions);
  try {
    desk.current ??= start(desk);
  } catch (error) {
    return failAll(desk, error instanceof GitFailure ? error : new GitFailure(describeFailure(error)));
  }
  desk.current.child.stdin.write(questions.map(({ command }) => `${command}\n`).join(''));
  // Whoever goes on asking does not give a stuck git more time.
  if (wasIdle) watch(desk, desk.current);
}

function start(desk: Desk): Process {
  const running = spawnGit(desk.settings, ['cat-file', '--batch-command'], READ_ENVIRONMENT);
  const started: Process = { ...running, said: '', retired: false };
  const { child } = started;
  child.stdin.on('error', () => undefined);
  readReplies(desk, started);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    started.said = (started.said + text).slice(-4_096);
  });
  child.once('error', (error) => (started.said = describeFailure(error)));
  child.once('close', () => bury(desk, started));
  return started;
}

function readReplies(desk: Desk, from: Process): void {
  const replies = createReplyReader({
    wantsContents: () => desk.asked[0]?.wantsContents ?? false,
    give: (reply) => settle(desk, from, reply),
  });
  from.child.stdout.on('data', (chunk: Buffer) => void (from.retired || replies.feed(chunk)));
}

function settle(desk: Desk, from: Process, reply: Reply): void {
  desk.deathsInARow = 0;
  desk.asked.shift()?.answer(reply);
  watch(desk, from);
}

/** With nothing to answer git neither keeps the program running nor stays for ever. */
function watch(desk: Desk, running: Process): void {
  const { schedule } = desk.settings;
  const busy = desk.asked.length > 0;
  desk.cancelTimer();
  keepProgramRunning(running.child, busy);
  desk.cancelTimer = busy ? schedule(running.kill, STUCK_MS) : schedule(() => retire(desk), IDLE_MS);
}

function retire(desk: Desk): void {
  desk.cancelTimer();
  if (desk.current === null) return;
  desk.current.retired = true;
  desk.current.kill();
  desk.current = null;
}

function bury(desk: Desk, dead: Process): void {
  if (dead.retired) return;
  desk.cancelTimer();
  desk.current = null;
  desk.deathsInARow += 1;
  const failure = new GitFailure(describeFailure(dead.said.trim() || 'git was killed'));
  const isHopeless = desk.settings.stop.aborted || desk.deathsInARow >= MAX_DEATHS_IN_A_ROW;
  if (isHopeless) failAll(desk, failure);
  else resend(desk, blameFirst(desk.asked, failure));
}

/** What is worth asking again; the first is what git ended on, and fails at the second time. */
function blameFirst(asked: readonly Question[], failure: GitFailure): readonly Question[] {
  const [first, ...others] = asked;
  if (first === undefined) return [];
  first.deaths += 1;
  if (first.deaths <= 1) return asked;
  first.fail(failure);
  return others;
}

function resend(desk: Desk, questions: readonly Question[]): void {
  desk.asked = [];
  if (questions.length > 0) send(desk, questions);
}

function failAll(desk: Desk, failure: GitFailure): void {
  const failed = desk.asked;
  desk.asked = [];
  desk.deathsInARow = 0;
  for (const { fail } of failed) fail(failure);
}

function keepProgramRunning(child: ChildProcessWithoutNullStreams, busy: boolean): void {
  const sockets = [child.stdin, child.stdout, child.stderr].filter((stream) => stream instanceof Socket);
  for (const held of [child, ...sockets]) {
    if (busy) held.ref();
    else held.unref();
  }
}
