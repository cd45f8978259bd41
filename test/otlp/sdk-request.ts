import { SpanKind } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** A request as the OpenTelemetry SDK makes it, in both encodings: two services, three spans, one span event matches. */
export function makeSdkRequest(): {
  readonly protobuf: Uint8Array;
  readonly json: Uint8Array;
  readonly expected: unknown;
} {
  const exporter = new InMemorySpanExporter();
  for (const service of ['shop', 'billing']) recordSpans(service, exporter);
  const spans = exporter.getFinishedSpans();
  return {
    protobuf: ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
    json: JsonTraceSerializer.serializeRequest(spans) ?? new Uint8Array(),
    expected: EXPECTED,
  };
}

const EXPECTED = [
  {
    resource: new Map<string, unknown>([
      ['service.name', 'shop'],
      ['process.pid', 42n],
      ['process.command_args', ['node', 'shop.js']],
    ]),
    name: 'GET /cart/:id',
    traceId: '0123456789abcdef0123456789abcdef',
    spanId: '00000000000000a2',
    endTimeUnixNano: 1_700_000_002_000_000_000n,
    attributes: new Map<string, unknown>([
      ['http.response.status_code', 500n],
      ['load', 0.5],
      ['sampled', true],
      ['größe', '12 €'],
    ]),
    events: [
      {
        name: 'exception',
        timeUnixNano: 1_700_000_001_000_000_123n,
        attributes: new Map([
          ['exception.type', 'TypeError'],
          ['exception.message', 'x is "undefined"\n'],
          ['exception.stacktrace', 'TypeError: x\n\tat f (/srv/ä.js:1:2)'],
        ]),
      },
    ],
  },
];

function recordSpans(service: string, exporter: InMemorySpanExporter): void {
  const ids = ['00000000000000a1', '00000000000000a2'];
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'process.pid': 42,
      'process.command_args': ['node', 'shop.js'],
    }),
    idGenerator: {
      generateTraceId: () => '0123456789abcdef0123456789abcdef',
      generateSpanId: () => ids.shift() ?? '00000000000000a9',
    },
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('test', '1.0.0');
  tracer.startSpan('quiet', { startTime: [1_700_000_000, 0] }).end([1_700_000_000, 5]);
  if (service !== 'shop') return;
  const span = tracer.startSpan('GET /cart/:id', { kind: SpanKind.SERVER, startTime: [1_700_000_000, 0] });
  span.setAttributes({ 'http.response.status_code': 500, load: 0.5, sampled: true, größe: '12 €' });
  span.addEvent('retry', { attempt: 1 }, [1_700_000_000, 7]);
  const error = Object.assign(new TypeError('x is "undefined"\n'), {
    stack: 'TypeError: x\n\tat f (/srv/ä.js:1:2)',
  });
  span.recordException(error, [1_700_000_001, 123]);
  span.end([1_700_000_002, 0]);
}
