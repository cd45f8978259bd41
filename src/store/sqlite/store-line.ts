import type { Worker } from 'node:worker_threads';
import { StoreUnavailable } from '../store.ts';
import type { Answer, Failure, Question, Said } from './store-worker.ts';

/** A running thread of the store, and what it was asked. */
export type StoreLine = {
  /** Resolves once the file is open; rejects with what is wrong with it. */
  readonly opened: Promise<void>;
  /** Resolves when the thread has ended, and what it was asked last with it. */
  readonly ended: Promise<void>;
  ask(method: string, args: readonly unknown[]): Promise<unknown>;
  /** Lets the thread answer what it was asked before, and end. */
  hangUp(): void;
};

export type LineNeeds = {
  readonly worker: Worker;
  readonly warn: (level: 'warn' | 'error', message: string) => void;
};

/** Speaks with a thread; only while it is asked something does it keep the process alive. */
export function openLine({ worker, warn }: LineNeeds): StoreLine {
  const questions = createQuestions();
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  opened.promise.catch(() => undefined);

  function hear(said: Said): void {
    if (said.is === 'warning') return warn(said.level, said.message);
    if (said.is === 'failed') return opened.reject(revive(said.failure));
    if (said.is === 'open') opened.resolve();
    else questions.answer(said.answers);
    if (questions.areAnswered()) worker.unref();
  }

  worker.on('message', hear);
  worker.on('error', (error) => warn('error', `the thread of the store died: ${String(error)}`));
  worker.once('exit', () => {
    opened.reject(new StoreUnavailable('the thread of the store ended'));
    questions.drop(new StoreUnavailable('the thread of the store ended before it answered'));
    ended.resolve();
  });

  return {
    opened: opened.promise,
    ended: ended.promise,
    ask(method, args) {
      const { question, answer } = questions.add(method, args);
      worker.ref();
      worker.postMessage(question, listBuffers(args));
      return answer;
    },
    hangUp() {
      worker.ref();
      worker.postMessage(null, []);
    },
  };
}

type Asked = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** What was asked and is not answered yet. */
function createQuestions() {
  const asked = new Map<number, Asked>();
  let lastId = 0;

  function settle(answer: Answer): void {
    const waiting = asked.get(answer.id);
    asked.delete(answer.id);
    if ('failure' in answer) waiting?.reject(toError(answer.failure));
    else waiting?.resolve(answer.value);
  }

  return {
    add(method: string, args: readonly unknown[]) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const question: Question = { id: ++lastId, method, args };
      asked.set(question.id, { resolve, reject });
      return { question, answer: promise };
    },
    answer: (answers: readonly Answer[]) => answers.forEach(settle),
    drop(error: Error): void {
      for (const { reject } of asked.values()) reject(error);
      asked.clear();
    },
    areAnswered: () => asked.size === 0,
  };
}

/** What is handed over instead of copied. */
function listBuffers(args: readonly unknown[]): ArrayBuffer[] {
  const values = args.flatMap((arg) => (arg instanceof Object ? Object.values(arg) : []));
  return values.flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
}

/** What SQLite refuses may succeed later; anything else is a bug and stays what it is. */
function toError(failure: Failure): Error {
  if (failure.isPassing) return new StoreUnavailable(`the store did not take it: ${failure.message}`);
  return revive(failure);
}

function revive({ name, message, stack }: Failure): Error {
  return Object.assign(new Error(message), { name, stack });
}
