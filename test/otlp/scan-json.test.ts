import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import type { MatchedSpan } from '../../src/otlp/matched-span.ts';
import type { Scan } from '../../src/otlp/scan.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { readByParse } from './json-by-parse.ts';
import { isMatched } from './protobuf-by-spec.ts';
import { messyJson, WANTED_KEYS } from './messy-json.ts';
import { makeSdkRequest } from './sdk-request.ts';
import { withoutPlaces } from './without-places.ts';

const WANTED = new Set(WANTED_KEYS);
const KEYS = createWantedKeys(WANTED_KEYS);

test('reads any valid OTLP/JSON as a reader on top of JSON.parse does', () => {
  let matched = 0;
  fc.assert(
    fc.property(messyJson(true), (text) => {
      const found = scan(text);
      const all = readByParse(text, WANTED);
      const expected = all.filter((span) => isMatched(span, WANTED));
      matched += expected.length;
      assert.deepEqual(withoutPlaces(found.matched), expected);
      assert.deepEqual([found.itemCount, found.rejected.length], [all.length, 0]);
    }),
    { numRuns: 3000 },
  );
  assert.ok(matched > 100, `only ${matched} spans matched`);
});

test('takes any text for a request or says what is malformed', () => {
  const mutated = fc
    .tuple(
      messyJson(true),
      fc.nat(),
      fc.constantFrom('', '"', '{', '}', '[', ']', ',', '5', 'null', '\\'),
      fc.nat(2),
    )
    .map(([text, position, piece, remove]) => {
      const at = position % (text.length + 1);
      return text.slice(0, at) + piece + text.slice(at + remove);
    });
  fc.assert(
    fc.property(mutated, (text) => {
      const found = scanOrMalformed(text);
      if (found !== undefined) JSON.parse(text.toWellFormed());
    }),
    { numRuns: 5000 },
  );
});

test('a request cut off anywhere is malformed', () => {
  const { json } = makeSdkRequest();
  for (let end = 0; end < json.length; end++) {
    assert.throws(() => scanTraces(json.subarray(0, end), 'json', KEYS), MalformedOtlp);
  }
});

test('reads what the SDK serialised', () => {
  const { json, expected } = makeSdkRequest();
  assert.deepEqual(withoutPlaces(scanTraces(json, 'json', KEYS).matched), expected);
});

test('the example of the OTLP specification scans cleanly', () => {
  const text = JSON.stringify(EXAMPLE);
  const bareTimes = text.replaceAll(/"(\d{19})"/g, '$1');
  for (const example of [text, bareTimes, JSON.stringify(EXAMPLE, null, 2)]) {
    assert.deepEqual(scan(example), { itemCount: 1, rejected: [], overlooked: 0, matched: [] });
  }
  const [span] = scanTraces(new TextEncoder().encode(withEvent(bareTimes)), 'json', KEYS).matched;
  assert.equal(span?.traceId, '5b8efff798038103d269b633813fc60c');
  assert.equal(span?.spanId, 'eee19b7ec3c1b174');
  assert.equal(span?.events[0]?.timeUnixNano, 1544712660000000123n);
  assert.deepEqual(span?.resource, new Map([['service.name', 'my.service']]));
});

test('an empty request holds nothing', () => {
  const nothing = { itemCount: 0, rejected: [], overlooked: 0, matched: [] };
  const cases = ['{}', ' { } ', '{"resourceSpans":[]}', '{"resourceSpans":null}', '{"resourceSpans":[{}]}'];
  for (const text of [
    ...cases,
    '{"resourceSpans":[{"scopeSpans":[{"spans":[]},{}]}]}',
    '{"resource_spans":[{"scope_spans":5}]}',
  ]) {
    assert.deepEqual(scan(text), nothing, text);
  }
});

