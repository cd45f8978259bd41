import type { Log } from '../../src/telemetry/log.ts';

/** A log nobody reads. */
export const SILENT_LOG: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
