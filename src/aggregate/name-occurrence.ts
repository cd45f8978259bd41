import { hash } from 'node:crypto';
import type { ParsedException } from '../parse/parse-exception.ts';

/** Names occurrences, so that their copies are recognised. */
export type NameOccurrence = (parsed: ParsedException) => string;

/**
 * Makes a namer. Copies of one occurrence have the same name: a request sent again, the same exception recorded on
 * nested spans of one trace, and as span event and as log record. Within a trace, exceptions are the same when type,
 * message and innermost line are. So one that a loop throws many times within one trace counts once: that cannot be told
 * from a framework that records it in every layer it passes. Without a trace, or when the SDK has already added
 * occurrences up, the span and the time tell, and without these the place in the request.
 */
export function createOccurrenceNamer(): NameOccurrence {
  // What a stack trace says is hashed once for all its occurrences, which share what was read from it.
  const digests = new WeakMap<ParsedException['exceptions'], string>();

  function digest(parsed: ParsedException): string {
    if (!isToldByTrace(parsed)) return hashParts(describeReport(parsed));
    const known = digests.get(parsed.exceptions) ?? hashParts(describeTrace(parsed));
    digests.set(parsed.exceptions, known);
    return known;
  }

  return (parsed) => {
    const { host, traceId, spanId, occurredAtMs, position, count } = parsed.reported;
    if (traceId !== '' && count === 1) return `${digest(parsed)} ${traceId}`;
    const within = [traceId, spanId, host, position ?? occurredAtMs];
    return `${digest(parsed)} ${JSON.stringify(within)}`;
  };
}

function hashParts(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}

/**
 * The stack trace says the same of an exception wherever it is recorded, the attributes do not: in a log record Python
 * and .NET shorten the type, and Python takes the first argument for the message. Go's stack trace tells where an
 * exception was recorded, not where it was raised.
 */
function isToldByTrace({ reported, exceptions, stackless }: ParsedException): boolean {
  return !stackless && exceptions.length > 0 && reported.language !== 'go';
}

function describeReport({ reported }: ParsedException): readonly unknown[] {
  return [reported.service, bareType(reported.type), reported.message];
}

function describeTrace({ reported, exceptions }: ParsedException): readonly unknown[] {
  const { type, message } = exceptions[0] ?? { type: '', message: '' };
  const { file, line, column } = exceptions.find(({ frames }) => frames.length > 0)?.frames[0] ?? {};
  return [reported.service, bareType(type), message, file, line, column];
}

/** `Boom` of `shop.errors.Boom`, `shop::Boom`, `Shop\Boom`, `Outer$Boom`, `Outer+Boom`, `*shop.Boom`, and `Boom[shop.Cart]`. */
function bareType(type: string): string {
  const end = type.search(/[`[<({]/);
  const name = end > 0 ? type.slice(0, end) : type;
  const separator = Math.max(...SEPARATORS.map((one) => name.lastIndexOf(one)));
  return name.slice(separator + 1) || type;
}

const SEPARATORS: readonly string[] = ['.', ':', '\\', '/', '$', '+', '*'];
