import { hash } from 'node:crypto';
import type { ExceptionRecord } from './exception-record.ts';

/** Names the moment of a record, number `index` of its request, if its trace does not tell it from others. */
export type NamePosition = (record: ExceptionRecord, index: number, count: number) => string | undefined;

/**
 * Moments of the request with these `bytes`, which are the same when it is sent again: the time as the client's clock
 * gives it, however wrong, or without one the place in the request by its SHA-256.
 */
export function createPositions(bytes: Uint8Array): NamePosition {
  let request: string | undefined;
  return ({ traceId, timeUnixNano }, index, count) => {
    if (count === 1 && /[^0]/.test(traceId)) return undefined;
    if (timeUnixNano !== 0n) return String(timeUnixNano);
    request ??= hash('sha256', bytes, 'hex');
    return `${request}:${index}`;
  };
}
