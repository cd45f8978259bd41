import process from 'node:process';

import type { Occurrence } from './describe-occurrence.ts';
import { flushProviders, flushBeforeShutdown } from './find-providers.ts';
import { createErrorLimit } from './limit-errors.ts';
import { shareState } from './share-state.ts';
import { writeAlone } from './write-occurrence.ts';

/** The limit of this process. */
export const limit = shareState('error limit 1', () =>
  createErrorLimit<Occurrence>({ now: () => performance.now(), leave: writeSafely }),
);

/**
 * Writes now what was only counted so far. It happens by itself ten minutes after the last record, before the
 * OpenTelemetry providers are flushed or shut down, and at the end of the process.
 */
export function flushErrors(): void {
  limit.flush(writeSafely, 'all');
}

/** Sees to it that what was only counted is told in time; to be called when something waits. */
export function keepWaitingErrors(): void {
  if (watch.timer !== undefined) return;
  watch.timer = setTimeout(flushOverdue, CHECK_EVERY_MS).unref();
  flushBeforeShutdown(flushErrors);
  if (watch.hasEndings) return;
  watch.hasEndings = true;
  process.on('beforeExit', flushAtEnd);
  process.on('exit', flushErrors);
}

const CHECK_EVERY_MS = 60_000;

const watch = shareState('error limit watch 1', () => ({
  timer: undefined as NodeJS.Timeout | undefined,
  hasEndings: false,
}));

function writeSafely(occurrence: Occurrence, count: number): boolean {
  try {
    return writeAlone(occurrence, count);
  } catch {
    return false;
  }
}

function flushOverdue(): void {
  watch.timer = undefined;
  limit.flush(writeSafely, 'overdue');
  if (limit.countWaiting() > 0) keepWaitingErrors();
}

/** The event loop is empty: what the exporters still send keeps the process until it is sent. */
function flushAtEnd(): void {
  if (limit.countWaiting() === 0) return;
  flushErrors();
  void flushProviders();
}
