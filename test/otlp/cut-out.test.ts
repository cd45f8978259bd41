import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import type { Addition } from '../../src/otlp/addition.ts';
import type { MatchedLogRecord } from '../../src/otlp/matched-log-record.ts';
import type { MatchedSpan } from '../../src/otlp/matched-span.ts';
import type { Place } from '../../src/otlp/place.ts';
import type { Scan } from '../../src/otlp/scan.ts';
import { scanLogs } from '../../src/otlp/scan-logs.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { list } from './matched-by-protobufjs.ts';
import { concat, lengthField, messyProtobuf, WANTED_KEYS } from './messy-protobuf.ts';
import { createCodec, type Plain } from './otlp-by-protobufjs.ts';
import { countRejectedBySpec, countSpansBySpec, parseFields, readBySpec } from './protobuf-by-spec.ts';
import { randomRequest } from './random-requests.ts';

const KEYS = createWantedKeys(WANTED_KEYS);
const SIGNALS = {
  traces: { scan: scanTraces, path: ['resourceSpans', 'scopeSpans', 'spans'], attributes: 9, id: 1 },
  logs: { scan: scanLogs, path: ['resourceLogs', 'scopeLogs', 'logRecords'], attributes: 6, id: 9 },
} as const;

for (const signal of ['traces', 'logs'] as const) {
  const { scan, path } = SIGNALS[signal];
  const codec = createCodec(signal);
  const dice = fc.infiniteStream(fc.nat(20));

  test(`cuts the invalid items out of any ${signal} in protobuf and changes nothing else`, () => {
    let cut = 0;
    fc.assert(
      fc.property(randomRequest(signal), dice, (request, thrown) => {
        const how = remember(thrown);
        const original = codec.encode(request);
        const bytes = editProtobuf(original, (item, nth) =>
          how(nth) < NOT_BROKEN ? breakItem(item, SIGNALS[signal], how(nth)) : item,
        );
        const valid = editProtobuf(original, (item, nth) => (how(nth) < NOT_BROKEN ? null : item));
        const found = scan(bytes, 'protobuf', KEYS);
        cut += found.rejected.length;
        const without = addAttributes(bytes, 'protobuf', [], found.rejected);
        assert.deepEqual(without, valid);
        const expected = editPlain(codec.decode(original), path, (item, nth) =>
          how(nth) < NOT_BROKEN ? null : item,
        );
        assert.deepEqual(codec.decode(without), expected);

        const again = scan(without, 'protobuf', KEYS);
        assert.deepEqual([again.rejected, again.itemCount], [[], found.itemCount - found.rejected.length]);
        const both = addAttributes(bytes, 'protobuf', makeAdditions(found), found.rejected);
        assert.deepEqual(both, addAttributes(without, 'protobuf', makeAdditions(again), []));
      }),
      { numRuns: 1500 },
    );
    assert.ok(cut > 500, `only ${cut} cut out`);
  });

  test(`cuts the invalid items out of any ${signal} in JSON and changes nothing else`, () => {
    let cut = 0;
    const indent = fc.constantFrom('', ' ', '\t');
    fc.assert(
      fc.property(randomRequest(signal), dice, indent, (request, thrown, space) => {
        const how = remember(thrown);
        const original = JSON.parse(decode(codec.encodeJson(request))) as Plain;
        const broken = editPlain(original, path, (item, nth) =>
          how(nth) < NOT_BROKEN ? breakPlain(item, how(nth)) : item,
        );
        const valid = editPlain(original, path, (item, nth) => (how(nth) < NOT_BROKEN ? null : item));
        const bytes = encode(JSON.stringify(broken, null, space));
        const found = scan(bytes, 'json', KEYS);
        cut += found.rejected.length;
        const without = addAttributes(bytes, 'json', [], found.rejected);
        const parsed = JSON.parse(decode(without)) as Plain;
        assert.deepEqual(
          editPlain(parsed, path, (item) => item),
          valid,
        );

        const again = scan(without, 'json', KEYS);
        assert.deepEqual([again.rejected, again.itemCount], [[], found.itemCount - found.rejected.length]);
        const both = addAttributes(bytes, 'json', makeAdditions(found), found.rejected);
        assert.deepEqual(decode(both), decode(addAttributes(without, 'json', makeAdditions(again), [])));
      }),
      { numRuns: 1500 },
    );
    assert.ok(cut > 500, `only ${cut} cut out`);
  });
}

