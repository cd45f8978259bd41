import fc from 'fast-check';
import type { Signal } from '../../src/otlp/signal.ts';
import type { Plain } from './otlp-by-protobufjs.ts';

/** Any OTLP request, as an SDK of today or of tomorrow might send it; often with exceptions. */
export function randomRequest(signal: Signal): fc.Arbitrary<Plain> {
  return REQUESTS[signal];
}

type Value = fc.Arbitrary<unknown>;

/** Some of the members, in any combination, and now and then fields that nobody knows yet. */
function message(members: Readonly<Record<string, Value>>): fc.Arbitrary<Plain> {
  const future = { future: bytes(0, 9), futureNumber: uint64() };
  return fc
    .tuple(fc.record(members, { requiredKeys: [] }), fc.record(future, { requiredKeys: [] }), fc.nat(9))
    .map(([known, unknown, dice]): Plain => (dice === 0 ? { ...known, ...unknown } : known));
}

function bytes(minLength: number, maxLength: number): Value {
  return fc.uint8Array({ minLength, maxLength }).map((all) => Buffer.from(all));
}

function id(length: number): Value {
  return fc.oneof({ weight: 5, arbitrary: bytes(length, length) }, { weight: 1, arbitrary: bytes(0, 0) });
}

function uint64(): Value {
  const border = fc.constantFrom(0n, 1n, 127n, 128n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n);
  return fc.oneof(border, fc.bigInt(0n, 2n ** 64n - 1n)).map(String);
}

function int64(): Value {
  const border = fc.constantFrom(0n, -1n, 127n, 2n ** 28n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n));
  return fc.oneof(border, fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)).map(String);
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom(
    '',
    '"',
    '\\',
    '\\u0000',
    '\0',
    '\uFEFF',
    '\u2028',
    '</script>',
    'Ω≈ç√',
    '👩‍👩‍👧',
    'x'.repeat(300),
  ),
);

const key = fc.oneof(
  fc.constantFrom(
    'exception.type',
    'exception.message',
    'exception.stacktrace',
    'exception.typ',
    '__proto__',
    '',
  ),
  text,
);

const anyValue = fc.letrec<{ value: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant({}),
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64() }),
    fc.record({ doubleValue: fc.double() }),
    fc.record({ bytesValue: bytes(0, 9) }),
    fc.record({ arrayValue: message({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: message({
        values: fc.array(fc.record({ key: text, value: tie('value') }), { maxLength: 3 }),
      }),
    }),
  ),
})).value;

const attributes = fc.array(message({ key, value: anyValue }), { maxLength: 4 });
const count = fc.nat(2 ** 31);

const event = message({ timeUnixNano: uint64(), name: text, attributes, droppedAttributesCount: count });

const span = message({
  traceId: id(16),
  spanId: id(8),
  traceState: text,
  parentSpanId: id(8),
  name: text,
  kind: fc.nat(5),
  startTimeUnixNano: uint64(),
  endTimeUnixNano: uint64(),
  attributes,
  droppedAttributesCount: count,
  events: fc.array(event, { maxLength: 3 }),
  flags: count,
});

const logRecord = message({
  timeUnixNano: uint64(),
  severityNumber: fc.nat(24),
  severityText: text,
  body: anyValue,
  attributes,
  droppedAttributesCount: count,
  flags: count,
  traceId: id(16),
  spanId: id(8),
  observedTimeUnixNano: uint64(),
  eventName: text,
});

const resource = message({ attributes, droppedAttributesCount: count });
const scope = message({ name: text, version: text, attributes });

const REQUESTS: Readonly<Record<Signal, fc.Arbitrary<Plain>>> = {
  traces: enclose('resourceSpans', 'scopeSpans', 'spans', span),
  logs: enclose('resourceLogs', 'scopeLogs', 'logRecords', logRecord),
  metrics: message({ resourceMetrics: fc.array(message({ resource, schemaUrl: text }), { maxLength: 4 }) }),
  profiles: message({
    resourceProfiles: fc.array(message({ resource, schemaUrl: text }), { maxLength: 4 }),
    dictionary: message({ stringTable: fc.array(text, { maxLength: 3 }) }),
  }),
};

function enclose(resources: string, scopes: string, items: string, item: Value): fc.Arbitrary<Plain> {
  const scoped = message({ scope, [items]: fc.array(item, { maxLength: 4 }), schemaUrl: text });
  const resourced = message({ resource, [scopes]: fc.array(scoped, { maxLength: 3 }), schemaUrl: text });
  return message({ [resources]: fc.array(resourced, { maxLength: 3 }) });
}