test('an invalid span is rejected and its neighbours are read', () => {
  const cases = [
    '{"events":5}',
    '{"events":{}}',
    '{"events":[1]}',
    '{"events":[null]}',
    '{"events":[{"attributes":5}]}',
    '{"events":[{"attributes":[[]]}]}',
    '{"events":[{"attributes":[{"key":5}]}]}',
    ...[
      '5',
      '[]',
      '"a"',
      '{"stringValue":5}',
      '{"boolValue":"true"}',
      '{"boolValue":1}',
      '{"bytesValue":"*"}',
    ].map((value) => `{"events":[{${attribute(value)}}]}`),
    ...[
      '1.5',
      '"1.5"',
      '"x"',
      '""',
      '"0x1"',
      '9223372036854775808',
      '1e19',
      '1e999999999',
      `"${'9'.repeat(100_000)}"`,
    ].map((int) => `{"events":[{${attribute(`{"intValue":${int}}`)}}]}`),
    ...['"abc"', 'true', '[]'].map((double) => `{"events":[{${attribute(`{"doubleValue":${double}}`)}}]}`),
    ...['[]', '{"values":5}', '{"values":[5]}'].map(
      (array) => `{"events":[{${attribute(`{"arrayValue":${array}}`)}}]}`,
    ),
    ...['[]', '{"values":5}', '{"values":[5]}'].map(
      (list) => `{"events":[{${attribute(`{"kvlistValue":${list}}`)}}]}`,
    ),
    ...['-1', '"-1"', '18446744073709551616', '1.5', '"soon"', '{}'].map(
      (time) => `{"events":[{"timeUnixNano":${time},${attribute('{}')}}]}`,
    ),
    `{"events":[{"name":5,${attribute('{}')}}]}`,
    `{"name":[],"events":[{${attribute('{}')}}]}`,
    `{"attributes":{},"events":[{${attribute('{}')}}]}`,
  ];
  const good = `{"events":[{${attribute('{"stringValue":"E"}')}}]}`;
  for (const text of cases) {
    const found = scan(request([good, text.replace('{', '{"x":"exception",'), good]));
    assert.deepEqual(
      [found.itemCount, found.rejected.length, found.matched.length],
      [3, 1, 2],
      text.slice(0, 200),
    );
  }
});

test('numbers are read from their text', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['{"intValue":9223372036854775807}', 9223372036854775807n],
    ['{"intValue":"-9223372036854775808"}', -9223372036854775808n],
    ['{"intValue":1.5e3}', 1500n],
    ['{"intValue":15.00e-0}', 15n],
    ['{"intValue":1500e-2}', 15n],
    ['{"intValue":0e99999999}', 0n],
    ['{"intValue":-0}', 0n],
    ['{"doubleValue":1}', 1],
    ['{"doubleValue":"1.5e3"}', 1500],
    ['{"doubleValue":"Infinity"}', Infinity],
    ['{"bytesValue":"_-8="}', Uint8Array.of(255, 239)],
    ['{"stringValue":"\\ud800"}', '\uD800'],
    ['{}', null],
    ['null', null],
    ['{"stringValue":"a","intValue":null}', 'a'],
    ['{"stringValue":"a","stringValue":null}', null],
    ['{"stringValue":"a","boolValue":true}', true],
  ];
  for (const [value, expected] of cases) {
    const span = `{"events":[{"attributes":[{"key":"exception.type","value":${value}}]}]}`;
    const read = scan(request([span])).matched[0]?.events[0]?.attributes.get('exception.type');
    assert.deepEqual(read, expected, value);
  }
});

