import {
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { gzipSync } from 'node:zlib';
import type { ErrorShop } from './error-shop.ts';
import { renew, repeat, type Feed } from './feed.ts';
import { makeLogRecords } from './make-log-records.ts';
import { makeSpans, SPANS_A_BATCH } from './make-spans.ts';
import type { Target } from './sender.ts';

/** A kind of traffic: what is sent, and what it is to be compared with. */
export type Scenario = {
  readonly name: string;
  readonly path: string;
  readonly headers: Target['headers'];
  readonly compressed: boolean;
  readonly exceptionsABatch: number;
  readonly batchBytes: number;
  readonly makeFeed: () => Feed;
  /** Whether latency at half load is measured too. */
  readonly withLatency: boolean;
};

const PROTOBUF = 'application/x-protobuf';
const TRACES = { path: '/v1/traces', headers: { 'content-type': PROTOBUF }, compressed: false } as const;
const ONE_PERCENT = Math.round(SPANS_A_BATCH / 100);

/** All traffic the receive bench sends, made once. */
export function makeScenarios(shop: ErrorShop): readonly Scenario[] {
  const traces = (exceptions: number) =>
    required(ProtobufTraceSerializer.serializeRequest(makeSpans(shop, exceptions)));
  const plain = { ...TRACES, exceptionsABatch: 0, withLatency: false };
  const json = required(JsonTraceSerializer.serializeRequest(makeSpans(shop, 0)));
  const logs = required(ProtobufLogsSerializer.serializeRequest(makeLogRecords(shop, 0)));
  return [
    { ...plain, name: 'plain', ...same(traces(0)), withLatency: true },
    {
      ...plain,
      name: 'gzip',
      headers: { 'content-type': PROTOBUF, 'content-encoding': 'gzip' },
      compressed: true,
      ...same(gzipSync(traces(0))),
    },
    { ...plain, name: 'json', headers: { 'content-type': 'application/json' }, ...same(json) },
    { ...plain, name: 'logs', path: '/v1/logs', ...same(logs) },
    { ...plain, name: '1%', exceptionsABatch: ONE_PERCENT, ...fresh(traces(ONE_PERCENT)), withLatency: true },
    makeStorm(shop),
  ];
}

/** Every span an exception, of 100 errors; `withOrders`, each message names an order. */
export function makeStorm(shop: ErrorShop, withOrders = false): Scenario {
  const spans = makeSpans(shop, SPANS_A_BATCH, withOrders);
  const body = fresh(required(ProtobufTraceSerializer.serializeRequest(spans)));
  const name = withOrders ? 'storm of orders' : 'storm';
  return { ...TRACES, name, exceptionsABatch: SPANS_A_BATCH, withLatency: false, ...body };
}

function same(body: Uint8Array): Pick<Scenario, 'batchBytes' | 'makeFeed'> {
  return { batchBytes: body.length, makeFeed: () => repeat(body) };
}

function fresh(template: Uint8Array): Pick<Scenario, 'batchBytes' | 'makeFeed'> {
  return { batchBytes: template.length, makeFeed: () => renew(template) };
}

function required(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new Error('the batch could not be serialized');
  return bytes;
}
