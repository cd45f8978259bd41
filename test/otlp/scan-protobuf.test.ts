import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedOtlp } from '../../src/otlp/malformed-otlp.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import type { MatchedSpan } from '../../src/otlp/matched-span.ts';
import type { Scan } from '../../src/otlp/scan.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { withoutPlaces } from './without-places.ts';
import { concat, lengthField, messyProtobuf, paddedVarint, WANTED_KEYS } from './messy-protobuf.ts';
import { countRejectedBySpec, countSpansBySpec, isMatched, readBySpec } from './protobuf-by-spec.ts';
import { makeSdkRequest } from './sdk-request.ts';

const WANTED = new Set(WANTED_KEYS);
const KEYS = createWantedKeys(WANTED_KEYS);
/** Without it no wanted key can stand in a span. */
const MARKER = lengthField(99, utf8('exception'));
const VERY_DEEP = nestedArrays(200_000);

test('reads any well-formed protobuf request as a decoder written by the specification does', () => {
  let matched = 0;
  fc.assert(
    fc.property(messyProtobuf(), (bytes) => {
      const scan = scan1(bytes);
      const valid = readBySpec(bytes, WANTED);
      const expected = valid.filter((span) => isMatched(span, WANTED));
      matched += expected.length;
      assert.deepEqual(withoutPlaces(scan.matched), expected);
      assert.equal(scan.itemCount, countSpansBySpec(bytes));
      assert.equal(scan.rejected.length, countRejectedBySpec(bytes));
    }),
    { numRuns: 3000 },
  );
  assert.ok(matched > 100, `only ${matched} spans matched`);
});

test('takes any bytes for a request or says what is malformed', () => {
  const mutated = fc.tuple(messyProtobuf(), fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
    const copy = bytes.slice();
    if (copy.length > 0) copy[at % copy.length] = byte;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
      const scan = scanOrMalformed(bytes);
      if (scan === undefined) return assert.throws(() => readBySpec(bytes, WANTED));
      assert.equal(scan.itemCount, countSpansBySpec(bytes));
      return undefined;
    }),
    { numRuns: 5000 },
  );
});

test('a request of the OpenTelemetry SDK cut off anywhere is malformed or a shorter request', () => {
  const { protobuf } = makeSdkRequest();
  let malformed = 0;
  for (let end = 0; end < protobuf.length; end++) {
    if (scanOrMalformed(protobuf.subarray(0, end)) === undefined) malformed++;
  }
  assert.ok(malformed > protobuf.length - 20);
});

test('an invalid span is rejected and its neighbours are read', () => {
  const good = eventSpan(keyValue('exception.type', lengthField(1, utf8('E'))));
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['a varint that is too long', Uint8Array.of(0x50, ...Array<number>(10).fill(0xff), 0x01)],
    ['a varint over 64 bits', Uint8Array.of(0x50, ...Array<number>(9).fill(0xff), 0x02)],
    ['a cut varint', Uint8Array.of(0x50, 0x80)],
    ['a length beyond the span', Uint8Array.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
    ['a length beyond any number', Uint8Array.of(0x2a, ...Array<number>(9).fill(0xff), 0x01)],
    ['field number 0', Uint8Array.of(0x00, 0x00)],
    ['a field number that is too large', Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x10, 0x00)],
    ['wire type 6', Uint8Array.of(0x2e)],
    ['wire type 7', Uint8Array.of(0x2f)],
    ['the end of no group', Uint8Array.of(0x2c)],
    ['a group without end', Uint8Array.of(0x2b, 0x08, 0x01)],
    ['a group that ends as another', Uint8Array.of(0x2b, 0x34)],
    ['groups 101 deep', new Uint8Array([...Array<number>(101).fill(0x2b), ...Array<number>(101).fill(0x2c)])],
    ['groups 200,000 deep', new Uint8Array(200_000).fill(0x2b)],
    ['half a fixed64', Uint8Array.of(0x39, 1, 2, 3, 4)],
    ['half a fixed32', Uint8Array.of(0x85, 0x01, 1, 2)],
    ['a trace id of 15 bytes', lengthField(1, new Uint8Array(15))],
    ['a span id of 9 bytes', lengthField(2, new Uint8Array(9))],
    ['a parent span id of 7 bytes', lengthField(4, new Uint8Array(7))],
    ['a broken key of an event', lengthField(11, lengthField(3, Uint8Array.of(0x0a, 0x09)))],
    ['a broken value of a matched event', eventSpan(keyValue('exception.type', Uint8Array.of(0x0a, 0x09)))],
    ['a value 101 deep', eventSpan(keyValue('exception.type', nestedArrays(101)))],
    ['a value 200,000 deep', eventSpan(keyValue('exception.type', VERY_DEEP))],
    ['lists 70,000 deep', concat([good, lengthField(9, keyValue('a', nestedLists(70_000)))])],
  ];
  for (const [what, bytes] of cases) {
    const scan = scan1(
      request([lengthField(2, good), lengthField(2, concat([MARKER, bytes])), lengthField(2, good)]),
    );
    assert.deepEqual([scan.itemCount, scan.rejected.length, scan.matched.length], [3, 1, 2], what);
  }
});

