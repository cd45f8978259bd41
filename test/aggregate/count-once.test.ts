import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createAggregator } from '../../src/aggregate/aggregate.ts';
import { createOccurrenceNamer } from '../../src/aggregate/name-occurrence.ts';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { createOutcomes } from '../../src/outcome.ts';
import { createParser } from '../../src/parse/parse-exception.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { SILENT } from '../helpers/mail-terms.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const RECEIVED = Date.UTC(2026, 10, 4);

const parse = createParser();
const nameOccurrence = createOccurrenceNamer();

const traceId = fc.stringMatching(/^[1-9a-f][0-9a-f]{31}$/);
const spanId = fc.stringMatching(/^[1-9a-f][0-9a-f]{15}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const line = fc.integer({ min: 1, max: 9_999 });

/** What was thrown in one trace; equal ones are one. */
const thrown = fc.record({ traceId, message: text, line, hasStack: fc.boolean() });
type Thrown = typeof thrown extends fc.Arbitrary<infer T> ? T : never;

/** One of the ways in which it may be recorded. */
const recorded = fc.record({
  spanId: fc.oneof(spanId, fc.constant('')),
  delayMs: fc.nat(5_000),
  outer: fc.nat(3),
});
type Recorded = typeof recorded extends fc.Arbitrary<infer T> ? T : never;

function report({ message, line: at, hasStack, ...one }: Thrown, copy: Recorded): ReportedException {
  const outer = '\n    at outer (/app/outer.js:1:1)'.repeat(copy.outer);
  return {
    ...makeBlamed().reported,
    traceId: one.traceId,
    message,
    stacktrace: hasStack ? `TypeError: x\n    at f (/app/a.js:${at}:1)${outer}` : '',
    spanId: copy.spanId,
    occurredAtMs: RECEIVED + copy.delayMs,
  };
}

test('distinct traces never share a name, and copies within one always do', () => {
  const copies = fc.tuple(thrown, thrown, recorded, recorded);
  fc.assert(
    fc.property(copies, ([one, another, copy, other]) => {
      assert.equal(name(one, copy), name(one, other));
      if (one.traceId !== another.traceId) assert.notEqual(name(one, copy), name(another, other));
    }),
  );
});

test('however records are sent again, shuffled and batched, each exception counts once', async (context) => {
  const dir = makeTemporaryDirectory(context);
  let runs = 0;
  const records = fc.array(fc.tuple(thrown, fc.array(recorded, { minLength: 1, maxLength: 4 })), {
    minLength: 1,
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(records, fc.infiniteStream(fc.nat()), async (all, random) => {
      const path = join(dir, `${runs++}.sqlite`);
      const store = await openSqliteStore({ path, log: SILENT_LOG, now: () => RECEIVED });
      const outcomes = createOutcomes();
      const needs = {
        store,
        outcomes,
        setTerms: () => SILENT,
        threshold: 3,
        warnOfBeyond: () => assert.fail(),
      };
      const aggregator = createAggregator({ ...needs, timezone: 'UTC', now: () => RECEIVED });
      const next = () => random.next().value ?? 0;
      const sent = all.flatMap(([what, copies]) => copies.map((copy) => report(what, copy)));
      for (const batch of cut(shuffle([...sent, ...sent], next), next))
        await aggregator.count(batch.map(judge), RECEIVED);
      await store.close();
      const wanted = new Set(
        sent.map((one) => [one.traceId, one.stacktrace.split('\n')[1] ?? one.message].join()),
      );
      assert.equal(outcomes.totals()['exceptions_counted'], wanted.size);
      assert.equal(outcomes.totals()['exceptions_duplicate'] ?? 0, sent.length * 2 - wanted.size);
    }),
    { numRuns: 40 },
  );
});

function name(what: Thrown, how: Recorded): string {
  return nameOccurrence(parse(report(what, how)));
}

function judge(reported: ReportedException) {
  return { parsed: parse(reported), blamed: makeBlamed({ reported }) };
}

function shuffle<T>(items: readonly T[], next: () => number): readonly T[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function cut<T>(items: readonly T[], next: () => number): readonly (readonly T[])[] {
  const size = 1 + (next() % 7);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
