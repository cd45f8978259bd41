import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';

import { formatStack } from '../../sdk/src/format-stack.ts';

class HttpError extends Error {}
class ValidationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ValidationError';
  }
}

/** With two frames: `inspect` folds longer stacks that end like their cause's, and we keep every frame. */
function shorten<E extends Error>(error: E): E {
  error.stack = error.stack?.split('\n').slice(0, 3).join('\n') ?? '';
  return error;
}

test('prints causes and members as util.inspect does', () => {
  const root = shorten(new TypeError('root'));
  const cases = {
    'no cause': shorten(new Error('alone')),
    'one cause': shorten(new Error('outer', { cause: root })),
    'causes of causes': shorten(
      new Error('outer', { cause: shorten(new HttpError('mid', { cause: root })) }),
    ),
    'a text as cause': shorten(new Error('outer', { cause: 'because' })),
    'a null as cause': shorten(new Error('outer', { cause: null })),
    'a number as cause': shorten(new Error('outer', { cause: 7 })),
    'an error without a stack as cause': shorten(
      new Error('outer', { cause: Object.assign(new Error('bare'), { stack: '' }) }),
    ),
    'an error without frames as cause': shorten(
      new Error('outer', { cause: Object.assign(new Error('bare'), { stack: 'Error: bare' }) }),
    ),
    'an outer error without frames': Object.assign(new Error('bare', { cause: root }), {
      stack: 'Error: bare',
    }),
    'members with a cause': shorten(
      new AggregateError(
        [shorten(new Error('one', { cause: root })), shorten(new HttpError('two\nlines')), 'text'],
        'all',
        {
          cause: root,
        },
      ),
    ),
  };
  for (const [title, error] of Object.entries(cases)) {
    assert.equal(formatStack(error), inspect(error, { depth: 9 }), title);
  }
});

test('prints an AggregateError without members and one with too many', () => {
  assert.match(String(formatStack(new AggregateError([], 'none'))), / \{\n {2}\[errors\]: \[\]\n\}$/);
  const many = new AggregateError(
    Array.from({ length: 105 }, () => 'x'),
    'many',
  );
  assert.match(String(formatStack(many)), /'x',\n {4}\.\.\. 5 more items\n {2}\]\n\}$/);
});

test('names a cause by its class although V8 wrote the header before the name was set', () => {
  assert.match(
    String(formatStack(new Error('x', { cause: new ValidationError('bad') }))),
    /\[cause\]: ValidationError: bad\n/,
  );
});

test('leaves the outermost stack exactly as it is', () => {
  const error = new ValidationError('bad', { cause: 'c' });
  assert.ok(String(formatStack(error)).startsWith(`${error.stack} {\n`));
});

test('shows nothing that merely hangs on an error', () => {
  const secret = 'hunter2';
  const cause = Object.assign(new Error('cause', { cause: { secret } }), { secret, errors: [secret] });
  const error = Object.assign(new Error('outer', { cause }), {
    secret,
    config: { secret },
    errors: [{ message: secret }],
  });
  const text = String(formatStack(error));
  assert.doesNotMatch(text, /hunter2/);
  assert.match(text, /\[cause\]: \[Object\]/);
});

test('ends at a cycle, at the tenth cause and at 256 KiB', () => {
  const circle = new Error('circle');
  circle.cause = new Error('inner', { cause: circle });
  assert.match(String(formatStack(circle)), /\[cause\]: Error: inner[^]*\[cause\]: \[Circular \*1\]/);

  let deep = new Error('depth 0');
  for (let depth = 1; depth < 100; depth++) deep = new Error(`depth ${depth}`, { cause: deep });
  assert.equal(String(formatStack(deep)).match(/Error: depth/g)?.length, 1 + 10);
  assert.match(String(formatStack(deep)), /\[cause\]: \[Error\]/);

  let wide: Error = new Error('leaf');
  for (let depth = 0; depth < 10; depth++)
    wide = new AggregateError(
      Array.from({ length: 100 }, () => wide),
      'wide',
    );
  assert.ok(Buffer.byteLength(String(formatStack(wide))) <= 256 * 1024);
});

test('keeps the frames of an error with a huge message', () => {
  const text = String(formatStack(new Error('m'.repeat(1_000_000))));
  assert.ok(text.length < 20_000);
  assert.match(text, /…\n {4}at .*format-stack\.test\.ts/);
});

test('keeps every stack whole, whatever the messages are', () => {
  const property = fc.property(
    fc.array(fc.string({ unit: 'binary', maxLength: 50 }), { minLength: 1, maxLength: 9 }),
    (messages) => {
      const errors: Error[] = [];
      for (const message of messages) errors.push(new Error(message, { cause: errors.at(-1) }));
      const lines = String(formatStack(errors.at(-1)))
        .split('\n')
        .map((line) => line.trim());
      for (const error of errors) {
        for (const frame of error.stack?.split('\n    at ').slice(1) ?? []) {
          assert.ok(lines.some((line) => line.startsWith(`at ${frame}`)));
        }
      }
    },
  );
  fc.assert(property);
});
