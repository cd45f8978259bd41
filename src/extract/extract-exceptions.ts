import type { Attributes } from '../otlp/attributes.ts';
import type { Place } from '../otlp/place.ts';
import { scanTraces } from '../otlp/scan-traces.ts';
import type { MatchedEvent, MatchedSpan } from '../otlp/trace-scan.ts';
import type { Batch } from '../receive/batch.ts';
import { readCode } from './read-code.ts';
import { readCount, readText, readTextOf, readThreshold } from './read-attribute.ts';
import { readOccurredAt } from './read-occurred-at.ts';
import { readRequest } from './read-request.ts';
import { type ReportingService, readService } from './read-service.ts';
import type { ReportedException } from './reported-exception.ts';

export type Extraction = {
  readonly spanCount: number;
  /** Spans that could not be read. */
  readonly rejectedSpans: number;
  /** Exceptions that already carry `flawless.error.id`, on the event or its span: another Flawless was first. */
  readonly alreadyBlamed: number;
  readonly found: readonly FoundException[];
};

/** An exception, and where a verdict can be written to. */
export type FoundException = {
  readonly reported: ReportedException;
  readonly eventPlace: Place;
  readonly spanPlace: Place;
};

/**
 * Takes the exceptions out of a batch. A span event is an exception if it has `exception.type` or `exception.message`,
 * whatever its name.
 * @throws MalformedOtlp if the batch as a whole cannot be read.
 */
export function extractExceptions(batch: Batch): Extraction {
  const { spanCount, rejectedSpans, spans } = scanTraces(batch.bytes, batch.encoding, WANTED);
  const services = createServiceCache();
  const found: FoundException[] = [];
  let alreadyBlamed = 0;
  for (const span of spans) {
    for (const event of span.events) {
      if (isBlamed(span.attributes) || isBlamed(event.attributes))
        alreadyBlamed += readCount(event.attributes);
      else found.push(extractOne(span, event, services(span.resource), batch.receivedAtMs));
    }
  }
  return { spanCount, rejectedSpans, alreadyBlamed, found };
}

const WANTED: ReadonlySet<string> = new Set(['exception.type', 'exception.message']);

const KIB = 1024;

function isBlamed(attributes: Attributes): boolean {
  return attributes.has('flawless.error.id');
}

/** Many spans share one resource. */
function createServiceCache(): (resource: Attributes) => ReportingService {
  const services = new Map<Attributes, ReportingService>();
  return (resource) => {
    const service = services.get(resource) ?? readService(resource);
    services.set(resource, service);
    return service;
  };
}

function extractOne(
  span: MatchedSpan,
  event: MatchedEvent,
  service: ReportingService,
  receivedAtMs: number,
): FoundException {
  const reported: ReportedException = {
    type: readText(event.attributes, 'exception.type', KIB) ?? '',
    message: readText(event.attributes, 'exception.message', 64 * KIB) ?? '',
    stacktrace: readText(event.attributes, 'exception.stacktrace', KIB * KIB) ?? '',
    ...service,
    ...readSpan(span),
    occurredAtMs: readOccurredAt(event.timeUnixNano, receivedAtMs),
    ...readHints(span, event),
  };
  return { reported, eventPlace: event.place, spanPlace: span.place };
}

function readSpan(span: MatchedSpan): Pick<ReportedException, 'spanName' | 'traceId' | 'spanId' | 'request'> {
  return {
    spanName: readTextOf(span.name),
    traceId: readId(span.traceId),
    spanId: readId(span.spanId),
    request: readRequest(span.attributes),
  };
}

function readId(hex: string): string {
  return /[^0]/.test(hex) ? hex : '';
}

/** What the SDK says for the benefit of Flawless: on the event, else on its span. A count belongs to one event only. */
function readHints(
  span: MatchedSpan,
  event: MatchedEvent,
): Pick<ReportedException, 'count' | 'threshold' | 'code' | 'frameLocals' | 'additionalInfo'> {
  const threshold = readThreshold(event.attributes) ?? readThreshold(span.attributes);
  const code = readCode(event.attributes) ?? readCode(span.attributes);
  const frameLocals = readEither(event, span, 'flawless.frame_locals');
  const additionalInfo = readEither(event, span, 'flawless.additional_info');
  return {
    count: readCount(event.attributes),
    ...(threshold !== undefined && { threshold }),
    ...(code !== undefined && { code }),
    ...(frameLocals !== undefined && { frameLocals }),
    ...(additionalInfo !== undefined && { additionalInfo }),
  };
}

function readEither(event: MatchedEvent, span: MatchedSpan, key: string): string | undefined {
  return readText(event.attributes, key, 64 * KIB) ?? readText(span.attributes, key, 64 * KIB);
}
