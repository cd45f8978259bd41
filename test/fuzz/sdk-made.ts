import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { listShopErrors } from '../bench/error-shop.ts';

type LogRecords = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];

const SECONDS = 1_790_000_000;
const [FIRST, SECOND] = listShopErrors();

/** Six spans of two services as the SDK serializes them; if asked for, three carry exceptions. */
export function sdkTraces(withExceptions: boolean) {
  const exporter = new InMemorySpanExporter();
  for (const service of ['shop', 'billing']) recordSpans(service, exporter, withExceptions);
  const spans = exporter.getFinishedSpans();
  return {
    protobuf: ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
    json: JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
  };
}

function recordSpans(service: string, exporter: InMemorySpanExporter, withExceptions: boolean): void {
  let ids = 0;
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'process.command_args': ['node', 'x.js'] }),
    idGenerator: {
      generateTraceId: () => `5b8efff798038103d269b633813fc6${(10 + ++ids).toString(16).padStart(2, '0')}`,
      generateSpanId: () => `eee19b7ec3c1b1${(10 + ++ids).toString(16).padStart(2, '0')}`,
    },
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('fuzz', '1.0.0');
  const quiet = tracer.startSpan('quiet', { startTime: [SECONDS, 0], kind: SpanKind.CLIENT });
  quiet.addEvent('retry', { attempt: 1 }, [SECONDS, 1]).end([SECONDS, 5]);
  const failed = tracer.startSpan('GET /cart/:id', { startTime: [SECONDS, 0], kind: SpanKind.SERVER });
  failed.setAttributes({
    'http.route': '/cart/:id',
    load: 0.5,
    sampled: true,
    größe: '12 €',
    tags: ['a', 'b'],
  });
  if (withExceptions)
    failed.addEvent('exception', describe(service === 'shop' ? FIRST : SECOND), [SECONDS, 123_456_789]);
  failed.setStatus({ code: SpanStatusCode.ERROR, message: 'no' }).end([SECONDS + 1, 0]);
  const old = tracer.startSpan('old', { startTime: [SECONDS, 0], links: [{ context: quiet.spanContext() }] });
  if (withExceptions && service === 'billing') old.setAttributes(describe(FIRST));
  old.end([SECONDS + 2, 0]);
}

/** Three log records as the SDK serializes them; if asked for, one carries an exception. */
export function sdkLogs(withException: boolean) {
  const records: LogRecords = [0, 1, 2].map((nth) => ({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'host.name': 'a' }),
    instrumentationScope: { name: 'fuzz', version: '1.0.0' },
    hrTime: [SECONDS, nth],
    hrTimeObserved: [SECONDS, nth + 10],
    severityNumber: 17,
    severityText: 'ERROR',
    body: { text: `line ${nth}`, nested: { list: [1, 'two', null] } },
    attributes: { 'code.lineno': nth, ...(withException && nth === 1 && describe(SECOND)) },
    droppedAttributesCount: nth,
    ...(nth > 0 && {
      spanContext: { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', traceFlags: 1 },
    }),
  }));
  return {
    protobuf: ProtobufLogsSerializer.serializeRequest(records) ?? new Uint8Array(),
    json: JsonLogsSerializer.serializeRequest(records) ?? new Uint8Array(),
  };
}

function describe(error: typeof FIRST) {
  return {
    'exception.type': error?.type ?? '',
    'exception.message': error?.message ?? '',
    'exception.stacktrace': error?.stacktrace ?? '',
  };
}
