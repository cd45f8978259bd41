import assert from 'node:assert/strict';
import { test } from 'node:test';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { TimedEvent } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';

import { flushErrors } from '../../sdk/src/keep-waiting-errors.ts';
import { recordError } from '../../sdk/src/record-error.ts';
import { listExceptions, readText, startTracing } from './start-tracing.ts';

const tracing = startTracing();

class HttpError extends Error {}
class NamedError extends Error {
  override readonly name = 'PaymentRefused';
}

test('records type, message, stack and status of an error on the active span', async () => {
  const error = new RangeError('too far');
  const { span } = await tracing.inSpan(() => recordError(error));
  assert.deepEqual(listExceptions(span)[0]?.attributes, {
    'exception.type': 'RangeError',
    'exception.message': 'too far',
    'exception.stacktrace': error.stack,
  });
  assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'too far' });
});

test('names the class of whatever was thrown, never its code', async () => {
  class Nameless extends HttpError {}
  Object.defineProperty(Nameless, 'name', { value: '' });
  const cases: [unknown, string, string][] = [
    [new HttpError('a'), 'HttpError', 'a'],
    [new NamedError('b'), 'PaymentRefused', 'b'],
    [new Nameless('c'), 'HttpError', 'c'],
    [Object.assign(new Error('d'), { code: 'ENOENT' }), 'Error', 'd'],
    [Object.assign(new Error('e'), { name: 'Renamed' }), 'Renamed', 'e'],
    [new DOMException('gone', 'AbortError'), 'AbortError', 'gone'],
    ['just text', 'string', 'just text'],
    ['', 'string', ''],
    [42, 'number', '42'],
    [12n, 'bigint', '12'],
    [Symbol('s'), 'symbol', 'Symbol(s)'],
    [null, 'null', 'null'],
    [undefined, 'undefined', 'undefined'],
    [{ status: 5, deep: { a: [1] } }, 'Object', '{"status":5,"deep":{"a":[1]}}'],
    [{ message: 'from afar' }, 'Object', 'from afar'],
    [Object.assign(new Error('x'), { message: 7 }), 'Error', '7'],
    [Object.create(null), 'Object', '{}'],
    [() => 1, 'Function', '"[Function]"'],
  ];
  for (const [thrown, type, message] of cases) {
    const { span } = await tracing.inSpan(() => recordError(thrown));
    assert.equal(readText(span, 'exception.type'), type);
    assert.equal(readText(span, 'exception.message'), message);
  }
});

test('leaves the stack out when what was thrown has none', async () => {
  for (const thrown of [
    'text',
    null,
    { message: 'x' },
    Object.assign(new Error('x'), { stack: undefined }),
  ]) {
    const { span } = await tracing.inSpan(() => recordError(thrown));
    assert.equal(Object.hasOwn(listExceptions(span)[0]?.attributes ?? {}, 'exception.stacktrace'), false);
  }
});

test('sends threshold and additional information when they are given and make sense', async () => {
  const { span } = await tracing.inSpan(() =>
    recordError(new Error('x'), {
      errorThreshold: 10,
      additionalInfo: { cart: { items: 3 }, note: undefined },
    }),
  );
  const attributes = listExceptions(span)[0]?.attributes;
  assert.equal(attributes?.['flawless.error_threshold'], 10);
  assert.equal(attributes?.['flawless.additional_info'], '{"cart":{"items":3}}');
  for (const errorThreshold of [Number.NaN, Infinity, -1, 1.5]) {
    const other = await tracing.inSpan(() => recordError(new Error('x'), { errorThreshold }));
    assert.deepEqual(Object.keys(listExceptions(other.span)[0]?.attributes ?? {}), [
      'exception.type',
      'exception.message',
      'exception.stacktrace',
    ]);
  }
});

test('records an error object once, and a primitive once on each span', async () => {
  const error = Object.freeze(new Error('once'));
  const { span } = await tracing.inSpan(() =>
    [error, error, 'text', 'text'].forEach((each) => recordError(each)),
  );
  const messages = listExceptions(span).map((event) => event.attributes?.['exception.message']);
  assert.deepEqual(messages, ['once', 'text']);
  const other = await tracing.inSpan(() => ['text', 'text'].forEach((each) => recordError(each)));
  assert.equal(readText(other.span, 'exception.message'), 'text');
});

test('records on the span it is given rather than on the active one', async () => {
  const given = trace.getTracer('test').startSpan('given');
  tracing.takeSpans();
  const { span } = await tracing.inSpan(() => recordError(new Error('x'), { span: given }));
  given.end();
  assert.equal(listExceptions(span).length, 0);
  assert.equal(listExceptions(...tracing.takeSpans()).length, 1);
});

test('leaves an error unrecorded, and ready for a later layer, in a trace that is not sampled', async () => {
  const error = new Error('later');
  tracing.takeSpans();
  const unsampled = tracing.unsampled.startSpan('unsampled');
  context.with(trace.setSpan(context.active(), unsampled), () => recordError(error));
  recordError(error, { span: unsampled });
  assert.equal(tracing.takeSpans().length, 0);
  const { span } = await tracing.inSpan(() => recordError(error));
  assert.equal(listExceptions(span).length, 1);
});