test('cuts out of protobuf with unknown fields, padded lengths and repeated messages just the same', () => {
  let cut = 0;
  const wanted = new Set(WANTED_KEYS);
  fc.assert(
    fc.property(messyProtobuf(), (bytes) => {
      const { rejected, itemCount } = scanTraces(bytes, 'protobuf', KEYS);
      cut += rejected.length;
      const without = addAttributes(bytes, 'protobuf', [], rejected);
      assert.deepEqual(readBySpec(without, wanted), readBySpec(bytes, wanted));
      assert.equal(countRejectedBySpec(without), 0);
      assert.equal(countSpansBySpec(without), itemCount - rejected.length);
    }),
    { numRuns: 3000 },
  );
  assert.ok(cut > 30, `only ${cut} cut out`);
});

test('an element goes with exactly one comma', () => {
  const cases = [
    ['[B]', '[]'],
    ['[ B ]', '[  ]'],
    ['[B,g]', '[g]'],
    ['[ B , g ]', '[ g ]'],
    ['[g,B]', '[g]'],
    ['[ g , B ]', '[ g ]'],
    ['[g,B,g]', '[g,g]'],
    ['[ g , B , g ]', '[ g , g ]'],
    ['[B,B]', '[]'],
    ['[ B , B ]', '[  ]'],
    ['[B,B,g]', '[g]'],
    ['[g,B,B]', '[g]'],
    ['[g,B,B,g]', '[g,g]'],
    ['[\n B\t,\r\n B , g , B , B , g , B ]', '[\n g , g ]'],
    ['[B,g,B,g,B]', '[g,g]'],
    ['[p,B,q]', '[p,q]'],
  ] as const;
  const spans = {
    B: '{"events":5,"a":"exception ],[{,"}',
    g: '{"events":[{"attributes":[{"key":"exception.type"}]}]}',
    p: '{}',
    q: '{"name":"},"}',
  };
  const write = (form: string) => {
    const text = form.replaceAll(/[Bgpq]/g, (name) => spans[name as keyof typeof spans]);
    return `{"resourceSpans":[{"scopeSpans":[{"spans":${text}}, {"spans":${text} }]}]}`;
  };
  for (const [before, after] of cases) assert.equal(cutOut(write(before)), write(after), before);
});

test('of lists that are undone by a later member nothing is cut out', () => {
  const bad = '{"events":5,"a":"exception"}';
  const cases = [
    [`"spans":[${bad},{}],"spans":[{},${bad}]`, `"spans":[${bad},{}],"spans":[{}]`],
    [`"spans":[{}],"spans":[${bad},{}]`, `"spans":[{}],"spans":[{}]`],
    [`"spans":[${bad}],"spans":null`, `"spans":[${bad}],"spans":null`],
    [
      `"spans":[${bad}]}],"scopeSpans":[{"spans":[${bad}, {}]`,
      `"spans":[${bad}]}],"scopeSpans":[{"spans":[{}]`,
    ],
  ] as const;
  for (const [before, after] of cases) assert.equal(cutOut(wrapScope(before)), wrapScope(after), before);
});

test('lengths around what is cut out may need fewer bytes', () => {
  const good = lengthField(2, lengthField(5, encode('good')));
  for (let size = 90; size < 140; size++) {
    const bad = lengthField(
      2,
      concat([lengthField(5, encode('exception'.padEnd(size))), Uint8Array.of(0x2f)]),
    );
    for (const spans of [[bad], [bad, good], [good, bad], [good, bad, bad, good, bad]]) {
      const bytes = concat([wrapSpans(spans), wrapSpans([good])]);
      const { rejected } = scanTraces(bytes, 'protobuf', KEYS);
      const expected = concat([wrapSpans(spans.filter((span) => span !== bad)), wrapSpans([good])]);
      assert.deepEqual(addAttributes(bytes, 'protobuf', [], rejected), expected);
    }
  }
});

function wrapSpans(spans: readonly Uint8Array[]): Uint8Array {
  return lengthField(1, lengthField(2, concat(spans)));
}