test('what is wrong around the spans, and ids that are not hex, make the request malformed', () => {
  const base64 = Buffer.alloc(16, 7).toString('base64');
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /not a JSON object, at byte 0/],
    ['[]', /not a JSON object/],
    ['null', /not a JSON object/],
    ['{} {}', /something follows .* at byte 3/],
    ['{"resourceSpans":5}', /resourceSpans is not a list of objects, at byte 17/],
    ['{"resourceSpans":[5]}', /resourceSpans is not a list/],
    ['{"resourceSpans":[{"scopeSpans":{}}]}', /scopeSpans is not a list/],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":[null]}]}]}', /spans is not a list/],
    [request([`{"traceId":"${base64}"}`]), /trace id is not 32 hex digits, at byte/],
    [request(['{"traceId":"5B8EFFF798038103D269B633813FC60"}']), /trace id/],
    [request(['{"traceId":"5B8EFFF798038103D269B633813FC60G"}']), /trace id/],
    [request(['{"traceId":5}']), /trace id/],
    [request(['{"spanId":"EEE19B7EC3C1B17"}']), /span id is not 16/],
    [request(['{"spanId":"EEE19B7EC3C1B17\\u0000"}']), /span id is not 16/],
    [request(['{"parentSpanId":"x"}']), /parent span id/],
    [request([MATCHING], '{"attributes":5}'), /attributes are not a list/],
    [request([MATCHING], '5'), /resource is not an object/],
    [request([MATCHING], `{"a":${'['.repeat(200_000)}`), /nested too deeply/],
    ['{"resourceSpans":'.repeat(200_000), /nested too deeply|not a list/],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => scan(text),
      (error) => error instanceof MalformedOtlp && message.test(error.message),
      text.slice(0, 99),
    );
  }
});

test('a later member of the same name undoes an earlier one, errors too', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    [`{"resourceSpans":5,"resourceSpans":[]}`, 0, 0],
    [`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"x"}],"spans":[${MATCHING}]}]}]}`, 1, 1],
    [`{"resourceSpans":[{"scopeSpans":[{"spans":[${MATCHING},{}]}],"scopeSpans":null}]}`, 0, 0],
    [request(['{"traceId":"x","traceId":""}']), 1, 0],
    [request([MATCHING.replace('"events"', '"events":5,"events"')]), 1, 1],
  ];
  for (const [text, itemCount, matched] of cases) {
    const found = scan(text);
    assert.deepEqual(
      [found.itemCount, found.rejected.length, found.matched.length],
      [itemCount, 0, matched],
      text,
    );
  }
});

const MATCHING = '{"events":[{"attributes":[{"key":"exception.type"}]}]}';

const EXAMPLE = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'my.service' } }] },
      scopeSpans: [
        {
          scope: {
            name: 'my.library',
            version: '1.0.0',
            attributes: [{ key: 'my.scope.attribute', value: { stringValue: 'some scope attribute' } }],
          },
          spans: [
            {
              traceId: '5B8EFFF798038103D269B633813FC60C',
              spanId: 'EEE19B7EC3C1B174',
              parentSpanId: 'EEE19B7EC3C1B173',
              name: "I'm a server span",
              startTimeUnixNano: '1544712660000000000',
              endTimeUnixNano: '1544712661000000000',
              kind: 2,
              attributes: [{ key: 'my.span.attr', value: { stringValue: 'some value' } }],
            },
          ],
        },
      ],
    },
  ],
};

function attribute(value: string): string {
  return `"attributes":[{"key":"exception.type","value":${value}}]`;
}

function withEvent(example: string): string {
  const attributes = '[{"key":"exception.type","value":{"stringValue":"E"}}]';
  return example.replace(
    '"kind":2',
    `"events":[{"timeUnixNano":1544712660000000123,"attributes":${attributes}}]`,
  );
}

function scan(text: string): Scan<MatchedSpan> {
  return scanTraces(new TextEncoder().encode(text), 'json', KEYS);
}

function scanOrMalformed(text: string): Scan<MatchedSpan> | undefined {
  try {
    return scan(text);
  } catch (error) {
    assert.ok(error instanceof MalformedOtlp);
    return undefined;
  }
}

function request(spans: readonly string[], resource = '{}'): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans.join(',')}]}],"resource":${resource}}]}`;
}
