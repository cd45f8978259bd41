import { hash } from 'node:crypto';
import type { ParsedException } from '../parse/parse-exception.ts';

/**
 * The key by which copies of one occurrence are recognised: a request sent again, and the same exception recorded on
 * nested spans of one trace. Within a trace, an exception is the same when type, message and the innermost line of its
 * root cause are. Without a trace, or when the SDK has already added occurrences up, the span and the time tell.
 */
export function nameOccurrence({ reported, exceptions, stackKey, stackless }: ParsedException): string {
  const { service, type, message, traceId, spanId, host, occurredAtMs, count } = reported;
  const { file, line } = exceptions.at(-1)?.frames[0] ?? {};
  const raisedAt = stackless ? stackKey : [file, line];
  const within = traceId !== '' && count === 1 ? [traceId] : [traceId, spanId, host, occurredAtMs];
  return hash('sha256', JSON.stringify([service, type, message, raisedAt, within]), 'base64url');
}
