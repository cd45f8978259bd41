import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'nodejs', ...options }).exceptions;
const outline = (text: string): unknown[] =>
  read(text).map(({ relation, type, message, frames }) => [relation, type, message, frames[0]?.file]);

function printStack(header: string, file: string): string {
  return `${header}\n    at f (/app/${file}:1:1)\n`;
}

test('reads the causes that libraries append to a stack', () => {
  for (const introduction of ['Caused by: ', 'caused by: ', '  Caused By: ', 'Caused by:\n', '']) {
    const text = printStack('Error: a', 'a.js') + introduction + printStack('OtherError: b\n  more', 'b.js');
    assert.deepEqual(outline(text), [
      ['root', 'Error', 'a', '/app/a.js'],
      ['cause', 'OtherError', 'b\n  more', '/app/b.js'],
    ]);
  }
});

test('goes on with the same error after a line that says nothing', () => {
  const text =
    'Error: a\n    at /a.js:1:1\nFrom previous event:\n    at /b.js:1:1\n\n    at /c.js:1:1\nNode.js v24.21.0';
  assert.deepEqual(
    read(text)[0]?.frames.map(({ file }) => file),
    ['/a.js', '/b.js', '/c.js'],
  );
});

test('ignores causes that are not errors', () => {
  const causes = [
    undefined,
    null,
    7,
    true,
    'Error: text',
    { a: { b: { c: {} } } },
    [1, [2]],
    new Map([[1, 2]]),
  ];
  for (const cause of causes) {
    const text = inspect(new Error('outer', { cause }), { depth: 1 });
    assert.deepEqual(
      read(text).map(({ message }) => message),
      ['outer'],
      text,
    );
  }
});

test('shows the line above a dying process as a frame only when the code could not be read', () => {
  const above = '/app/x.js:3\n  f(;\n    ^\n\n';
  const frame = { file: '/app/x.js', line: 3, column: 5, text: 'f(;' };
  assert.deepEqual(read(`${above}SyntaxError: no`)[0], {
    type: 'SyntaxError',
    message: 'no',
    relation: 'root',
    frames: [frame],
  });
  assert.deepEqual(read(`\n${above}Error: no\n    at /app/y.js:1:1`)[0]?.frames, [
    { file: '/app/y.js', line: 1, column: 1 },
  ]);
});

test('takes no line of a reported message for a frame', () => {
  const message = 'see\n    at f (/not/a/frame.js:1:2)\nthere';
  const [error] = read(`Error: ${message}\n    at g (/app/g.js:3:4)`, { message });
  assert.deepEqual(error, {
    type: 'Error',
    message,
    relation: 'root',
    frames: [{ function: 'g', file: '/app/g.js', line: 3, column: 4 }],
  });
});

const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 })
  .map((segments) => `/${segments.join('/')}`)
  .filter((text) => !/[:\p{Cc}\p{Z}]/u.test(text.replaceAll(' ', '')) && text === text.trim());
const name = fc
  .stringMatching(/^(?:new )?[\w$#]{1,9}(?:\.[\w$#<>]{1,9}){0,2}$/)
  .filter((text) => text !== 'async');
const number = fc.integer({ min: 1, max: 999_999_999 });
const plainFrame = fc.record(
  { function: name, file: path, line: number, column: number },
  { noNullPrototype: true },
);

function printFrame(frame: Frame & { readonly file: string }, index: number): string {
  const file =
    index % 2 === 0 ? frame.file : `file://${encodeURI(frame.file).replace(/[?#]/g, encodeURIComponent)}`;
  return `    at ${frame.function} (${file}:${frame.line}:${frame.column})`;
}

test('gives back the frames that were printed', () => {
  fc.assert(
    fc.property(
      fc.array(plainFrame, { minLength: 1 }),
      fc.string({ unit: 'grapheme' }),
      (frames, message) => {
        const [error] = read([`Error: ${message}`, ...frames.map(printFrame)].join('\n'), { message });
        assert.deepEqual(error?.frames, frames);
        assert.equal(error?.type, 'Error');
      },
    ),
  );
});

type Tree = {
  readonly message: string;
  readonly code: number | undefined;
  readonly cause: Tree | null;
  readonly errors: readonly Tree[];
};
/** At most 40 errors, so that none is left out. */
const tree: fc.Memo<Tree> = fc.memo((depth) =>
  fc.record({
    message: fc.constantFrom('', 'boom', 'two\n  lines', '[bracket]', 'ends {', 'a, b,', 'at home', '}'),
    code: fc.option(fc.nat(9), { nil: undefined }),
    cause: depth > 1 ? fc.option(tree()) : fc.constant(null),
    errors: depth > 1 ? fc.array(tree(), { maxLength: 2 }) : fc.constant([]),
  }),
);

function createError({ message, code, cause, errors }: Tree): Error {
  const options = cause ? { cause: createError(cause) } : {};
  const make = (): Error =>
    errors.length > 0
      ? new AggregateError(errors.map(createError), message, options)
      : new TypeError(message, options);
  return Object.assign(make(), code === undefined ? {} : { code, nested: { list: [[code]] } });
}

function expected(error: Error, relation: string): unknown[] {
  const { cause } = error;
  const members =
    error instanceof AggregateError ? error.errors.filter((member) => member instanceof Error) : [];
  const alone = read(error.stack ?? '', { message: error.message })[0];
  const here = { type: error.name, message: error.message, relation, frames: alone?.frames };
  const causes = cause instanceof Error ? expected(cause, 'cause') : [];
  return [here, ...causes, ...members.flatMap((member) => expected(member, 'group'))];
}

test('reads what util.inspect prints of any tree of errors as each error says it of itself', () => {
  fc.assert(
    fc.property(tree(4), (root) => {
      const error = createError(root);
      const wanted = expected(error, 'root');
      assert.deepEqual(read(inspect(error, { depth: Infinity })), wanted);
    }),
  );
});
