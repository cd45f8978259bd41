// Sends spans and log records with everything the SDK can say; `broken` adds exceptions.
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { priceOf, readOrder } from './orders.mjs';

const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer('shop', '1.2.3');
const logger = logs.getLogger('shop.log', '1.2.3');

tracer.startActiveSpan('GET /calm', { kind: SpanKind.SERVER }, (parent) => {
  parent.setAttributes({
    text: 'größer 🎉 "quoted" \\ \u0000',
    whole: 9007199254740991,
    negative: -1,
    part: 0.1,
    yes: true,
    no: false,
    empty: '',
    texts: ['a', '', 'ü'],
    parts: [1.5, -2.25],
    none: [],
  });
  parent.addEvent('looked', { at: 'the shelf', times: 3 });
  const links = [{ context: parent.spanContext(), attributes: { why: 'self' } }];
  tracer.startSpan('child', { kind: SpanKind.CLIENT, links }).setStatus({ code: SpanStatusCode.OK }).end();
  logger.emit({
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: { nested: { list: [1, 'two', 3.5, null, true], bytes: new Uint8Array([0, 255]) } },
    attributes: { 'event.kind': 'calm', deep: { er: { still: [] } } },
  });
  logger.emit({ eventName: 'shop.opened', body: 'plain words' });
  parent.end();
});

function attempt(name, work) {
  tracer.startActiveSpan(name, (span) => {
    try {
      work();
    } catch (error) {
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      logException(name, error);
    }
    span.end();
  });
}

function logException(name, exception) {
  logger.emit({ severityNumber: SeverityNumber.ERROR, body: `${name} failed`, exception });
}

if (process.argv[2] === 'broken') {
  attempt('price', () => priceOf({}));
  attempt('read', () => readOrder('{"order"'));
  try {
    readOrder('outside of every span');
  } catch (error) {
    logException('start', error);
  }
}
await sdk.shutdown();
