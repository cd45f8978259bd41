import { Worker } from 'node:worker_threads';
import type { Log } from '../../telemetry/log.ts';
import { StoreUnavailable } from '../store.ts';
import type { Answer, Failure, Question, Said, Settings } from './store-worker.ts';

/** A thread that has a connection to the file, and what it can be asked. */
export type StoreThread<Methods> = {
  /** Resolves once the file is open; rejects with what is wrong with it. Asked for by the first question, too. */
  open(): Promise<void>;
  /** Rejects with `StoreUnavailable` when the same question may be answered later. */
  ask<Name extends keyof Methods & string>(
    name: Name,
    ...args: ArgsOf<Methods[Name]>
  ): Promise<ValueOf<Methods[Name]>>;
  /** Answers what was asked before, and ends. */
  close(): Promise<void>;
};

type ArgsOf<Method> = Method extends (...args: infer Args) => unknown ? Args : never;
type ValueOf<Method> = Method extends (...args: never) => infer Value ? Value : never;

export type ThreadNeeds = {
  /** `openings`: how often it was opened before. */
  readonly settings: (openings: number) => Settings;
  readonly log: Log;
  readonly now: () => number;
  /** Starts the thread; only tests have one of their own. */
  readonly startWorker?: (settings: Settings) => Worker;
};

// A file that cannot be opened is not tried again for each request.
const OPEN_AGAIN_AFTER_MS = 1_000;

/** A thread that dies takes what it was asked with it, unanswered; the next question starts another one. */
export function createStoreThread<Methods>({
  settings,
  log,
  now,
  startWorker = startStoreWorker,
}: ThreadNeeds): StoreThread<Methods> {
  const asked = new Map<number, Asked>();
  let line: Line | null = null;
  let openings = 0;
  let lastId = 0;
  let endedAtMs = -Infinity;
  let isClosed = false;

  function start(): Line {
    const worker = startWorker(settings(openings));
    const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
    opened.catch(() => undefined);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const starting: Line = { worker, opened, ended };
    worker.on('message', (said: Said) => hear(said, resolve, reject));
    worker.on('error', (error) => log.error({ reason: String(error) }, 'the thread of the store died'));
    worker.once('exit', () => {
      line = null;
      endedAtMs = now();
      reject(new StoreUnavailable('the thread of the store ended'));
      failAll(new StoreUnavailable('the thread of the store ended before it answered'));
      end();
    });
    return starting;
  }

  function hear(said: Said, opened: () => void, failed: (error: Error) => void): void {
    if (said.is === 'warning') return log[said.level]({}, said.message);
    if (said.is === 'answers') return settleAll(said.answers);
    if (said.is === 'failed') return failed(revive(said.failure));
    openings += 1;
    opened();
  }

  function settleAll(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const waiting = asked.get(answer.id);
      asked.delete(answer.id);
      if ('failure' in answer) waiting?.reject(toError(answer.failure));
      else waiting?.resolve(answer.value);
    }
    if (asked.size === 0) line?.worker.unref();
  }

  function failAll(error: Error): void {
    for (const { reject } of asked.values()) reject(error);
    asked.clear();
  }

  async function open(): Promise<void> {
    if (isClosed) throw new StoreUnavailable('the store is closed');
    line ??= start();
    line.worker.ref();
    await line.opened;
    if (asked.size === 0) line?.worker.unref();
  }

  function send(method: string, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const question: Question = { id: ++lastId, method, args };
      asked.set(question.id, { resolve, reject });
      line?.worker.ref();
      line?.worker.postMessage(question, listBuffers(args));
    });
  }

  async function ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    if (isClosed || line === null) await openAgain();
    return send(method, args);
  }

  /** What keeps the file from being opened may be gone the next time. */
  async function openAgain(): Promise<void> {
    if (line === null && now() - endedAtMs < OPEN_AGAIN_AFTER_MS && !isClosed)
      throw new StoreUnavailable('the thread of the store ended, and is started again in a moment');
    await open().catch((error: unknown) => {
      throw error instanceof StoreUnavailable
        ? error
        : new StoreUnavailable(describe(error), { cause: error });
    });
  }

  async function close(): Promise<void> {
    isClosed = true;
    const ending = line;
    ending?.worker.ref();
    ending?.worker.postMessage(null, []);
    await ending?.ended;
  }

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the thread's room has these methods
  return { open, ask: ask as StoreThread<Methods>['ask'], close };
}

type Asked = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

type Line = { readonly worker: Worker; readonly opened: Promise<void>; readonly ended: Promise<void> };

// The compiler rewrites only what is imported.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js',
  import.meta.url,
);

/** Starts the thread that has the store's file. */
export function startStoreWorker(settings: Settings): Worker {
  return new Worker(WORKER, { execArgv: [], env: {}, workerData: settings });
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

function describe(error: unknown): string {
  return `the store cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
}
