import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportedException } from '../../src/extract/reported-exception.ts';
import { createParser } from '../../src/parse/parse-exception.ts';

const REPORTED: ReportedException = {
  type: 'E',
  message: 'm',
  stacktrace: '',
  service: 's',
  spanName: '',
  traceId: '',
  spanId: '',
  occurredAtMs: 0,
  count: 1,
  request: {},
};
const CODE = { file: 'src/a.js', line: 3, function: 'f' };
const STACK = 'Error: m\n    at f (/app/a.js:1:2)';

test('without a trace the code attributes are the only frame', () => {
  const { exceptions, stackless } = createParser()({ ...REPORTED, code: CODE });
  assert.deepEqual(exceptions, [{ type: 'E', message: 'm', relation: 'root', frames: [CODE] }]);
  assert.equal(stackless, true);
});

test('without either there is the exception alone', () => {
  const { exceptions, stackless } = createParser()({ ...REPORTED, stacktrace: 'no trace at all' });
  assert.deepEqual([exceptions.length, exceptions[0]?.frames.length, stackless], [1, 0, true]);
});

test('a trace is stronger than code attributes', () => {
  const { exceptions, stackless } = createParser()({ ...REPORTED, stacktrace: STACK, code: CODE });
  assert.deepEqual([exceptions[0]?.frames[0]?.file, stackless], ['/app/a.js', false]);
});

test('equal traces of one service and revision share a key, whatever is around them', () => {
  const parse = createParser();
  const key = (change: object) => parse({ ...REPORTED, stacktrace: STACK, ...change }).stackKey;
  assert.equal(key({ occurredAtMs: 5, spanId: 'x', message: 'm' }), key({}));
  for (const change of [
    { revision: 'r' },
    { serviceVersion: '1' },
    { service: 't' },
    { type: 'F' },
    { language: 'nodejs' },
    { repositoryUrl: 'https://git.test/shop' },
    { stacktrace: `${STACK}1` },
  ])
    assert.notEqual(key(change), key({}), JSON.stringify(change));
  assert.notEqual(key({ stacktrace: '' }), key({}));
});

const PYTHON_CHAIN = (first: string, second: string, line = 2) => `Traceback (most recent call last):
  File "/app/a.py", line ${line}, in f
    x = load(key)
KeyError: ${first}

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/b.py", line 7, in g
    raise Missing(key)
app.Missing: ${second}
`;

test('traces that differ in messages only share a key, and each keeps its own', () => {
  const parse = createParser();
  const read = (stacktrace: string) => parse({ ...REPORTED, language: 'python', stacktrace });
  const one = read(PYTHON_CHAIN("'order 1'", 'order 1 is gone'));
  const other = read(PYTHON_CHAIN("'order 2'", 'order 2 is gone'));
  assert.equal(one.stackKey, other.stackKey);
  assert.deepEqual(
    other.exceptions.map(({ message }) => message),
    ['order 2 is gone', "'order 2'"],
  );
  assert.notEqual(read(PYTHON_CHAIN("'order 1'", 'order 1 is gone', 3)).stackKey, one.stackKey);
  const quoted = PYTHON_CHAIN("'order 1'", 'order 1 is gone').replace('load(key)', 'read(key)');
  assert.notEqual(read(quoted).stackKey, one.stackKey, 'the quoted line tells which line is meant');
  const caused = PYTHON_CHAIN("'order 1'", 'order 1 is gone').replace('KeyError', 'IndexError');
  assert.notEqual(read(caused).stackKey, one.stackKey, 'rules speak of types');
});

test('without a trace the message tells nothing about the place', () => {
  const parse = createParser();
  const key = (change: object) => parse({ ...REPORTED, code: CODE, ...change }).stackKey;
  assert.equal(key({ message: 'order 2' }), key({ message: 'order 1' }));
  assert.notEqual(key({ code: { ...CODE, line: 4 } }), key({}));
  assert.notEqual(key({ code: undefined }), key({}));
});

test('a message that reads like frames makes a key of its own, never that of other frames', () => {
  const parse = createParser();
  const read = (message: string) =>
    parse({ ...REPORTED, message, stacktrace: `E: ${message}\n    at f (/app/a.js:1:2)` });
  const plain = read('m');
  const trick = read('m\n    at g (/app/b.js:3:4)');
  const frames = (parsed: typeof plain) => JSON.stringify(parsed.exceptions.map((one) => one.frames));
  assert.equal(plain.stackKey === trick.stackKey, frames(plain) === frames(trick));
});
