import {
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

export type Exporting = {
  readonly url: string;
  readonly encoding: 'protobuf' | 'json';
  readonly resource: Attributes;
};

/** The real OpenTelemetry SDK and exporter, sending to `url`. */
export function createTracing({ url, encoding, resource }: Exporting) {
  const Exporter = encoding === 'json' ? JsonExporter : ProtobufExporter;
  const exporter = new Exporter({ url: `${url}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', ...resource }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxExportBatchSize: 10_000, maxQueueSize: 20_000 })],
  });
  const tracer = provider.getTracer('walk');
  return {
    /** Records an error on a span and, as instrumentations do, on the span around it. */
    recordNested(error: Error): void {
      const outer = tracer.startSpan('GET /cart');
      const inner = tracer.startSpan('total', {}, trace.setSpan(ROOT_CONTEXT, outer));
      for (const span of [inner, outer]) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR }).end();
      }
    },
    /** Records what another language's SDK would have sent. */
    recordEvent(attributes: Attributes): void {
      tracer.startSpan('task').addEvent('exception', attributes).end();
    },
    recordSpans(n: number): void {
      for (let i = 0; i < n; i++) tracer.startSpan(`span ${i}`).addEvent('log', { i }).end();
    },
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown(),
  };
}

/** The bytes of a request with the spans that `record` starts, all ended. */
export function serializeSpans(record: (tracer: Tracer) => void): Buffer<ArrayBuffer> {
  const spans: Span[] = [];
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('walk');
  const startSpan: Tracer['startSpan'] = (...args) => {
    const span = tracer.startSpan(...args);
    spans.push(span);
    return span;
  };
  record({ startSpan, startActiveSpan: tracer.startActiveSpan.bind(tracer) });
  for (const span of spans) span.end();
  return Buffer.from(ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans()) ?? []);
}

export function postTraces(
  url: string,
  body: Buffer<ArrayBuffer> | string,
  headers: Readonly<Record<string, string>> = {},
) {
  const type = { 'content-type': 'application/x-protobuf' };
  return fetch(`${url}/v1/traces`, { method: 'POST', body, headers: { ...type, ...headers } });
}
