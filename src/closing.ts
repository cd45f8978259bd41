import { readReason } from './read-reason.ts';
import type { Log } from './telemetry/log.ts';

/** What is open, in the order it was opened. */
export type Closing = {
  /** Remembers what others stand on. */
  readonly keep: <T extends { close(): unknown }>(opened: T) => T;
  /** Remembers who works until stopped. */
  readonly work: <T extends { close(): Promise<void> }>(started: T) => T;
  /** Who works stops first, all at once, so that nobody waits for a slow client or server; then what they stood on, in reverse order. */
  readonly closeAll: () => Promise<void>;
};

/** Makes what remembers what is open. Nothing that fails to close keeps the rest from it. */
export function createClosing(log: Log): Closing {
  const closers: (() => Promise<void>)[] = [];
  const workers: (() => Promise<void>)[] = [];

  async function closeQuietly(close: () => Promise<void>): Promise<void> {
    await close().catch((error: unknown) => log.warn({ reason: readReason(error) }, 'closing failed'));
  }

  return {
    keep(opened) {
      closers.push(async () => void (await opened.close()));
      return opened;
    },
    work(started) {
      workers.push(() => started.close());
      return started;
    },
    async closeAll() {
      await Promise.all(workers.splice(0).map(closeQuietly));
      for (const close of closers.splice(0).toReversed()) await closeQuietly(close);
    },
  };
}
