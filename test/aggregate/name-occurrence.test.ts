import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOccurrenceNamer } from '../../src/aggregate/name-occurrence.ts';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { createParser } from '../../src/parse/parse-exception.ts';

const nameOccurrence = createOccurrenceNamer();

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
const TIMELESS = { ...WITHOUT_TRACE, position: 'request 1' };

type Case = readonly [what: string, change: Partial<ReportedException>, from?: Partial<ReportedException>];

const PYTHON_TRACE = `Traceback (most recent call last):
  File "/app/shop.py", line 9, in handle
    pay(cart)
  File "/app/pay.py", line 4, in pay
    raise CardRefused("no", 42)
shop.errors.CardRefused: ('no', 42)
`;
const PYTHON_OUTER =
  'Traceback (most recent call last):\n  File "/app/main.py", line 1, in main\n    handle()\n';
const PYTHON_SPAN = {
  language: 'python',
  type: 'shop.errors.CardRefused',
  message: "('no', 42)",
  stacktrace: PYTHON_TRACE,
};
const PYTHON_LOG = { ...PYTHON_SPAN, type: 'CardRefused', message: 'no' };

const NODE_STACK = "Error: ENOENT: no such file, open 'x'\n    at open (/app/files.js:3:9)";
const NODE_CODE = { type: 'ENOENT', message: "ENOENT: no such file, open 'x'", stacktrace: NODE_STACK };
const DOTNET_STACK = 'Shop.EmptyCart: empty\n   at Shop.Cart.Total() in /src/Cart.cs:line 7';
const DOTNET_SPAN = {
  language: 'dotnet',
  type: 'Shop.EmptyCart',
  message: 'empty',
  stacktrace: DOTNET_STACK,
};
const GO_SPAN = {
  language: 'go',
  type: '*fs.PathError',
  message: 'open x: no such file',
  stacktrace: 'goroutine 7 [running]:\nmain.inner()\n\t/app/main.go:12 +0x1d',
};
const ON_A_LOG_RECORD = { spanId: '', occurredAtMs: 1_003 };
const WITHOUT_STACK = { stacktrace: '' };
const typed = (type: string): Partial<ReportedException> => ({ ...WITHOUT_STACK, type });

const SAME: readonly Case[] = [
  ['the same event sent again', {}],
  ['its copy on another span of the trace, a moment later', { spanId: 'c'.repeat(16), occurredAtMs: 1_002 }],
  ['its copy in a log record', ON_A_LOG_RECORD],
  ['its copy through the bridge from events to span events', { occurredAtMs: 1_001, spanName: '' }],
  [
    'its copy with a trace that ends further out',
    { stacktrace: `${EXCEPTION.stacktrace}\n    at h (/app/c.js:5:6)` },
  ],
  [
    'its copy with the cause that only one of two recorders prints',
    { stacktrace: `${EXCEPTION.stacktrace} {\n  [cause]: Error: no\n      at q (/app/db.js:8:9)\n}` },
  ],
  ["Python's copy from the logging handler", { ...PYTHON_LOG, ...ON_A_LOG_RECORD }, PYTHON_SPAN],
  [
    "Python's copy on an outer span, caught further out",
    { ...PYTHON_SPAN, stacktrace: PYTHON_TRACE.replace(/^.*\n/, PYTHON_OUTER), spanId: 'c'.repeat(16) },
    PYTHON_SPAN,
  ],
  ["Node's copy with the code for a type", { ...NODE_CODE, type: 'Error' }, NODE_CODE],
  [".NET's copy with the short type", { ...DOTNET_SPAN, type: 'EmptyCart' }, DOTNET_SPAN],
  [
    ".NET's copy in another culture's words",
    { ...DOTNET_SPAN, stacktrace: DOTNET_STACK.replace('at', 'bei') },
    DOTNET_SPAN,
  ],
  ["Go's copy in a log record, without a stack", { ...GO_SPAN, stacktrace: '' }, GO_SPAN],
  [
    "Go's copy recorded further out",
    { ...GO_SPAN, stacktrace: GO_SPAN.stacktrace.replace('12', '30') },
    GO_SPAN,
  ],
  ["Java's inner class by either name", typed('shop.Cart.Empty'), typed('shop.Cart$Empty')],
  [".NET's inner class by either name", typed('Empty'), typed('Shop.Cart+Empty')],
  [".NET's generic class by either name", typed('Bad`1'), typed('Shop.Bad`1[System.Int32]')],
  ["PHP's class by either name", typed('App.Http.Refused'), typed('App\\Http\\Refused')],
  ["Ruby's class by either name", typed('Empty'), typed('Shop::Cart::Empty')],
  ['an aggregated record sent again', AGGREGATED, AGGREGATED],
  ['an event without a trace sent again', WITHOUT_TRACE, WITHOUT_TRACE],
  [
    'a record without trace and time sent again',
    { ...TIMELESS, occurredAtMs: 2_000 },
    { ...TIMELESS, occurredAtMs: 1_000 },
  ],
];

const OTHER: readonly Case[] = [
  ['another trace', { traceId: 'd'.repeat(32) }],
  [
    'another message',
    { message: 'y is undefined', stacktrace: EXCEPTION.stacktrace.replace('x is', 'y is') },
  ],
  ['another line', { stacktrace: EXCEPTION.stacktrace.replace('a.js:1', 'a.js:9') }],
  [
    'another column of a minified line',
    { stacktrace: EXCEPTION.stacktrace.replace('a.js:1:2', 'a.js:1:99') },
  ],
  ['another type', { stacktrace: EXCEPTION.stacktrace.replace('TypeError', 'RangeError') }],
  ['another type without a stack', typed('shop.Full'), typed('shop.Empty')],
  ['another message without a stack', { ...WITHOUT_STACK, message: 'full' }, WITHOUT_STACK],
  ['another place in a request', { ...TIMELESS, position: 'request 2' }, TIMELESS],
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