test('opens a span for the error where none is open', () => {
  tracing.takeSpans();
  recordError(new Error('nowhere'));
  const ended = trace.getTracer('test').startSpan('ended');
  ended.end();
  recordError(new Error('late'), { span: ended });
  const [alone, first, late, ...others] = tracing.takeSpans();
  assert.ok(alone !== undefined && late !== undefined);
  assert.deepEqual([alone.name, first?.name, late.name, others.length], ['error', 'ended', 'error', 0]);
  assert.equal(readText(alone, 'exception.message'), 'nowhere');
  assert.equal(alone.status.code, SpanStatusCode.ERROR);
  assert.equal(late.parentSpanContext?.spanId, ended.spanContext().spanId);
});

test('bounds message, stack and additional information', async () => {
  const error = new Error('é'.repeat(1_000_000), { cause: new Error('the cause') });
  const { span } = await tracing.inSpan(() =>
    recordError(error, { additionalInfo: { long: 'é'.repeat(1_000_000) } }),
  );
  assert.ok(Buffer.byteLength(readText(span, 'exception.message')) <= 64 * 1024);
  assert.ok(Buffer.byteLength(String(span.status.message)) <= 64 * 1024);
  assert.ok(Buffer.byteLength(readText(span, 'flawless.additional_info')) <= 64 * 1024);
  const stack = readText(span, 'exception.stacktrace');
  assert.ok(Buffer.byteLength(stack) <= 256 * 1024);
  assert.match(stack, /record-error\.test\.ts/);
  assert.match(stack, /\[cause\]: Error: the cause\n {6}at /);
});

const throwing = (): never => {
  throw new Error('gotcha');
};

const keys = fc.constantFrom('name', 'message', 'stack', 'cause', 'errors', 'constructor', 'toJSON');

/**
 * Makers of objects that defend themselves: traps that throw, or give something of the wrong kind. Makers, because
 * fast-check looks into its values.
 */
const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.constantFrom(
    () => revoke(new Error('x')),
    () => revoke([new Error('x')]),
    () => revoke(() => 1),
  ),
  keys.map((key) => () => Object.defineProperty(new Error('x'), key, { value: revoke([]) })),
  fc.constant(
    () =>
      new Proxy(new Error('x'), {
        get: throwing,
        getPrototypeOf: throwing,
        ownKeys: throwing,
        has: throwing,
      }),
  ),
  fc
    .anything()
    .map((value) => () => new Proxy(new Error('x'), { get: () => value, getPrototypeOf: () => null })),
  fc.constant(makeEndless),
  keys.map((key) => () => Object.defineProperty(new Error('x'), key, { get: throwing })),
  fc.tuple(keys, fc.anything()).map(
    ([key, value]) =>
      () =>
        Object.freeze(Object.defineProperty(new Error('x'), key, { value })),
  ),
  fc
    .anything({
      withBigInt: true,
      withNullPrototype: true,
      withMap: true,
      withTypedArray: true,
      withSparseArray: true,
    })
    .map((value) => () => value),
);

function revoke(target: object): object {
  const { proxy, revoke: revokeIt } = Proxy.revocable(target, {});
  revokeIt();
  return proxy;
}

function makeEndless(): object {
  const endless: object = new Proxy([], {
    get: (_, key) => (key === 'length' ? Infinity : endless),
    getPrototypeOf: () => endless,
  });
  return endless;
}

test('never throws, loses no count, and writes valid bounded texts, whatever it is given', async () => {
  flushErrors();
  tracing.takeSpans();
  const property = fc.asyncProperty(
    hostile,
    hostile,
    fc.anything(),
    async (makeThrown, makeInfo, threshold) => {
      const thrown = makeThrown();
      const options = { additionalInfo: makeInfo(), errorThreshold: threshold };
      const { thrown: escaped } = await tracing.inSpan(() => {
        Reflect.apply(recordError, undefined, [thrown, options]);
        Reflect.apply(recordError, undefined, [new Error('x', { cause: thrown }), options]);
        Reflect.apply(recordError, undefined, [thrown, thrown]);
      });
      flushErrors();
      const events = listExceptions(...tracing.takeSpans());
      assert.equal(escaped, undefined);
      assert.equal(countOccurrences(events), 2);
      for (const { attributes } of events) {
        assert.ok(String(attributes?.['exception.type']).length > 0);
        assert.ok(Buffer.byteLength(String(attributes?.['exception.stacktrace'])) <= 256 * 1024);
        const json = attributes?.['flawless.additional_info'];
        if (typeof json === 'string') JSON.parse(json);
      }
    },
  );
  await fc.assert(property, { numRuns: 500 });
});

function countOccurrences(events: readonly TimedEvent[]): number {
  return events.reduce((sum, { attributes }) => sum + Number(attributes?.['flawless.error_count'] ?? 1), 0);
}
