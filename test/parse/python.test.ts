import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'python', ...options }).exceptions;

const TITLE = 'Traceback (most recent call last):\n';
const CAUSE = '\n\nThe above exception was the direct cause of the following exception:\n\n';

test('reads a trace that was cut at any place without inventing a frame', () => {
  const text = `${TITLE}  File "/app/a.py", line 12, in f\n    g(x)\n    ^^^^\n  File "/app/b.py", line 345, in g\n    boom()\nshop.Boom: no`;
  const whole = read(text)[0]?.frames.map(({ file, line }) => `${file}:${line}`) ?? [];
  for (let length = 0; length < text.length; length++) {
    const frames = read(text.slice(0, length))[0]?.frames ?? [];
    for (const { file, line } of frames) assert.ok(whole.includes(`${file}:${line}`), text.slice(0, length));
  }
});

test('names the root as reported when the trace was cut after its cause', () => {
  const text = `${TITLE}  File "/app/a.py", line 1, in f\nKeyError: 'x'${CAUSE}`;
  for (const cut of ['', 'Trace', 'Traceback (most rec', TITLE]) {
    const outline = (options: object): unknown =>
      read(text + cut, options).map(({ type, message, relation }) => [type, message, relation]);
    assert.deepEqual(outline({ type: 'shop.Boom', message: 'no' }), [
      ['shop.Boom', 'no', 'root'],
      ['KeyError', "'x'", 'cause'],
    ]);
    assert.deepEqual(outline({}), [['KeyError', "'x'", 'root']]);
  }
});

test('reads a trace without its title, with empty lines and with what a log put above it', () => {
  const frame = { function: 'f', file: '/app/a.py', line: 1, text: 'g()' };
  for (const above of ['', TITLE, `\n${TITLE}\n`, `ERROR:root:failed\n${TITLE}`]) {
    const text = `${above}  File "/app/a.py", line 1, in f\n\n    g()\n    ~^^\n\nBoom: no\n\n`;
    assert.deepEqual(read(text), [{ type: 'Boom', message: 'no', relation: 'root', frames: [frame] }]);
  }
});

test('reads the code of Python 3.13, which shows several lines of a statement', () => {
  const text = `${TITLE}  File "/app/a.py", line 3, in f\n    pay(\n    ~~~^\n        amount,\n        ^^^^^^^\n    ...<2 lines>...\n    )\n    ^\n  File "/app/b.py", line 4, in pay\nBoom`;
  assert.deepEqual(read(text)[0]?.frames, [
    { function: 'pay', file: '/app/b.py', line: 4 },
    { function: 'f', file: '/app/a.py', line: 3, text: 'pay(' },
  ]);
});

test('reads a group that was never raised, with members that were left out', () => {
  const text = `  | ExceptionGroup: g (3 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | KeyError: 'a'\n    +---------------- ... ----------------\n    | and 2 more exceptions\n    +------------------------------------\n`;
  assert.deepEqual(
    read(text).map(({ type, relation }) => [type, relation]),
    [
      ['ExceptionGroup', 'root'],
      ['KeyError', 'group'],
    ],
  );
});

test('keeps a table in a message that looks like the gutter of a group', () => {
  const message = 'rows:\n  | a | b |\n  +---+---+\n  | 1 | 2 |';
  assert.equal(read(`${TITLE}  File "/app/a.py", line 1, in f\nBoom: ${message}`)[0]?.message, message);
});

const line = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((text) => text === text.trim() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text));
const frame = fc.record(
  {
    function: fc.stringMatching(/^<?\w+>?$/),
    file: line.map((name) => `/app/${name}`),
    line: fc.integer({ min: 1, max: 99_999 }),
    text: line,
  },
  { requiredKeys: ['function', 'file', 'line'], noNullPrototype: true },
);
const exception = fc.record({ frames: fc.array(frame, { minLength: 1, maxLength: 5 }), message: line });

function print({ frames, message }: { frames: Frame[]; message: string }): string {
  const printed = frames.toReversed().map(({ file, line: number, function: name, text }) => {
    const code = text === undefined ? '' : `    ${text}\n    ~~^^\n`;
    return `  File "${file}", line ${number}, in ${name}\n${code}`;
  });
  return `${TITLE}${printed.join('')}Boom: ${message}`;
}

test('gives back the chain and the frames that were printed', () => {
  fc.assert(
    fc.property(fc.array(exception, { minLength: 1, maxLength: 4 }), (chain) => {
      const wanted = chain.map(({ frames, message }, index) => {
        const relation = index === 0 ? 'root' : 'cause';
        return { type: 'Boom', message, relation, frames };
      });
      assert.deepEqual(read(chain.toReversed().map(print).join(CAUSE)), wanted);
    }),
  );
});
