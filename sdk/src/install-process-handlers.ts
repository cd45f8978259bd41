import process from 'node:process';

import { flushProviders } from './find-providers.ts';
import { flushErrors } from './keep-waiting-errors.ts';
import { recordWith } from './record-error.ts';
import { settleWithin } from './settle-within.ts';
import { shareState } from './share-state.ts';

/** How the end of the process is handled. */
export interface ProcessHandlerOptions {
  /** How long the exporters may still send, in milliseconds; 2000 if absent. */
  readonly timeoutMs?: number;
}

/**
 * Records what nobody caught, thrown or rejected, as FATAL, and lets the exporters send it before the process ends as it
 * would have ended. Where the application listens for `uncaughtException` itself it decides, and nothing is ended. What
 * Node's `--unhandled-rejections` makes of a rejection stays so. Gives a function that takes the handlers away.
 */
export function installProcessHandlers(options: ProcessHandlerOptions = {}): () => void {
  handlers.uninstall?.();
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const end = (error: unknown): void => endAfterFlush(error, timeoutMs, end);
  process.on('uncaughtExceptionMonitor', record);
  process.on('uncaughtException', end);
  handlers.uninstall = (): void => {
    process.off('uncaughtExceptionMonitor', record);
    process.off('uncaughtException', end);
    handlers.uninstall = undefined;
  };
  return handlers.uninstall;
}

const DEFAULT_TIMEOUT_MS = 2000;

const handlers = shareState('process handlers 1', () => ({
  uninstall: undefined as (() => void) | undefined,
  isEnding: false,
}));

/** What is thrown again to end the process comes by once more. */
function record(error: unknown): void {
  if (handlers.isEnding) return;
  recordWith({ name: 'uncaughtException', severity: 'FATAL' }, error, () => undefined);
}

function endAfterFlush(error: unknown, timeoutMs: number, self: (error: unknown) => void): void {
  // Another listener is the application's own decision to go on, or to end in its own way.
  if (handlers.isEnding || process.listenerCount('uncaughtException') > 1) return;
  handlers.isEnding = true;
  flushErrors();
  void throwAfterFlush(error, timeoutMs, self);
}

async function throwAfterFlush(
  error: unknown,
  timeoutMs: number,
  self: (error: unknown) => void,
): Promise<void> {
  await settleWithin(flushProviders(), timeoutMs);
  process.off('uncaughtException', self);
  // Outside of the promise, so that Node says of it what it says of any uncaught exception.
  setImmediate(() => {
    throw error;
  });
}
