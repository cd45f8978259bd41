// Sends spans and log records from compiled code; `broken` adds exceptions.
import { logs, SeverityNumber, SpanStatusCode, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { priceOf, readOrder } from './orders.js';
import type { Order } from './orders.js';

interface Attempt {
  readonly name: string;
  readonly work: () => unknown;
}

const sdk = new NodeSDK();
sdk.start();
const tracer = trace.getTracer('shop', '1.2.3');
const logger = logs.getLogger('shop.log', '1.2.3');

function attempt({ name, work }: Attempt): void {
  tracer.startActiveSpan(name, (span) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      span.recordException(error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
      logException(name, error);
    }
    span.end();
  });
}

function logException(name: string, exception: Error): void {
  logger.emit({ severityNumber: SeverityNumber.ERROR, body: `${name} failed`, exception });
}

attempt({ name: 'GET /calm', work: () => logger.emit({ body: 'plain words' }) });
if (process.argv[2] === 'broken') {
  attempt({ name: 'price', work: () => priceOf({} as Order) });
  attempt({ name: 'read', work: () => readOrder('{"order"') });
  try {
    readOrder('outside of every span');
  } catch (error) {
    if (error instanceof Error) logException('start', error);
  }
}
await sdk.shutdown();
