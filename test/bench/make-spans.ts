import { SpanKind, SpanStatusCode, trace, ROOT_CONTEXT, type Tracer } from '@opentelemetry/api';
import { hash } from 'node:crypto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace';
import type { ErrorShop } from './error-shop.ts';
import { createMarkedIds, nameOrder } from './marked-ids.ts';

export const SPANS_A_BATCH = 512;
const SPANS_A_TRACE = 4;

/**
 * A batch as the SDK hands it to its exporter: traces of four spans, as a web service with a database makes them. The
 * first `exceptions` spans carry one each, taking turns through the errors of the shop; `withOrders`, each message names
 * an order.
 */
export function makeSpans(shop: ErrorShop, exceptions: number, withOrders = false): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes(describeService(shop.revision)),
    idGenerator: createMarkedIds(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    spanLimits: { attributeCountLimit: 64 },
  });
  const errors = withOrders ? nameOrders(shop.errors) : shop.errors;
  const tracer = provider.getTracer('@opentelemetry/instrumentation-http', '0.301.0');
  for (let nth = 0; nth < SPANS_A_BATCH; nth += SPANS_A_TRACE) recordTrace(tracer, errors, nth, exceptions);
  return exporter.getFinishedSpans();
}

export function describeService(revision: string) {
  return {
    'service.name': 'shop',
    'service.version': '4.17.2',
    'service.instance.id': '5f0f5a0c-1f9a-4c3b-9f83-0b3f3c3c9d11',
    'deployment.environment.name': 'production',
    'host.name': 'shop-7d9c6bd6c5-x2lqv',
    'process.pid': 42,
    'process.runtime.name': 'nodejs',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'telemetry.sdk.version': '3.1.0',
    'vcs.ref.head.revision': revision,
  };
}

/** As many as there are spans, so that no two say the same. */
function nameOrders(errors: Errors): Errors {
  return Array.from({ length: SPANS_A_BATCH }, (_, nth) => errors[nth % errors.length])
    .filter((error) => error !== undefined)
    .map((error, nth) => {
      const message = `${error.message} of ${nameOrder(nth)}`;
      return { ...error, message, stacktrace: error.stacktrace.replace(error.message, message) };
    });
}

type Errors = ErrorShop['errors'];

function recordTrace(tracer: Tracer, errors: Errors, first: number, exceptions: number): void {
  const root = tracer.startSpan(`GET /cart/:id`, {
    kind: SpanKind.SERVER,
    attributes: describeRequest(first),
  });
  const inside = trace.setSpan(ROOT_CONTEXT, root);
  const spans = [root];
  for (let nth = first + 1; nth < first + SPANS_A_TRACE; nth++) {
    const attributes = describeQuery(nth);
    spans.push(tracer.startSpan('SELECT shop.items', { kind: SpanKind.CLIENT, attributes }, inside));
  }
  for (const [index, span] of spans.entries()) {
    const error = errors[(first + index) % errors.length];
    if (first + index < exceptions && error !== undefined)
      span.addEvent('exception', describeError(error)).setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
}

export function describeError(error: ErrorShop['errors'][number]) {
  return {
    'exception.type': error.type,
    'exception.message': error.message,
    'exception.stacktrace': error.stacktrace,
  };
}

function describeRequest(nth: number) {
  return {
    'http.request.method': 'GET',
    'http.route': '/cart/:id',
    'http.response.status_code': 200,
    'url.path': `/cart/${hash('sha1', `cart ${nth}`).slice(0, 20)}`,
    'session.id': hash('sha1', `session ${nth}`),
    'url.scheme': 'https',
    'server.address': 'shop.example.com',
    'client.address': `203.0.${nth % 256}.${(nth * 7) % 256}`,
    'client.port': 1024 + nth * 97,
    'user_agent.original':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141',
    'network.protocol.version': '1.1',
  };
}

function describeQuery(nth: number) {
  return {
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.query.text': `SELECT id, name, price, amount FROM items WHERE cart_id = $1 ORDER BY position LIMIT ${nth}`,
    'db.operation.name': 'SELECT',
    'db.response.returned_rows': nth,
    'server.address': 'db.internal.example.com',
    'server.port': 5432,
  };
}
