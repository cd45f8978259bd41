import { encodeField, encodeVarint } from './wire-fields.ts';

// Requests no SDK sends, but the protocol allows: every kind of value, unknown fields, empty messages, two resources in
// one envelope, envelopes of several scopes, unusual white space and escapes.

export function handMadeTraces() {
  const event = message([
    [2, 'oops'],
    [3, keyValue('exception.type', string('Oops'))],
    [3, keyValue('exception.message', string(''))],
    [99, 'later'],
  ]);
  const span = (events: readonly Uint8Array[]) =>
    message([
      [1, Buffer.from('5b8efff798038103d269b633813fc60c', 'hex')],
      [2, Buffer.from('eee19b7ec3c1b174', 'hex')],
      [5, 'hand'],
      ...VALUES.map((value, nth) => [9, keyValue(`k${nth}`, value)] as const),
      ...events.map((one) => [11, one] as const),
    ]);
  const scopeSpans = message([
    [2, span([])],
    [1, message([[1, 'scope']])],
    [2, span([event, message([]), event])],
    [2, message([])],
    [77, 'unknown'],
  ]);
  const resource = message([[1, keyValue('service.name', string('hand'))]]);
  const resourceSpans = message([
    [1, resource],
    [2, scopeSpans],
    [1, message([[1, keyValue('host.name', string('h'))]])],
    [2, message([])],
    [3, 'https://opentelemetry.io/schemas/1.40.0'],
  ]);
  const protobuf = message([
    [1, resourceSpans],
    [1, message([])],
    [1, resourceSpans],
  ]);
  return { protobuf, json: Buffer.from(JSON_TRACES) };
}

export function handMadeLogs() {
  const record = message([
    [12, 'app.crash'],
    [5, VALUES[5] ?? ''],
    [6, keyValue('exception.message', string('no type, no time, no trace'))],
    [6, keyValue('a', VALUES[4] ?? new Uint8Array())],
    [9, ''],
  ]);
  const scopeLogs = message([
    [2, record],
    [2, message([])],
    [2, record],
  ]);
  const protobuf = message([
    [
      1,
      message([
        [2, scopeLogs],
        [2, scopeLogs],
      ]),
    ],
  ]);
  return { protobuf, json: Buffer.from(JSON_LOGS) };
}

export function handMadeMetrics() {
  const metric = message([
    [1, 'requests'],
    [3, '1'],
    [7, message([[1, message([[4, 'x']])]])],
  ]);
  const protobuf = message([
    [
      1,
      message([
        [
          2,
          message([
            [2, metric],
            [2, metric],
          ]),
        ],
      ]),
    ],
    [1, message([])],
  ]);
  const gauge = {
    name: 'requests',
    gauge: { dataPoints: [{ asInt: '1', timeUnixNano: '1790000000000000000' }] },
  };
  const json = {
    resourceMetrics: [{ resource: {}, scopeMetrics: [{ scope: {}, metrics: [gauge, gauge] }] }, {}],
  };
  return { protobuf, json: Buffer.from(JSON.stringify(json)) };
}

export function handMadeProfiles() {
  const protobuf = message([
    [1, message([[2, message([[2, message([[1, 'x']])]])]])],
    [2, message([[5, '']])],
  ]);
  const json = {
    resourceProfiles: [{ scopeProfiles: [{ profiles: [{ profileId: 'ab' }] }] }],
    dictionary: {},
  };
  return { protobuf, json: Buffer.from(JSON.stringify(json, null, 1)) };
}

type Content = Uint8Array | string;

function message(fields: readonly (readonly [number: number, content: Content])[]): Uint8Array {
  return Buffer.concat(fields.map(([number, content]) => encodeField(number, Buffer.from(content))));
}

function keyValue(key: string, value: Uint8Array): Uint8Array {
  return message([
    [1, key],
    [2, value],
  ]);
}

function string(text: string): Uint8Array {
  return message([[1, text]]);
}

/** An AnyValue of each kind. */
const VALUES: readonly Uint8Array[] = [
  string('a "quoted" text \u0000 \ud83d\ude00'),
  Buffer.concat([encodeVarint(2 * 8), encodeVarint(1)]),
  Buffer.concat([encodeVarint(3 * 8), Buffer.from('ffffffffffffffffff01', 'hex')]),
  Buffer.concat([encodeVarint(4 * 8 + 1), Buffer.from('000000000000f07f', 'hex')]),
  message([
    [
      5,
      message([
        [1, string('one')],
        [1, message([])],
        [1, message([[7, Buffer.of(0, 255)]])],
      ]),
    ],
  ]),
  message([
    [
      6,
      message([
        [1, keyValue('inner', string('x'))],
        [1, keyValue('', message([]))],
      ]),
    ],
  ]),
  new Uint8Array(),
];

const JSON_TRACES = ` { "unknown" : [ 1e3 , -0.5E-2 , { } ] ,
 "resourceSpans" : [ { "schemaUrl" : "" , "scopeSpans" : [ { "spans" : [
  { "traceId" : "5B8EFFF798038103D269B633813FC60C" , "spanId" : "EEE19B7EC3C1B174" , "name" : "h\\u00e4nd" , "kind" : 2 ,
    "startTimeUnixNano" : 1790000000000000123 , "endTimeUnixNano" : "1790000000000000456" , "flags" : null ,
    "events" : [ { "timeUnixNano" : "1790000000000000001" , "name" : "oops" , "attributes" : [
       { "key" : "exception\\u002etype" , "value" : { "stringValue" : "\\"Oops\\"\\n" } } ,
       { "value" : { "arrayValue" : { "values" : [ { "intValue" : "-9223372036854775808" } , { "doubleValue" : "NaN" } , { } ] } } , "key" : "list" } ] } ,
      { "attributes" : null } , { } ] ,
    "attributes" : [ { "key" : "n" , "value" : { "kvlistValue" : { "values" : [ { "key" : "b" , "value" : { "bytesValue" : "AP8=" } } ] } } } ] } ,
  { "name" : "plain" , "attributes" : [ ] , "status" : { "code" : 2 , "message" : "x" } } , { } ] } , { "spans" : null } ] ,
  "resource" : { "attributes" : [ { "key" : "service.name" , "value" : { "stringValue" : "hand" } } ] } } , { } ] } `;

const JSON_LOGS = `{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hand"}}]},
"scopeLogs":[{"logRecords":[{"eventName":"app.crash","body":{"kvlistValue":{"values":[{"key":"a","value":{"boolValue":true}}]}},
"attributes":[{"key":"exception.message","value":{"stringValue":"no type, no time, no trace"}}],"traceId":"","spanId":""},
{"timeUnixNano":"1790000000000000001","severityNumber":17,"body":{"stringValue":"\\ud83d\\ude00"}},{}]},{"logRecords":[]}]},{"scopeLogs":[]}]}`;
