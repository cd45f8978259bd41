import { hash } from 'node:crypto';
import type { ExceptionRecord } from './exception-record.ts';

/** Names the record that is number `index` of its request, if neither its trace nor its time does. */
export type NamePosition = (record: ExceptionRecord, index: number) => string | undefined;

/** Positions in the request with these `bytes`, by their SHA-256: they are the same when it is sent again. */
export function createPositions(bytes: Uint8Array): NamePosition {
  let request: string | undefined;
  return ({ traceId, timeUnixNano }, index) => {
    if (/[^0]/.test(traceId) || timeUnixNano !== 0n) return undefined;
    request ??= hash('sha256', bytes, 'hex');
    return `${request}:${index}`;
  };
}
