import type { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ErrorShop } from './error-shop.ts';
import { describeError, describeService, SPANS_A_BATCH } from './make-spans.ts';
import { createMarkedIds } from './marked-ids.ts';

type LogRecords = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];

/** As many log records as a batch has spans, the first `exceptions` of them with an exception. */
export function makeLogRecords(shop: ErrorShop, exceptions: number): LogRecords {
  const resource = resourceFromAttributes(describeService(shop.revision));
  const ids = createMarkedIds();
  const now = Math.floor(Date.now() / 1000);
  return Array.from({ length: SPANS_A_BATCH }, (_, nth) => ({
    resource,
    instrumentationScope: { name: '@opentelemetry/instrumentation-pino', version: '0.301.0' },
    hrTime: [now, nth * 1000],
    hrTimeObserved: [now, nth * 1000 + 500],
    spanContext: { traceId: ids.generateTraceId(), spanId: ids.generateSpanId(), traceFlags: 1 },
    severityNumber: nth < exceptions ? 17 : 9,
    severityText: nth < exceptions ? 'ERROR' : 'INFO',
    body: `request ${nth} completed: GET /cart/${nth} answered in ${nth % 90} ms`,
    attributes: { ...describeRequest(nth), ...(nth < exceptions && describeNth(shop, nth)) },
    droppedAttributesCount: 0,
  }));
}

function describeNth(shop: ErrorShop, nth: number) {
  const error = shop.errors[nth % shop.errors.length];
  return error === undefined ? {} : describeError(error);
}

function describeRequest(nth: number) {
  return {
    'http.request.method': 'GET',
    'http.route': '/cart/:id',
    'http.response.status_code': 200,
    'url.path': `/cart/${nth}`,
    'client.address': '203.0.113.7',
    'log.logger': 'shop.access',
    'thread.name': 'main',
  };
}
