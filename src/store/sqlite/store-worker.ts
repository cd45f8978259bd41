import { parentPort, workerData } from 'node:worker_threads';
import { markDamaged } from './damaged-file.ts';
import { explainFailure, isCorrupt } from './explain-failure.ts';
import { type Committed, commitTogether } from './group-commit.ts';
import { openReader, type ReaderSettings } from './open-reader.ts';
import { openWriter, type Warn, type WriterSettings } from './open-writer.ts';
import type { Room } from './room.ts';

export type Settings = WriterSettings | ReaderSettings;

export type Question = { readonly id: number; readonly method: string; readonly args: readonly unknown[] };

/** What the thread says; answers of one transaction come together. */
export type Said =
  | { readonly is: 'open' }
  | { readonly is: 'failed'; readonly failure: Failure }
  | { readonly is: 'warning'; readonly level: 'warn' | 'error'; readonly message: string }
  | { readonly is: 'answers'; readonly answers: readonly Answer[] };

export type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly failure: Failure });

/** An error as it crosses threads; `isPassing`: SQLite's, so that the same question may be answered later. */
export type Failure = {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly isPassing: boolean;
};

const port = parentPort;
const settings: Settings = workerData;
if (port !== null) serve((said) => port.postMessage(said, []));

function serve(say: (said: Said) => void): void {
  const warn: Warn = (level, message) => say({ is: 'warning', level, message });
  try {
    answerQuestions(openRoom(warn), say);
    say({ is: 'open' });
  } catch (error) {
    say({ is: 'failed', failure: toFailure(error) });
    port?.close();
  }
}

function openRoom(warn: Warn): Room {
  return settings.kind === 'writer' ? openWriter(settings, warn) : openReader(settings);
}

function answerQuestions({ database, participant, looks, works }: Room, say: (said: Said) => void): void {
  let waiting: Question[] = [];

  function take(question: Question | null): void {
    if (question === null) return close();
    const look = findMethod(looks, question.method);
    if (look !== undefined)
      return say({ is: 'answers', answers: [toAnswer(question, tryLook(look, question))] });
    // Whatever has arrived until the next turn shares a transaction.
    if (waiting.push(question) === 1) setImmediate(flush);
  }

  function flush(): void {
    const questions = waiting;
    waiting = [];
    if (questions.length === 0 || participant === null) return;
    const runs = questions.map((question) => () => run(findMethod(works, question.method), question));
    const committed = commitTogether(database, participant, runs);
    const answers = questions.map((question, i) => toAnswer(question, committed[i] ?? { value: undefined }));
    say({ is: 'answers', answers });
  }

  function close(): void {
    flush();
    database.close();
    port?.close();
  }

  port?.on('message', take);
}

type Method = (...args: readonly unknown[]) => unknown;

function findMethod(methods: object, name: string): Method | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other side names only what is there
  return (methods as Readonly<Record<string, Method>>)[name];
}

function run(method: Method | undefined, { method: name, args }: Question): unknown {
  if (method === undefined) throw new TypeError(`the store knows no ${name}`);
  return method(...args);
}

function tryLook(look: Method, question: Question): Committed {
  try {
    return { value: run(look, question) };
  } catch (error) {
    return { error };
  }
}

function toAnswer({ id }: Question, committed: Committed): Answer {
  return 'error' in committed ? { id, failure: toFailure(committed.error) } : { id, value: committed.value };
}

/** An error as the other side takes it; damage is noted for the next start. */
function toFailure(error: unknown): Failure {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), stack: '', isPassing: false };
  if (isCorrupt(error)) markDamaged(settings.path);
  const { name, stack = '' } = error;
  const advice = explainFailure(error);
  const message = advice === null ? error.message : `${error.message}; ${advice}`;
  return { name, message, stack, isPassing: 'errcode' in error };
}
