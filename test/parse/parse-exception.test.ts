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
  assert.notEqual(key({ stacktrace: '', message: 'n' }), key({ stacktrace: '' }));
});
