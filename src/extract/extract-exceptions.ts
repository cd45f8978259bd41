import type { Attributes } from '../otlp/attributes.ts';
import { checkEnvelope } from '../otlp/check-envelope.ts';
import type { Hole } from '../otlp/hole.ts';
import type { Scan } from '../otlp/scan.ts';
import { scanLogs } from '../otlp/scan-logs.ts';
import { scanTraces } from '../otlp/scan-traces.ts';
import { createWantedKeys } from '../otlp/wanted-keys.ts';
import type { Batch } from '../receive/batch.ts';
import { type ExceptionRecord, listSpanRecords, type Places, takeLogRecord } from './exception-record.ts';
import { createPositions } from './name-position.ts';
import { readCount, readText } from './read-attribute.ts';
import { readException } from './read-exception.ts';
import { type ReportingService, readService } from './read-service.ts';
import type { ReportedException } from './reported-exception.ts';

export type Extraction = {
  /** Spans or log records; 0 for metrics and profiles, which are not looked into. */
  readonly itemCount: number;
  /** Items that are not valid OTLP: what has to be cut out, and how many they are. */
  readonly rejected: readonly Hole[];
  readonly rejectedItems: number;
  /** Valid items that were not read, because the request holds too many exceptions; they travel on. */
  readonly overlooked: number;
  /** Exceptions that already carry `flawless.error.id`, on the record or its span: another Flawless was first. */
  readonly alreadyBlamed: number;
  /** Exceptions of this very instance of Flawless. */
  readonly own: number;
  readonly found: readonly FoundException[];
};

/** An exception, and where a verdict can be written to. */
export type FoundException = { readonly reported: ReportedException; readonly places: Places };

/** @throws MalformedOtlp if the batch as a whole cannot be read. */
export type Extractor = (batch: Batch) => Extraction;

/**
 * Makes what takes the exceptions out of a batch. A span event, a log record or a span is an exception if it has
 * `exception.type` or `exception.message`, whatever its name; a span's own attributes are copies if one of its events
 * has them too. What a resource with the `service.instance.id` of this instance reports is not taken out.
 */
export function createExtractor({ ownInstanceId }: { readonly ownInstanceId: string }): Extractor {
  return (batch) => {
    const { records, ...counts } = listRecords(batch);
    return { ...counts, ...sortRecords(records, batch, ownInstanceId) };
  };
}

const WANTED = createWantedKeys(['exception.type', 'exception.message']);

type Records = Omit<Extraction, keyof Sorted> & { readonly records: readonly ExceptionRecord[] };

function listRecords({ signal, bytes, encoding }: Batch): Records {
  if (signal === 'traces') {
    return toRecords(scanTraces(bytes, encoding, WANTED), listSpanRecords);
  }
  if (signal === 'logs') {
    return toRecords(scanLogs(bytes, encoding, WANTED), (record) => [takeLogRecord(record)]);
  }
  checkEnvelope(bytes, encoding, signal);
  return { itemCount: 0, rejected: [], rejectedItems: 0, overlooked: 0, records: [] };
}

function toRecords<Item>(
  { itemCount, rejected, overlooked, matched }: Scan<Item>,
  list: (item: Item) => readonly ExceptionRecord[],
): Records {
  const records = matched.flatMap(list);
  return { itemCount, rejected, rejectedItems: rejected.length, overlooked, records };
}

type Sorted = Pick<Extraction, 'alreadyBlamed' | 'own' | 'found'>;

function sortRecords(records: readonly ExceptionRecord[], batch: Batch, ownInstanceId: string): Sorted {
  const sources = createSources();
  const namePosition = createPositions(batch.bytes);
  const found: FoundException[] = [];
  let alreadyBlamed = 0;
  let own = 0;
  for (const [index, record] of records.entries()) {
    const { service, instanceId } = sources(record.resource);
    if (instanceId === ownInstanceId) own += readCount(record.attributes);
    else if (isBlamed(record)) alreadyBlamed += readCount(record.attributes);
    else {
      const exception = readException(record, service, batch.receivedAtMs);
      const position = namePosition(record, index, exception.count);
      const reported = position === undefined ? exception : { ...exception, position };
      found.push({ reported, places: record.places });
    }
  }
  return { alreadyBlamed, own, found };
}

type Source = { readonly service: ReportingService; readonly instanceId: string | undefined };

/** Many records share one resource. */
function createSources(): (resource: Attributes) => Source {
  const sources = new Map<Attributes, Source>();
  return (resource) => {
    const known = sources.get(resource);
    if (known !== undefined) return known;
    const instanceId = readText(resource, 'service.instance.id');
    const source = { service: readService(resource), instanceId };
    sources.set(resource, source);
    return source;
  };
}

function isBlamed({ attributes, context }: ExceptionRecord): boolean {
  return attributes.has('flawless.error.id') || context.has('flawless.error.id');
}
