// A TracerProvider that keeps its spans, and the instrumentations that exist for these frameworks.
import { createRequire } from 'node:module';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const load = createRequire(import.meta.url);
const exporter = new InMemorySpanExporter();

export function startTracing(manner) {
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  if (manner === 'plain') return;
  const [name, made = name] = manner.split(':');
  const instrumentations = [new HttpInstrumentation()];
  if (name !== 'http') {
    const [Instrumentation] = Object.values(load(name)).filter((value) =>
      String(value.name).endsWith('Instrumentation'),
    );
    instrumentations.push(new Instrumentation(made === 'self' ? { registerOnInitialization: true } : {}));
  }
  registerInstrumentations({ instrumentations });
  // Whatever imports it later, its servers are instrumented now.
  load('node:http');
}

export function takeSpans() {
  const spans = exporter.getFinishedSpans();
  exporter.reset();
  return spans.map(({ name, kind, events, instrumentationScope }) => ({
    name,
    kind,
    scope: instrumentationScope.name,
    exceptions: events.filter((event) => event.name === 'exception').map(({ attributes }) => attributes),
  }));
}
