import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOccurrence } from '../../src/aggregate/name-occurrence.ts';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { createParser } from '../../src/parse/parse-exception.ts';

const EXCEPTION: ReportedException = {
  type: 'TypeError',
  message: 'x is undefined',
  stacktrace: 'TypeError: x is undefined\n    at f (/app/a.js:1:2)\n    at g (/app/b.js:3:4)',
  service: 'shop',
  language: 'nodejs',
  spanName: 'GET /',
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  occurredAtMs: 1_000,
  count: 1,
  request: {},
};
const AGGREGATED = { count: 5 };
const WITHOUT_TRACE = { traceId: '', spanId: '' };

type Case = readonly [what: string, change: Partial<ReportedException>, from?: Partial<ReportedException>];

const SAME: readonly Case[] = [
  ['the same event sent again', {}],
  ['its copy on another span of the trace, a moment later', { spanId: 'c'.repeat(16), occurredAtMs: 1_002 }],
  [
    'its copy with a trace that ends further out',
    { stacktrace: `${EXCEPTION.stacktrace}\n    at h (/app/c.js:5:6)` },
  ],
  ['an aggregated record sent again', AGGREGATED, AGGREGATED],
  ['an event without a trace sent again', WITHOUT_TRACE, WITHOUT_TRACE],
];

const OTHER: readonly Case[] = [
  ['another trace', { traceId: 'd'.repeat(32) }],
  [
    'another message',
    { message: 'y is undefined', stacktrace: EXCEPTION.stacktrace.replace('x is', 'y is') },
  ],
  ['another line', { stacktrace: EXCEPTION.stacktrace.replace('a.js:1', 'a.js:9') }],
  ['another service', { service: 'till' }],
  ['the next aggregated record of a trace', { ...AGGREGATED, occurredAtMs: 2_000 }, AGGREGATED],
  ['another moment without a trace', { ...WITHOUT_TRACE, occurredAtMs: 1_001 }, WITHOUT_TRACE],
  ['another host without a trace', { ...WITHOUT_TRACE, host: 'h2' }, { ...WITHOUT_TRACE, host: 'h1' }],
];

function name(change: Partial<ReportedException>): string {
  return nameOccurrence(createParser()({ ...EXCEPTION, ...change }));
}

for (const [what, change, from = {}] of SAME)
  test(`${what} is the same occurrence`, () => assert.equal(name(change), name(from)));

for (const [what, change, from = {}] of OTHER)
  test(`${what} is another occurrence`, () => assert.notEqual(name(change), name(from)));
