import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import type { Addition } from '../../src/otlp/addition.ts';
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

test('adds to the text of the request and changes nothing else', () => {
  let additionsMade = 0;
  fc.assert(
    fc.property(messyJson(false), fc.infiniteStream(fc.nat(3)), (text, pick) => {
      const before = encode(text);
      const found = scan(before);
      const additions = makeAdditions(found, pick);
      const after = decode(addAttributes(before, 'json', additions, []));
      additionsMade += additions.length;
      assert.ok(canTakeOut(after, addedTexts(additions), text), after);
      assert.deepEqual(
        readByParse(after, WANTED).filter((span) => isMatched(span, WANTED)),
        withAdded(found, additions),
      );
    }),
    { numRuns: 2000 },
  );
  assert.ok(additionsMade > 100, `only ${additionsMade} additions`);
});

test('adds to a list, to an empty list, instead of null, and where there is no list', () => {
  const event = '{"attributes":[ {"key":"exception.type"} \n] }';
  const cases = [
    [`{"events":[${event}]}`, `{"events":[${event}],"attributes":[KV]}`],
    [`{"events":[${event}] , "attributes":[]}`, `{"events":[${event}] , "attributes":[KV]}`],
    [`{"attributes" : [ \t ],"events":[${event}]}`, `{"attributes" : [ \t KV],"events":[${event}]}`],
    [`{"attributes": null ,"events":[${event}]}`, `{"attributes": [KV] ,"events":[${event}]}`],
    [`{"attributes":[{}],"events":[${event}]}`, `{"attributes":[{},KV],"events":[${event}]}`],
    [
      `{"attributes":[],"attributes":[{}],"events":[${event}]}`,
      `{"attributes":[],"attributes":[{},KV],"events":[${event}]}`,
    ],
    [`{"\\u0061ttributes":[{} ],"events":[${event}]}`, `{"\\u0061ttributes":[{} ,KV],"events":[${event}]}`],
  ] as const;
  for (const [span, expected] of cases) {
    const bytes = encode(wrap(span));
    const [found] = scan(bytes).matched;
    assert.ok(found !== undefined);
    const after = addAttributes(bytes, 'json', [{ place: found.place, attributes: { k: 1 } }], []);
    assert.equal(decode(after), wrap(expected.replace('KV', '{"key":"k","value":{"intValue":"1"}}')));
  }
});

test('values keep their type, and int64 is written as text', () => {
  const { json } = makeSdkRequest();
  const [span] = scan(json).matched;
  assert.ok(span !== undefined);
  const attributes = {
    whole: 7,
    half: 0.5,
    none: NaN,
    huge: 1e300,
    yes: true,
    text: '"\n\uD800',
    ['__proto__x']: 1,
  };
  const after = addAttributes(json, 'json', [{ place: span.place, attributes }], []);
  const [read] = readByParse(decode(after), WANTED).filter((one) => isMatched(one, WANTED));
  assert.deepEqual(
    [...(read?.attributes ?? [])].slice(span.attributes.size),
    Object.entries({ ...attributes, whole: 7n, text: '"\n\uFFFD', ['__proto__x']: 1n }),
  );
  assert.match(decode(after), /\{"key":"whole","value":\{"intValue":"7"\}\}/);
});

test('nothing to add gives the same bytes back', () => {
  const { json } = makeSdkRequest();
  const [span] = scan(json).matched;
  assert.ok(span !== undefined);
  assert.equal(addAttributes(json, 'json', [], []), json);
  assert.equal(addAttributes(json, 'json', [{ place: span.place, attributes: {} }], []), json);
});

test('a request that is not UTF-8 keeps its bytes', () => {
  const [head, tail] = [
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"',
    '","events":[{"attributes":[{"key":"exception.type"}]}]}]}]}]}',
  ];
  const bytes = Buffer.concat([encode(head), Uint8Array.of(0xff, 0xc3), encode(tail)]);
  const [span] = scan(bytes).matched;
  assert.ok(span !== undefined);
  assert.equal(span.name, '\uFFFD\uFFFD');
  const after = addAttributes(bytes, 'json', [{ place: span.place, attributes: { k: 'v' } }], []);
  assert.deepEqual(after.subarray(0, head.length + 2), new Uint8Array(bytes.subarray(0, head.length + 2)));
});

function scan(bytes: Uint8Array): Scan<MatchedSpan> {
  return scanTraces(bytes, 'json', KEYS);
}

/** Up to three additions to each span and each of its events, each with a key of its own. */
function makeAdditions({ matched: spans }: Scan<MatchedSpan>, pick: fc.Stream<number>): Addition[] {
  const places = spans.flatMap((span) => [span.place, ...span.events.map((event) => event.place)]);
  const additions: Addition[] = [];
  for (const place of places) {
    for (let left = pick.next().value ?? 0; left > 0; left--) {
      additions.push({ place, attributes: { [`added.${additions.length}`]: 'v' } });
    }
  }
  return additions;
}

/** Whether taking out what was added, from the end to the start, can leave `text`. */
function canTakeOut(after: string, added: readonly string[], text: string): boolean {
  const [last, ...others] = added.toSorted((a, b) => after.indexOf(b) - after.indexOf(a));
  if (last === undefined) return after === text;
  return [`,"attributes":[${last}]`, `,${last}`, last].some((form) => {
    const at = after.indexOf(form);
    const tail = after.slice(at + form.length);
    return at >= 0 && text.endsWith(tail) && canTakeOut(after.slice(0, at) + tail, others, text);
  });
}

/** The text of the elements added to each place. */
function addedTexts(additions: readonly Addition[]): string[] {
  const byPlace = Map.groupBy(additions, ({ place }) => place);
  return [...byPlace.values()].map((all) =>
    all
      .flatMap(({ attributes }) => Object.keys(attributes))
      .map((key) => `{"key":"${key}","value":{"stringValue":"v"}}`)
      .join(','),
  );
}

function withAdded({ matched: spans }: Scan<MatchedSpan>, additions: readonly Addition[]): unknown[] {
  const keys = Map.groupBy(additions, ({ place }) => place);
  const add = <T extends Holder>(holder: T): T => {
    const added = (keys.get(holder.place) ?? []).flatMap(({ attributes }) => Object.keys(attributes));
    return {
      ...holder,
      attributes: new Map([...holder.attributes, ...added.map((key) => [key, 'v'] as const)]),
    };
  };
  return withoutPlaces(spans.map((span) => ({ ...add(span), events: span.events.map(add) })));
}

type Holder = MatchedSpan | MatchedSpan['events'][number];

function wrap(span: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
