import protobuf from 'protobufjs';
import type { Signal } from '../../src/otlp/signal.ts';

/** OTLP requests encoded and decoded by protobufjs, as plain objects: 64-bit numbers are decimal text, bytes are Buffers. */
export type Codec = {
  readonly encode: (request: Plain) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Plain;
  /** The same request as OTLP/JSON. */
  readonly encodeJson: (request: Plain) => Uint8Array;
  readonly decodeJson: (bytes: Uint8Array) => Plain;
};

export type Plain = { readonly [name: string]: unknown };

export function createCodec(signal: Signal): Codec {
  const type = ROOT.lookupType(REQUESTS[signal]);
  const decode = (bytes: Uint8Array): Plain =>
    type.toObject(type.decode(Buffer.from(bytes)), { longs: String, bytes: Buffer });
  const encode = (request: Plain) => new Uint8Array(type.encode(type.fromObject(request)).finish());
  const decodeJson = (bytes: Uint8Array): Plain =>
    decode(encode(convert(JSON.parse(new TextDecoder().decode(bytes)), idToBytes) as Plain));
  const encodeJson = (request: Plain) =>
    new TextEncoder().encode(JSON.stringify(convert(decode(encode(request)), bytesToJson)));
  return { encode, decode, encodeJson, decodeJson };
}

/** A field's number, its type, and whether it is repeated. */
type Fields = Readonly<Record<string, readonly [number, string, 'repeated'?]>>;

/** opentelemetry-proto 1.11, as far as the tests need it; `future` is a field that nobody knows yet. */
const MESSAGES: Readonly<Record<string, Fields>> = {
  ExportTraceServiceRequest: { resourceSpans: [1, 'ResourceSpans', 'repeated'] },
  ResourceSpans: {
    resource: [1, 'Resource'],
    scopeSpans: [2, 'ScopeSpans', 'repeated'],
    schemaUrl: [3, 'string'],
  },
  ScopeSpans: { scope: [1, 'Scope'], spans: [2, 'Span', 'repeated'], schemaUrl: [3, 'string'] },
  Span: {
    traceId: [1, 'bytes'],
    spanId: [2, 'bytes'],
    traceState: [3, 'string'],
    parentSpanId: [4, 'bytes'],
    name: [5, 'string'],
    kind: [6, 'int32'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: [9, 'KeyValue', 'repeated'],
    droppedAttributesCount: [10, 'uint32'],
    events: [11, 'SpanEvent', 'repeated'],
    flags: [16, 'fixed32'],
  },
  SpanEvent: {
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'string'],
    attributes: [3, 'KeyValue', 'repeated'],
    droppedAttributesCount: [4, 'uint32'],
  },
  ExportLogsServiceRequest: { resourceLogs: [1, 'ResourceLogs', 'repeated'] },
  ResourceLogs: {
    resource: [1, 'Resource'],
    scopeLogs: [2, 'ScopeLogs', 'repeated'],
    schemaUrl: [3, 'string'],
  },
  ScopeLogs: { scope: [1, 'Scope'], logRecords: [2, 'LogRecord', 'repeated'], schemaUrl: [3, 'string'] },
  LogRecord: {
    timeUnixNano: [1, 'fixed64'],
    severityNumber: [2, 'int32'],
    severityText: [3, 'string'],
    body: [5, 'AnyValue'],
    attributes: [6, 'KeyValue', 'repeated'],
    droppedAttributesCount: [7, 'uint32'],
    flags: [8, 'fixed32'],
    traceId: [9, 'bytes'],
    spanId: [10, 'bytes'],
    observedTimeUnixNano: [11, 'fixed64'],
    eventName: [12, 'string'],
  },
  ExportMetricsServiceRequest: { resourceMetrics: [1, 'ResourceMetrics', 'repeated'] },
  ResourceMetrics: { resource: [1, 'Resource'], schemaUrl: [3, 'string'] },
  ExportProfilesServiceRequest: {
    resourceProfiles: [1, 'ResourceProfiles', 'repeated'],
    dictionary: [2, 'Dictionary'],
  },
  ResourceProfiles: { resource: [1, 'Resource'], schemaUrl: [3, 'string'] },
  Dictionary: { stringTable: [5, 'string', 'repeated'] },
  Resource: { attributes: [1, 'KeyValue', 'repeated'], droppedAttributesCount: [2, 'uint32'] },
  Scope: { name: [1, 'string'], version: [2, 'string'], attributes: [3, 'KeyValue', 'repeated'] },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue'] },
  ArrayValue: { values: [1, 'AnyValue', 'repeated'] },
  KeyValueList: { values: [1, 'KeyValue', 'repeated'] },
  AnyValue: {
    stringValue: [1, 'string'],
    boolValue: [2, 'bool'],
    intValue: [3, 'int64'],
    doubleValue: [4, 'double'],
    arrayValue: [5, 'ArrayValue'],
    kvlistValue: [6, 'KeyValueList'],
    bytesValue: [7, 'bytes'],
  },
};

const FUTURE: Fields = { future: [536_870_911, 'bytes'], futureNumber: [4000, 'uint64'] };

const REQUESTS: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
  profiles: 'ExportProfilesServiceRequest',
};

const ROOT = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([name, fields]) => [name, describe(name, { ...fields, ...FUTURE })]),
  ),
});

function describe(name: string, fields: Fields): protobuf.IType {
  const described = Object.entries(fields).map(([field, [id, type, rule]]) => [
    field,
    rule === undefined ? { id, type } : { id, type, rule },
  ]);
  const oneof = Object.keys(MESSAGES[name] ?? {});
  const oneofs = name === 'AnyValue' ? { oneofs: { value: { oneof } } } : {};
  return { fields: Object.fromEntries(described), ...oneofs };
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

function convert(value: unknown, leaf: (name: string, value: unknown) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((element) => convert(element, leaf, name));
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return leaf(name, value);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, convert(member, leaf, key)]));
}

function idToBytes(name: string, value: unknown): unknown {
  return IDS.has(name) && typeof value === 'string' ? Buffer.from(value, 'hex') : value;
}

function bytesToJson(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return Buffer.isBuffer(value) ? value.toString(IDS.has(name) ? 'hex' : 'base64') : value;
}
