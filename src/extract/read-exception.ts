import type { ExceptionRecord } from './exception-record.ts';
import { readCount, readText, readTextOf, readThreshold } from './read-attribute.ts';
import { readCode } from './read-code.ts';
import { readOccurredAt } from './read-occurred-at.ts';
import { readRequest } from './read-request.ts';
import type { ReportingService } from './read-service.ts';
import type { ReportedException } from './reported-exception.ts';

/** What the record itself and the span around it say, with what its resource and its request add. */
export function readException(
  record: ExceptionRecord,
  service: ReportingService,
  receivedAtMs: number,
): ReportedException {
  const { attributes, context } = record;
  const exception: Draft = {
    ...service,
    type: readText(attributes, 'exception.type', KIB) ?? '',
    message: readText(attributes, 'exception.message', 64 * KIB) ?? '',
    stacktrace: readText(attributes, 'exception.stacktrace', KIB * KIB) ?? '',
    spanName: readTextOf(record.spanName),
    traceId: readId(record.traceId),
    spanId: readId(record.spanId),
    request: readRequest(context),
    occurredAtMs: readOccurredAt(record.timeUnixNano, receivedAtMs),
    count: readCount(attributes),
  };
  addHints(exception, record);
  addCode(exception, record);
  return exception;
}

type Draft = { -readonly [Name in keyof ReportedException]: ReportedException[Name] };

const KIB = 1024;

function readId(hex: string): string {
  return /[^0]/.test(hex) ? hex : '';
}

/** What the SDK says for the benefit of Flawless: on the event, else on its span. */
function addHints(exception: Draft, record: ExceptionRecord): void {
  const threshold = readThreshold(record.attributes) ?? readThreshold(record.context);
  const frameLocals = readEither(record, 'flawless.frame_locals');
  const additionalInfo = readEither(record, 'flawless.additional_info');
  if (threshold !== undefined) exception.threshold = threshold;
  if (frameLocals !== undefined) exception.frameLocals = frameLocals;
  if (additionalInfo !== undefined) exception.additionalInfo = additionalInfo;
}

function readEither({ attributes, context }: ExceptionRecord, key: string): string | undefined {
  return readText(attributes, key, 64 * KIB) ?? readText(context, key, 64 * KIB);
}

// The place of a log statement says little where even an unreadable stack trace says that the throw was elsewhere.
function addCode(exception: Draft, { attributes, context, isLogged }: ExceptionRecord): void {
  if (isLogged && exception.stacktrace !== '') return;
  const code = readCode(attributes) ?? readCode(context);
  if (code !== undefined) exception.code = code;
}