test('a span in which no wanted key can stand is not looked into', () => {
  const broken = lengthField(2, Uint8Array.of(0x2e, 0x00));
  assert.deepEqual(scan1(request([broken, broken])), {
    itemCount: 2,
    matched: [],
    rejected: [],
    overlooked: 0,
  });
});

test('accepts what is odd but well-formed', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['groups 100 deep', new Uint8Array([...Array<number>(100).fill(0x2b), ...Array<number>(100).fill(0x2c)])],
    ['a value 100 deep', lengthField(9, keyValue('a', nestedArrays(100)))],
    ['an empty trace id', lengthField(1, new Uint8Array())],
    ['a varint of ten bytes', Uint8Array.of(0x50, ...Array<number>(9).fill(0xff), 0x01)],
    [
      'a value 200,000 deep in an event that does not match',
      lengthField(11, lengthField(3, keyValue('a', VERY_DEEP))),
    ],
  ];
  const event = eventSpan(keyValue('exception.type', lengthField(1, utf8('E'))));
  for (const [what, bytes] of cases) {
    const scan = scan1(request([lengthField(2, concat([bytes, event]))]));
    assert.deepEqual([scan.rejected.length, scan.matched.length], [0, 1], what);
  }
});

test('what is wrong around the spans makes the request malformed, and the error names the byte', () => {
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    [
      'a request cut off',
      lengthField(1, new Uint8Array(9)).subarray(0, 5),
      /longer than the message .* at byte 2\./,
    ],
    ['a ResourceSpans that is none', lengthField(1, Uint8Array.of(0x12, 0x05)), /at byte 4\./],
    [
      'a ScopeSpans that is none',
      lengthField(1, lengthField(2, Uint8Array.of(0x17))),
      /wire type .* at byte 5\./,
    ],
    [
      'a resource 200,000 deep',
      request(
        [lengthField(2, eventSpan(keyValue('exception.type', new Uint8Array())))],
        lengthField(1, lengthField(1, keyValue('a', VERY_DEEP))),
      ),
      /nested too deeply/,
    ],
  ];
  for (const [what, bytes, message] of cases) {
    assert.throws(
      () => scan1(bytes),
      (error) => error instanceof MalformedOtlp && message.test(error.message),
      what,
    );
  }
});

test('an empty request holds nothing', () => {
  assert.deepEqual(scan1(new Uint8Array()), { itemCount: 0, matched: [], rejected: [], overlooked: 0 });
});

test('reads what the SDK serialised', () => {
  const { protobuf, expected } = makeSdkRequest();
  assert.deepEqual(withoutPlaces(scan1(protobuf).matched), expected);
  assert.deepEqual(
    readBySpec(protobuf, WANTED).filter((span) => isMatched(span, WANTED)),
    expected,
  );
});

test('reads a request that lies inside a larger buffer and keeps none of it', () => {
  const { protobuf, expected } = makeSdkRequest();
  const pool = Buffer.alloc(protobuf.length + 20, 0xff);
  pool.set(protobuf, 7);
  const scan = scan1(pool.subarray(7, 7 + protobuf.length));
  pool.fill(0);
  assert.deepEqual(withoutPlaces(scan.matched), expected);
});

function scan1(bytes: Uint8Array): Scan<MatchedSpan> {
  return scanTraces(bytes, 'protobuf', KEYS);
}

function scanOrMalformed(bytes: Uint8Array): Scan<MatchedSpan> | undefined {
  try {
    return scan1(bytes);
  } catch (error) {
    assert.ok(error instanceof MalformedOtlp);
    return undefined;
  }
}

function request(spans: readonly Uint8Array[], resource: Uint8Array = new Uint8Array()): Uint8Array {
  return lengthField(1, concat([lengthField(2, concat(spans)), resource]));
}

function eventSpan(attribute: Uint8Array): Uint8Array {
  return lengthField(11, lengthField(3, attribute));
}

function keyValue(key: string, value: Uint8Array): Uint8Array {
  return concat([lengthField(1, utf8(key)), lengthField(2, value)]);
}

function nestedArrays(depth: number): Uint8Array {
  return nested(depth, [1, 5]);
}

function nestedLists(depth: number): Uint8Array {
  return nested(depth, [2, 1, 6]);
}

/** An AnyValue with `depth` levels below it, in the fields that lead from one level to the next, the inner ones first. */
function nested(depth: number, fields: readonly number[]): Uint8Array {
  const reversed: number[] = [];
  for (let i = 0; i < depth; i++) {
    for (const field of fields) {
      reversed.push(...paddedVarint(BigInt(reversed.length), 0).toReversed(), field * 8 + 2);
    }
  }
  return Uint8Array.from(reversed.toReversed());
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
