import { hash } from 'node:crypto';
import type { ParsedException } from '../parse/parse-exception.ts';

/**
 * The key by which copies of one occurrence are recognised: a request sent again, the same exception recorded on nested
 * spans of one trace, and as span event and as log record. Within a trace, exceptions are the same when type, message
 * and innermost line are. So one that a loop throws many times within one trace counts once: that cannot be told from a
 * framework that records it in every layer it passes. Without a trace, or when the SDK has already added occurrences
 * up, the span and the time tell, and without these the place in the request.
 */
export function nameOccurrence(parsed: ParsedException): string {
  const { service, host, traceId, spanId, occurredAtMs, position, count } = parsed.reported;
  const isOfTrace = traceId !== '' && count === 1;
  const within = isOfTrace ? [traceId] : [traceId, spanId, host, position ?? occurredAtMs];
  return hash('sha256', JSON.stringify([service, ...describe(parsed), within]), 'base64url');
}

/**
 * The stack trace says the same of an exception wherever it is recorded, the attributes do not: in a log record Python
 * and .NET shorten the type, and Python takes the first argument for the message. Go's stack trace tells where an
 * exception was recorded, not where it was raised.
 */
function describe({ reported, exceptions, stackless }: ParsedException): readonly unknown[] {
  const [thrown] = exceptions;
  if (stackless || thrown === undefined || reported.language === 'go')
    return [bareType(reported.type), reported.message];
  const { file, line, column } = exceptions.find(({ frames }) => frames.length > 0)?.frames[0] ?? {};
  return [bareType(thrown.type), thrown.message, file, line, column];
}

/** `Boom` of `shop.errors.Boom`, `shop::Boom`, `Shop\Boom`, `Outer$Boom`, `Outer+Boom`, `*shop.Boom`, and `Boom[shop.Cart]`. */
function bareType(type: string): string {
  const end = type.search(/[`[<({]/);
  const name = end > 0 ? type.slice(0, end) : type;
  const separator = Math.max(...SEPARATORS.map((one) => name.lastIndexOf(one)));
  return name.slice(separator + 1) || type;
}

const SEPARATORS: readonly string[] = ['.', ':', '\\', '/', '$', '+', '*'];
