import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import type { Addition } from '../../src/otlp/addition.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import type { MatchedSpan } from '../../src/otlp/matched-span.ts';
import type { Scan } from '../../src/otlp/scan.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { lengthField, messyProtobuf, WANTED_KEYS } from './messy-protobuf.ts';
import { parseFields, type RawField, readBySpec } from './protobuf-by-spec.ts';
import { makeSdkRequest } from './sdk-request.ts';

const WANTED = new Set(WANTED_KEYS);
const KEYS = createWantedKeys(WANTED_KEYS);

test('adds to the end of messages and changes nothing else but the lengths around them', () => {
  let additionsMade = 0;
  const picks = fc.infiniteStream(fc.nat(3));
  const value = fc.oneof(fc.string({ maxLength: 300 }), fc.integer(), fc.double(), fc.boolean());
  fc.assert(
    fc.property(messyProtobuf(), picks, fc.infiniteStream(value), (bytes, pick, values) => {
      const additions = makeAdditions(scan(bytes), pick, values);
      additionsMade += additions.length;
      const enriched = addAttributes(bytes, 'protobuf', additions, []);
      const added = new Map<string, number>();
      compare(bytes, enriched, 'request', added);
      assert.deepEqual(added, expectedKeys(additions));
      assertReadsAsAdded(bytes, enriched, additions);
    }),
    { numRuns: 2000 },
  );
  assert.ok(additionsMade > 100, `only ${additionsMade} additions`);
});

test('lengths of a span, its scope and its resource may need one byte more each', () => {
  for (let size = 60; size < 140; size++) {
    const event = lengthField(11, lengthField(3, lengthField(1, utf8('exception.type'))));
    const span = lengthField(2, Buffer.concat([event, lengthField(5, new Uint8Array(size))]));
    const bytes = lengthField(1, lengthField(2, span));
    const [found] = scan(bytes).matched;
    const [foundEvent] = found?.events ?? [];
    assert.ok(found !== undefined && foundEvent !== undefined);
    const additions: Addition[] = [
      { place: foundEvent.place, attributes: { a: 'x'.repeat(size) } },
      { place: found.place, attributes: { b: 1 } },
    ];
    const enriched = addAttributes(bytes, 'protobuf', additions, []);
    compare(bytes, enriched, 'request', new Map());
    assertReadsAsAdded(bytes, enriched, additions);
  }
});

test('values keep their type: whole numbers become int64, others double', () => {
  const { protobuf } = makeSdkRequest();
  const [span] = scan(protobuf).matched;
  assert.ok(span !== undefined);
  const attributes = {
    whole: 7,
    negative: -7,
    half: 0.5,
    huge: 1e300,
    none: NaN,
    yes: true,
    no: false,
    text: 'ä\uD800',
  };
  const enriched = addAttributes(protobuf, 'protobuf', [{ place: span.place, attributes }], []);
  const [read] = readBySpec(enriched, WANTED).filter(({ events }) => events.length > 0);
  assert.deepEqual(
    [...(read?.attributes ?? [])].slice(span.attributes.size),
    Object.entries({ ...attributes, whole: 7n, negative: -7n, text: 'ä\uFFFD' }),
  );
});

test('nothing to add gives the same bytes back', () => {
  const { protobuf } = makeSdkRequest();
  const [span] = scan(protobuf).matched;
  assert.ok(span !== undefined);
  assert.equal(addAttributes(protobuf, 'protobuf', [], []), protobuf);
  assert.equal(addAttributes(protobuf, 'protobuf', [{ place: span.place, attributes: {} }], []), protobuf);
});

function scan(bytes: Uint8Array): Scan<MatchedSpan> {
  return scanTraces(bytes, 'protobuf', KEYS);
}

/** Up to three additions to each span and each of its events, each with a key of its own. */
function makeAdditions(
  { matched: spans }: Scan<MatchedSpan>,
  pick: fc.Stream<number>,
  values: fc.Stream<string | number | boolean>,
): Addition[] {
  const places = spans.flatMap((span) => [span.place, ...span.events.map((event) => event.place)]);
  const additions: Addition[] = [];
  const ordered = pick.next().value === 0 ? places.toReversed() : places;
  for (const place of ordered) {
    for (let left = pick.next().value ?? 0; left > 0; left--) {
      const attributes = { [`added.${additions.length}`]: values.next().value ?? '' };
      additions.push({ place, attributes });
    }
  }
  return additions;
}

/** Which key belongs to the message that begins at which byte. */
function expectedKeys(additions: readonly Addition[]): Map<string, number> {
  const keys = additions.map(({ place, attributes }) =>
    Object.keys(attributes).map((key) => [key, place.kind === 'protobuf' ? place.from : -1] as const),
  );
  return new Map(keys.flat());
}

const CHILDREN: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  request: { 1: 'resourceSpans' },
  resourceSpans: { 2: 'scopeSpans' },
  scopeSpans: { 2: 'span' },
  span: { 11: 'event' },
  event: {},
};
const ATTRIBUTES: Readonly<Record<string, number>> = { span: 9, event: 3 };

/** Asserts that `after` is `before` with attributes at the end of some messages; notes the key and where it was added. */
function compare(before: Uint8Array, after: Uint8Array, kind: string, added: Map<string, number>): void {
  const old = parseFields(before);
  const all = parseFields(after);
  for (const [i, field] of old.entries()) compareField(field, all[i], kind, added);
  for (const field of all.slice(old.length)) {
    assert.equal(field.number, ATTRIBUTES[kind]);
    const [key] = parseFields(field.content);
    added.set(new TextDecoder().decode(key?.content), before.byteOffset);
  }
}

function compareField(
  before: RawField,
  after: RawField | undefined,
  kind: string,
  added: Map<string, number>,
): void {
  assert.ok(after !== undefined);
  if (Buffer.compare(before.raw, after.raw) === 0) return;
  const child = before.wireType === 2 ? CHILDREN[kind]?.[before.number] : undefined;
  assert.ok(child !== undefined, `field ${before.number} of ${kind} was changed`);
  assert.deepEqual(after.tag, before.tag);
  const size = added.size;
  compare(before.content, after.content, child, added);
  assert.ok(added.size > size, 'a message was changed though nothing was added to it');
}

function assertReadsAsAdded(before: Uint8Array, after: Uint8Array, additions: readonly Addition[]): void {
  const old = scan(before);
  const all = scan(after);
  const keys = additions.map(({ attributes }) => Object.keys(attributes)).flat();
  assert.equal(all.itemCount, old.itemCount);
  assert.equal(all.matched.length, old.matched.length);
  const found = all.matched
    .flatMap((span) => [span, ...span.events])
    .flatMap(({ attributes }) => [...attributes.keys()]);
  assert.deepEqual(found.filter((key) => keys.includes(key)).toSorted(), keys.toSorted());
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