function wrapScope(members: string): string {
  return `{"resourceSpans":[{"scopeSpans":[{${members}}]}]}`;
}

function cutOut(text: string): string {
  const bytes = encode(text);
  return decode(addAttributes(bytes, 'json', [], scanTraces(bytes, 'json', KEYS).rejected));
}

/** Two, one or no additions to each place, each with a key of its own. */
function makeAdditions({ matched }: Scan<MatchedSpan | MatchedLogRecord>): Addition[] {
  const places = matched.flatMap((item) => [
    item.place,
    ...('events' in item ? item.events.map(({ place }): Place => place) : []),
  ]);
  return places.flatMap((place, nth) =>
    Array.from({ length: (nth + 2) % 3 }, (_, more) => ({
      place,
      attributes: { [`flawless.${nth}.${more}`]: 'x'.repeat(nth * 40) },
    })),
  );
}

type Choose = (nth: number) => number;

/** For each item, how it is broken, by its number; most are not. */
function remember(dice: fc.Stream<number>): Choose {
  const thrown: number[] = [];
  return (nth) => {
    while (thrown.length <= nth) thrown.push(dice.next().value ?? NOT_BROKEN);
    return thrown[nth] ?? NOT_BROKEN;
  };
}

type EditItem<Item> = (item: Item, nth: number) => Item | null;

/** A protobuf request whose items have been edited or, for null, left out. */
function editProtobuf(bytes: Uint8Array, edit: EditItem<Uint8Array>): Uint8Array {
  let seen = 0;
  const editMessage = (message: Uint8Array, [number, ...rest]: readonly number[]): Uint8Array =>
    number === undefined
      ? message
      : concat(
          parseFields(message).map((field) => {
            if (field.number !== number || field.wireType !== 2) return field.raw;
            const content = rest.length > 0 ? editMessage(field.content, rest) : edit(field.content, seen++);
            return content === null ? NOTHING : lengthField(number, content);
          }),
        );
  return editMessage(bytes, [1, 2, 2]);
}

/** The same for a request in plain objects; a list without elements goes, too, as in protobufjs. */
function editPlain(request: Plain, names: readonly string[], edit: EditItem<Plain>): Plain {
  let seen = 0;
  const editHolder = (holder: Plain, [name, ...rest]: readonly string[]): Plain => {
    if (name === undefined || holder[name] === undefined) return holder;
    const elements = list(holder, name).flatMap((element) => {
      const edited = rest.length > 0 ? editHolder(element, rest) : edit(element, seen++);
      return edited === null ? [] : [edited];
    });
    const others = Object.entries(holder).filter(([key]) => key !== name || elements.length > 0);
    return Object.fromEntries(others.map(([key, value]) => [key, key === name ? elements : value]));
  };
  return editHolder(request, names);
}

/** An item with an exception in it, and with a mistake before or after everything else. */
function breakItem(item: Uint8Array, { attributes, id }: (typeof SIGNALS)['traces' | 'logs'], how: number) {
  const whole = concat([item, lengthField(attributes, lengthField(1, encode('exception.type')))]);
  const mistakes = [
    Uint8Array.of(0x2f),
    Uint8Array.of(0x2a, 0xff, 0xff, 0x7f),
    lengthField(id, new Uint8Array(15)),
    lengthField(attributes, Uint8Array.of(0x0a, 0x09)),
  ];
  const mistake = mistakes[how >> 1];
  if (mistake === undefined) return whole.subarray(0, -1);
  return concat(how % 2 === 0 ? [mistake, whole] : [whole, mistake]);
}

const NOT_BROKEN = 10;

function breakPlain(item: Plain, how: number): Plain {
  const wanted = { key: 'exception.type', value: { stringValue: '],' } };
  const mistakes: readonly Plain[] = [
    { attributes: 5, note: 'exception' },
    { attributes: [wanted, 5] },
    { attributes: [wanted, { value: 5 }] },
    { attributes: [wanted], name: 5, eventName: 5 },
    { attributes: [wanted], endTimeUnixNano: -1, timeUnixNano: -1 },
  ];
  return { ...item, ...mistakes[how >> 1] };
}

const NOTHING = new Uint8Array();

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
