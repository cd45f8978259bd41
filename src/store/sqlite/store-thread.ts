import { Worker } from 'node:worker_threads';
import type { Log } from '../../telemetry/log.ts';
import { StoreUnavailable } from '../store.ts';
import { openLine, type StoreLine } from './store-line.ts';
import type { Settings } from './store-worker.ts';

/** A thread that has a connection to the file, and what it can be asked. */
export type StoreThread<Methods> = {
  /** Resolves once the file is open; rejects with what is wrong with it. Asked for by the first question, too. */
  open(): Promise<void>;
  /** Rejects with `StoreUnavailable` when the same question may be answered later. */
  ask<Name extends keyof Methods & string>(
    name: Name,
    ...args: ArgsOf<Methods[Name]>
  ): Promise<ValueOf<Methods[Name]>>;
  /** Lets the thread answer what it was asked and end; the next question starts another, which opens the file anew. */
  renew(): void;
  /** Answers what was asked before, and ends. */
  close(): Promise<void>;
};

type ArgsOf<Method> = Method extends (...args: infer Args) => unknown ? Args : never;
type ValueOf<Method> = Method extends (...args: never) => infer Value ? Value : never;

export type ThreadNeeds = {
  /** `openings`: how often it was opened before. */
  readonly settings: (openings: number) => Settings;
  /** Told when the file was opened again, which may have become another. */
  readonly onReopened?: () => void;
  readonly log: Log;
  readonly now: () => number;
  /** Starts the thread; only tests have one of their own. */
  readonly startWorker?: (settings: Settings) => Worker;
};

// A file that cannot be opened is not tried again for each request.
const OPEN_AGAIN_AFTER_MS = 1_000;

/** A thread that dies takes what it was asked with it, unanswered; the next question starts another one. */
export function createStoreThread<Methods>(needs: ThreadNeeds): StoreThread<Methods> {
  const { settings, log, now, startWorker = startStoreWorker } = needs;
  const leaving = new Set<Promise<void>>();
  let line: StoreLine | null = null;
  let openings = 0;
  let endedAtMs = -Infinity;
  let whyNotOpen: string | null = null;
  let isClosed = false;

  function start(): StoreLine {
    const worker = startWorker(settings(openings));
    const started = openLine({ worker, warn: (level, message) => log[level]({}, message) });
    void started.opened.then(noteOpening, () => noteEnd(started));
    void started.ended.then(() => noteEnd(started));
    return started;
  }

  function noteOpening(): void {
    openings += 1;
    whyNotOpen = null;
    if (openings > 1) needs.onReopened?.();
  }

  function noteEnd(ended: StoreLine): void {
    if (line !== ended) return;
    line = null;
    endedAtMs = now();
  }

  async function open(): Promise<void> {
    if (isClosed) throw new StoreUnavailable('the store is closed');
    line ??= start();
    await line.opened;
  }

  async function ask(method: string, ...args: readonly unknown[]): Promise<unknown> {
    if (isClosed || line === null) await openAgain();
    if (line === null) throw new StoreUnavailable('the thread of the store ended');
    return line.ask(method, args);
  }

  /** What keeps the file from being opened may be gone the next time. */
  async function openAgain(): Promise<void> {
    if (now() - endedAtMs < OPEN_AGAIN_AFTER_MS && !isClosed)
      throw new StoreUnavailable(
        whyNotOpen ?? 'the thread of the store ended, and is started again in a moment',
      );
    await open().catch((error: unknown) => {
      if (error instanceof StoreUnavailable) throw error;
      whyNotOpen = describe(error);
      throw new StoreUnavailable(whyNotOpen, { cause: error });
    });
  }

  function renew(): void {
    if (line === null) return;
    const { ended } = line;
    leaving.add(ended);
    void ended.then(() => leaving.delete(ended));
    line.hangUp();
    line = null;
  }

  async function close(): Promise<void> {
    isClosed = true;
    renew();
    await Promise.all(leaving);
  }

  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the thread's room has these methods
  return { open, ask: ask as StoreThread<Methods>['ask'], renew, close };
}

// The compiler rewrites only what is imported.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js',
  import.meta.url,
);

/** Starts the thread that has the store's file. */
export function startStoreWorker(settings: Settings): Worker {
  return new Worker(WORKER, { execArgv: [], env: {}, workerData: settings });
}

function describe(error: unknown): string {
  return `the store cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
}
