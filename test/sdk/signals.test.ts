import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logs, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';

import { parseSignal } from '../../sdk/src/read-signal.ts';
import { flushErrors } from '../../sdk/src/keep-waiting-errors.ts';
import { recordError } from '../../sdk/src/record-error.ts';
import { listExceptions, startTracing } from './start-tracing.ts';

// Read once by the SDK, at the first error of the process.
process.env['OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN'] = 'logs/dup';

const tracing = startTracing();
const exporter = new InMemoryLogRecordExporter();
logs.setGlobalLoggerProvider(
  new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
);

function takeLogs() {
  const records = exporter.getFinishedLogRecords().slice();
  exporter.reset();
  return records;
}

test('reads the opt-in of the semantic conventions', () => {
  const cases: [string | undefined, string][] = [
    [undefined, 'spans'],
    ['', 'spans'],
    ['logs', 'logs'],
    ['logs/dup', 'logs/dup'],
    ['http, logs', 'logs'],
    ['logs,logs/dup', 'logs/dup'],
    ['database', 'spans'],
  ];
  for (const [text, signal] of cases) assert.equal(parseSignal(text), signal);
});

test('records as log record and on the span when both are asked for, with the same time and count', async () => {
  const errors = Array.from({ length: 16 }, () => new RangeError('too far'));
  let last = await tracing.inSpan(() => recordError(errors[0]));
  for (const error of errors.slice(1)) last = await tracing.inSpan(() => recordError(error));
  const { span } = last;
  const record = takeLogs().at(-1);
  const [event] = listExceptions(span);
  assert.ok(event !== undefined && record !== undefined);
  assert.deepEqual(record.attributes, event.attributes);
  assert.equal(record.attributes['flawless.error_count'], 6);
  assert.deepEqual(record.hrTime, event.time);
  assert.equal(record.spanContext?.spanId, span.spanContext().spanId);
  assert.equal(span.status.code, SpanStatusCode.ERROR);
  const { eventName, severityNumber, severityText, body } = record;
  assert.deepEqual([eventName, severityNumber, severityText, body], ['exception', 17, 'ERROR', 'too far']);
});

test('records as log record what has no span, or one that is not sampled, in its trace', () => {
  takeLogs();
  tracing.takeSpans();
  recordError(new Error('alone'));
  const unsampled = tracing.unsampled.startSpan('unsampled');
  recordError(new Error('unsampled'), { span: unsampled });
  const [alone, within] = takeLogs();
  assert.equal(alone?.spanContext, undefined);
  assert.equal(within?.spanContext?.traceId, unsampled.spanContext().traceId);
  assert.equal(tracing.takeSpans().length, 0);
});

test('an instrumentation that records the error too, before or after, adds nothing to the count', async () => {
  takeLogs();
  tracing.takeSpans();
  let sum = 0;
  for (let number = 0; number < 100; number++) {
    const error = new Error('passed on');
    await tracing.inSpan((outer) => {
      trace.getTracer('instrumentation').startActiveSpan('layer', (layer) => {
        if (number % 3 === 0) layer.recordException(error);
        recordError(error);
        layer.recordException(error);
        layer.end();
      });
      outer.recordException(error);
    });
    sum += countTrace(listExceptions(...tracing.takeSpans()).map(readCount));
  }
  takeLogs();
  flushErrors();
  for (const record of takeLogs()) if (record.body === 'passed on') sum += readCount(record);
  assert.equal(sum, 100);
});

function readCount({ attributes }: { attributes?: Attributes }): number {
  return Number(attributes?.['flawless.error_count'] ?? 1);
}

/** As Flawless counts: copies within a trace once, and what stands for several in full. */
function countTrace(counts: readonly number[]): number {
  const several = counts.filter((count) => count > 1);
  return several.reduce((sum, count) => sum + count, counts.includes(1) ? 1 : 0);
}
