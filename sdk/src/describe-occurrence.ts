import type { Attributes } from '@opentelemetry/api';

import { readLocals } from './capture-locals.ts';
import { describeError } from './describe-error.ts';
import { formatStack } from './format-stack.ts';
import { readSafely } from './read-safely.ts';
import { scrubText } from './scrub.ts';
import { writeBoundedJson } from './write-bounded-json.ts';

/** What a record of an error says, bounded and scrubbed. */
export interface Occurrence {
  readonly message: string;
  readonly attributes: Attributes;
}

/** What may be said besides the error. */
export interface OccurrenceHints {
  readonly additionalInfo?: Record<string, unknown>;
  readonly errorThreshold?: number;
}

/** The attributes of OpenTelemetry's exceptions, with those that Flawless reads. */
export function describeOccurrence(error: unknown, hints: OccurrenceHints | undefined): Occurrence {
  const { type, message: said } = describeError(error);
  const message = scrubText(said);
  const stack = formatStack(error);
  return {
    message,
    attributes: {
      'exception.type': type,
      'exception.message': message,
      ...(stack !== undefined && { 'exception.stacktrace': stack }),
      ...describeHints(hints),
      ...describeLocals(error),
    },
  };
}

const MAX_INFO_BYTES = 64 * 1024;

function describeHints(hints: OccurrenceHints | undefined): Attributes {
  const errorThreshold = readSafely(hints, 'errorThreshold');
  const additionalInfo = readSafely(hints, 'additionalInfo');
  const attributes: Attributes = {};
  if (isThreshold(errorThreshold)) attributes['flawless.error_threshold'] = errorThreshold;
  if (additionalInfo !== undefined) {
    attributes['flawless.additional_info'] = writeBoundedJson(additionalInfo, MAX_INFO_BYTES);
  }
  return attributes;
}

/** Those of the error, else of what caused it: a wrapper's own variables say little. */
function describeLocals(error: unknown): Attributes {
  const locals = readLocals(error) ?? readLocals(readSafely(error, 'cause'));
  return locals === undefined ? {} : { 'flawless.frame_locals': locals };
}

function isThreshold(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
