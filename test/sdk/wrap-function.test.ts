import assert from 'node:assert/strict';
import { test } from 'node:test';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';

import { recordError } from '../../sdk/src/record-error.ts';
import { wrapFunction } from '../../sdk/src/wrap-function.ts';
import { listExceptions, readText, startTracing } from './start-tracing.ts';

const tracing = startTracing();

/** One function of each kind: each gives its receiver's name with the argument, and fails when there is none. */
const kinds = {
  plain(this: Receiver, text?: string): string {
    return say(this, text);
  },
  async later(this: Receiver, text?: string): Promise<string> {
    await Promise.resolve();
    return say(this, text);
  },
  promising(this: Receiver, text?: string): Promise<string> {
    return Promise.resolve().then(() => say(this, text));
  },
  *many(this: Receiver, text?: string): Generator<string, string> {
    yield 'first';
    return say(this, text);
  },
  async *flow(this: Receiver, text?: string): AsyncGenerator<string, string> {
    yield 'first';
    await Promise.resolve();
    return say(this, text);
  },
};

interface Receiver {
  readonly name: string;
}

type Kind = (this: Receiver, text?: string) => unknown;

const failure = new Map<string, Error>();

function say(receiver: Receiver, text: string | undefined): string {
  if (text !== undefined) return `${receiver.name} ${text}`;
  const error = new Error(`${receiver.name} has nothing to say`);
  failure.set(receiver.name, error);
  throw error;
}

/** Waits for what a call of any kind gives: the value, or the last value of a generator. */
async function finish(result: unknown): Promise<unknown> {
  if (Object(result).next === undefined) return result;
  for (let count = 0; count < 10; count++) {
    const step = await Object(result).next();
    if (step.done) return step.value;
  }
  throw new Error('the generator does not end');
}

for (const [name, original] of Object.entries<Kind>(kinds)) {
  const variants: Record<string, Kind> = {
    'wrapFunction(fn)': wrapFunction(original),
    'wrapFunction(fn, options)': wrapFunction(original, { reraise: true }),
    'wrapFunction(options)(fn)': wrapFunction({ reraise: true })(original),
    'wrapFunction(wrapFunction(fn))': wrapFunction(wrapFunction(original)),
  };
  for (const [title, wrapped] of Object.entries(variants)) {
    test(`${title} keeps a ${name} function as it is, and records its error once`, async () => {
      assert.equal(wrapped.name, name);
      assert.equal(wrapped.length, original.length);
      assert.equal(Object.getPrototypeOf(wrapped), Object.getPrototypeOf(original));

      const calm = await tracing.inSpan(() => finish(wrapped.call({ name: title }, 'hello')));
      assert.equal(calm.result, `${title} hello`);
      assert.equal(calm.span.events.length, 0);

      const broken = await tracing.inSpan(() => finish(wrapped.call({ name: title })));
      assert.ok(broken.thrown instanceof Error);
      assert.equal(broken.thrown, failure.get(title));
      assert.equal(readText(broken.span, 'exception.message'), `${title} has nothing to say`);
      assert.equal(broken.span.status.code, SpanStatusCode.ERROR);
      assert.equal(tracing.takeSpans().length, 2, 'no span but the two around the calls');
    });
  }

  test(`a ${name} function with reraise false gives undefined for its error`, async () => {
    const wrapped = wrapFunction({ reraise: false, errorThreshold: 7 })(original);
    const { span, thrown, result } = await tracing.inSpan(() => finish(wrapped.call({ name })));
    assert.deepEqual([thrown, result], [undefined, undefined]);
    assert.equal(listExceptions(span)[0]?.attributes?.['flawless.error_threshold'], 7);
  });

  test(`the error of a ${name} function gets a span of its own where none is active`, async () => {
    tracing.takeSpans();
    const wrapped = wrapFunction(original);
    assert.equal(await finish(wrapped.call({ name }, 'hello')), `${name} hello`);
    assert.equal(tracing.takeSpans().length, 0);
    await assert.rejects(
      async () => finish(wrapped.call({ name })),
      (thrown) => thrown === failure.get(name),
    );
    const [broken, ...others] = tracing.takeSpans();
    assert.ok(broken !== undefined);
    assert.deepEqual([broken.name, others.length], [name, 0]);
    assert.equal(broken.instrumentationScope.name, '@flawless/sdk');
    assert.equal(broken.status.code, SpanStatusCode.ERROR);
    assert.equal(readText(broken, 'exception.message'), `${name} has nothing to say`);
  });
}

test('an error that passes several wrapped functions is recorded once, by the innermost', async () => {
  tracing.takeSpans();
  const inner = wrapFunction(async function inner() {
    await Promise.resolve();
    throw new Error('deep');
  });
  const middle = wrapFunction(async function* middle() {
    yield 1;
    await inner();
  });
  const outer = wrapFunction(async function outer() {
    for await (const _ of middle());
  });
  await assert.rejects(outer(), /deep/);
  const spans = tracing.takeSpans();
  assert.deepEqual(
    spans.map((span) => span.name),
    ['inner'],
  );
  assert.equal(listExceptions(...spans).length, 1);
});

