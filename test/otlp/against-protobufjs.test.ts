import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addAttributes } from '../../src/otlp/add-attributes.ts';
import type { Addition } from '../../src/otlp/addition.ts';
import type { MatchedLogRecord } from '../../src/otlp/matched-log-record.ts';
import type { MatchedSpan } from '../../src/otlp/matched-span.ts';
import type { Place } from '../../src/otlp/place.ts';
import { scanLogs } from '../../src/otlp/scan-logs.ts';
import { scanTraces } from '../../src/otlp/scan-traces.ts';
import { splitRequest } from '../../src/otlp/split-request.ts';
import { createWantedKeys } from '../../src/otlp/wanted-keys.ts';
import { list, listItems, matchLogRecords, matchSpans, without } from './matched-by-protobufjs.ts';
import { WANTED_KEYS } from './messy-protobuf.ts';
import { createCodec } from './otlp-by-protobufjs.ts';
import { randomRequest } from './random-requests.ts';

const KEYS = createWantedKeys(WANTED_KEYS);
const SIGNALS = {
  traces: { match: matchSpans, scan: scanTraces, path: ['resourceSpans', 'scopeSpans', 'spans'] },
  logs: { match: matchLogRecords, scan: scanLogs, path: ['resourceLogs', 'scopeLogs', 'logRecords'] },
} as const;
const ENCODINGS = ['protobuf', 'json'] as const;

for (const signal of ['traces', 'logs'] as const) {
  const { match, scan, path } = SIGNALS[signal];
  const codec = createCodec(signal);

  for (const encoding of ENCODINGS) {
    const encode = encoding === 'json' ? codec.encodeJson : codec.encode;
    const decode = encoding === 'json' ? codec.decodeJson : codec.decode;

    test(`reads any ${signal} in ${encoding} as protobufjs does`, () => {
      let matched = 0;
      fc.assert(
        fc.property(randomRequest(signal), (request) => {
          const bytes = encode(request);
          const decoded = decode(bytes);
          const found = scan(bytes, encoding, KEYS);
          const expected = match(decoded);
          matched += expected.length;
          assert.deepEqual(found.matched.map(withoutPlace), expected);
          assert.deepEqual([found.itemCount, found.rejected.length], [listItems(decoded, path).length, 0]);
        }),
        { numRuns: 1500 },
      );
      assert.ok(matched > 100, `only ${matched} matched`);
    });

    test(`adds to any ${signal} in ${encoding} and changes nothing else`, () => {
      let added = 0;
      fc.assert(
        fc.property(randomRequest(signal), fc.infiniteStream(fc.nat(2)), (request, pick) => {
          const bytes = encode(request);
          const additions = makeAdditions(scan(bytes, encoding, KEYS).matched, pick);
          added += additions.length;
          const after = decode(addAttributes(bytes, encoding, additions, []));
          assert.equal(countAdded(after), additions.length);
          assert.deepEqual(removeAdded(after), removeAdded(decode(bytes)));
        }),
        { numRuns: 1000 },
      );
      assert.ok(added > 100, `only ${added} added`);
    });

    test(`splits any ${signal} in ${encoding} into halves that hold every item once, in order`, () => {
      fc.assert(
        fc.property(randomRequest(signal), (request) => {
          const bytes = encode(request);
          const items = listItems(decode(bytes), path);
          const halves = splitRequest(bytes, encoding, signal);
          assert.equal(halves === null, items.length < 2);
          if (halves === null) return;
          const parts = halves.map((half) => listItems(decode(half), path));
          assert.ok(parts.every((part) => part.length > 0));
          assert.deepEqual(parts.flat(), items);
        }),
        { numRuns: 1000 },
      );
    });
  }
}

for (const [signal, name] of [
  ['metrics', 'resourceMetrics'],
  ['profiles', 'resourceProfiles'],
] as const) {
  for (const encoding of ENCODINGS) {
    test(`splits any ${signal} in ${encoding} between their resources and keeps the rest in both halves`, () => {
      const codec = createCodec(signal);
      const encode = encoding === 'json' ? codec.encodeJson : codec.encode;
      const decode = encoding === 'json' ? codec.decodeJson : codec.decode;
      fc.assert(
        fc.property(randomRequest(signal), (request) => {
          const bytes = encode(request);
          const whole = decode(bytes);
          const halves = splitRequest(bytes, encoding, signal)?.map(decode);
          assert.equal(halves === undefined, list(whole, name).length < 2);
          if (halves === undefined) return;
          assert.deepEqual(
            halves.flatMap((half) => list(half, name)),
            list(whole, name),
          );
          for (const half of halves) assert.deepEqual(without(half, name), without(whole, name));
        }),
        { numRuns: 500 },
      );
    });
  }
}

type Matched = MatchedSpan | MatchedLogRecord;

function withoutPlace(item: Matched): unknown {
  const { place, ...rest } = item;
  assert.ok(place);
  if (!('events' in rest)) return rest;
  const events = rest.events.map(({ name, timeUnixNano, attributes }) => ({
    name,
    timeUnixNano,
    attributes,
  }));
  return { ...rest, events };
}

/** Up to two additions to each place, each with a key of its own. */
function makeAdditions(matched: readonly Matched[], pick: fc.Stream<number>): Addition[] {
  const places = matched.flatMap((item) => [
    item.place,
    ...('events' in item ? item.events.map(({ place }): Place => place) : []),
  ]);
  const additions: Addition[] = [];
  for (const place of places) {
    for (let left = pick.next().value ?? 0; left > 0; left--) {
      additions.push({
        place,
        attributes: { [`flawless.${additions.length}`]: 'x'.repeat(additions.length * 40) },
      });
    }
  }
  return additions;
}

function isAdded(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'key' in value && String(value.key).startsWith('flawless.')
  );
}

function countAdded(value: unknown): number {
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + countAdded(one), isAdded(value) ? 1 : 0);
}

/** The message without what was added; a list that is empty then is as good as none. */
function removeAdded(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((one) => !isAdded(one)).map(removeAdded);
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, removeAdded(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => !Array.isArray(member) || member.length > 0));
}
