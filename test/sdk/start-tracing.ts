import { context, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';

/** The real OpenTelemetry SDK, registered for this process, keeping its finished spans in memory. */
export function startTracing() {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('test');
  const unsampled = new TracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('test');

  return {
    unsampled,
    /** Runs the work in a span of its own; gives what it threw, if it did, and the span as exported. */
    async inSpan(
      work: (span: Span) => unknown,
    ): Promise<{ span: ReadableSpan; thrown: unknown; result: unknown }> {
      const seen: { thrown?: unknown; result?: unknown; id?: string } = {};
      await tracer.startActiveSpan('outer', async (span) => {
        seen.id = span.spanContext().spanId;
        try {
          seen.result = await work(span);
        } catch (error) {
          seen.thrown = error;
        }
        span.end();
      });
      const span = exporter.getFinishedSpans().find((each) => each.spanContext().spanId === seen.id);
      if (span === undefined) throw new Error('the span was not exported');
      return { span, thrown: seen.thrown, result: seen.result };
    },
    /** The spans finished since the last call. */
    takeSpans(): ReadableSpan[] {
      const spans = exporter.getFinishedSpans();
      exporter.reset();
      return spans;
    },
  };
}

/** The exception events of the spans, in order. */
export function listExceptions(...spans: ReadableSpan[]): TimedEvent[] {
  return spans.flatMap((span) => span.events).filter((event) => event.name === 'exception');
}

/** The text of one attribute of the only exception event of the span. */
export function readText(span: ReadableSpan, key: string): string {
  const events = listExceptions(span);
  if (events.length !== 1) throw new Error(`${events.length} exceptions on the span`);
  return String(events[0]?.attributes?.[key]);
}