test('a wrapped generator passes values in and out, and is closed by what closes it', () => {
  const seen: unknown[] = [];
  const talk = wrapFunction(function* talk(): Generator<number, string, string> {
    try {
      seen.push(yield 1);
      seen.push(yield 2);
      return 'end';
    } catch (error) {
      seen.push(error);
      return 'caught';
    } finally {
      seen.push('closed');
    }
  });
  const one = talk();
  assert.equal(one[Symbol.iterator](), one);
  assert.deepEqual(
    [one.next('ignored'), one.next('a'), one.next('b')],
    [
      { value: 1, done: false },
      { value: 2, done: false },
      { value: 'end', done: true },
    ],
  );
  const two = talk();
  two.next();
  assert.deepEqual(two.return('early'), { value: 'early', done: true });
  const three = talk();
  three.next();
  assert.deepEqual(three.throw('thrown in'), { value: 'caught', done: true });
  assert.deepEqual(seen, ['a', 'b', 'closed', 'closed', 'thrown in', 'closed']);
  assert.deepEqual(
    [
      ...wrapFunction(function* () {
        yield* [1, 2];
      })(),
    ],
    [1, 2],
  );
});

test('a generator whose parameters cannot be had is recorded too', async () => {
  const wrapped = wrapFunction(function* (value: number = JSON.parse('{')) {
    yield value;
  });
  const { span, thrown } = await tracing.inSpan(() => wrapped());
  assert.ok(thrown instanceof SyntaxError);
  assert.equal(readText(span, 'exception.type'), 'SyntaxError');
});

test('gives what was returned untouched: objects, other thenables, iterators of others, undefined as this', () => {
  const borrowed = (function* () {
    yield 1;
  })();
  let asked = 0;
  const query = new Proxy({}, { get: (_, key) => (key === 'then' ? asked++ : undefined) });
  for (const value of [borrowed, query, [1], null, new Proxy({}, {})]) {
    assert.equal(wrapFunction(() => value)(), value);
  }
  assert.equal(asked, 0);
  assert.equal(
    wrapFunction(function (this: unknown) {
      return this;
    })(),
    undefined,
  );
});

function wrapHere(saveCurrentStackTrace?: boolean) {
  const options = saveCurrentStackTrace === undefined ? {} : { saveCurrentStackTrace };
  return [wrapFunction(fail, options), wrapFunction(options)(fail)];
}

function fail(): never {
  throw new Error('x');
}

test('sends where the function was wrapped, without frames of ours, unless told not to', async () => {
  for (const wrapped of wrapHere()) {
    const { span } = await tracing.inSpan(() => wrapped());
    const info = JSON.parse(readText(span, 'flawless.additional_info'));
    assert.match(info.wrapped_at, /^ {4}at wrapHere \(.*wrap-function\.test\.ts:\d+:\d+\)\n/);
  }
  for (const wrapped of wrapHere(false)) {
    const { span } = await tracing.inSpan(() => wrapped());
    assert.equal(readText(span, 'flawless.additional_info'), 'undefined');
  }
});

test('an error that comes after its span has ended gets a span of its own', async () => {
  const gate = Promise.withResolvers<void>();
  const wrapped = wrapFunction(async function late() {
    await gate.promise;
    throw new Error('too late');
  });
  const pending: Promise<void>[] = [];
  const { span } = await tracing.inSpan(() => void pending.push(wrapped()));
  tracing.takeSpans();
  gate.resolve();
  await assert.rejects(Promise.all(pending), /too late/);
  const [own, ...others] = tracing.takeSpans();
  assert.ok(own !== undefined && others.length === 0);
  assert.equal(readText(own, 'exception.message'), 'too late');
  assert.equal(own.parentSpanContext?.spanId, span.spanContext().spanId);
});

test('an error already recorded by hand is not recorded again', async () => {
  const wrapped = wrapFunction(() => {
    const error = new Error('known');
    recordError(error, { additionalInfo: { step: 'inner' } });
    throw error;
  });
  const { span } = await tracing.inSpan(() => wrapped());
  assert.equal(readText(span, 'flawless.additional_info'), '{"step":"inner"}');
});

test('works, and throws the same, where OpenTelemetry is not running or samples nothing', () => {
  const error = new Error('x');
  const wrapped = wrapFunction(() => {
    throw error;
  });
  const unsampled = tracing.unsampled.startSpan('unsampled');
  tracing.takeSpans();
  context.with(trace.setSpan(context.active(), unsampled), () =>
    assert.throws(wrapped, (thrown) => thrown === error),
  );
  assert.equal(tracing.takeSpans().length, 0);
});

test('puts one frame of its own between two functions on an active span', async () => {
  const inner = wrapFunction(fail);
  const outer = wrapFunction(function* outer() {
    yield inner();
  });
  const { span } = await tracing.inSpan(() => [...outer()]);
  const frames = readText(span, 'exception.stacktrace').match(
    /at (fail|guardCall|outer|step|Generator\.next)\b/g,
  );
  assert.deepEqual(frames, ['at fail', 'at guardCall', 'at outer', 'at Generator.next', 'at step']);
});
