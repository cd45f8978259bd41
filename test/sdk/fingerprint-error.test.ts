import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fingerprintError } from '../../sdk/src/fingerprint-error.ts';

function makeError(message: string, frames: string, options?: ErrorOptions): Error {
  const error = new Error(message, options);
  error.stack = `Error: ${message}\n    at ${frames}`;
  return error;
}

test('is the same for one place whatever the message, and another for each place, type and cause', () => {
  const here = fingerprintError(makeError('order 1', 'pay (a.js:1:1)'));
  assert.equal(fingerprintError(makeError('order 2\nsecond line', 'pay (a.js:1:1)')), here);
  assert.equal(fingerprintError(makeError('\n    at fake (b.js:1:1)', 'pay (a.js:1:1)')), here);
  const others = [
    makeError('order 1', 'pay (a.js:2:1)'),
    Object.assign(makeError('order 1', 'pay (a.js:1:1)'), { name: 'PaymentError' }),
    makeError('order 1', 'pay (a.js:1:1)', { cause: makeError('x', 'read (b.js:1:1)') }),
    makeError('order 1', 'pay (a.js:1:1)', { cause: makeError('x', 'read (b.js:2:1)') }),
    Object.assign(makeError('order 1', 'pay (a.js:1:1)'), { errors: [makeError('x', 'read (b.js:3:1)')] }),
  ].map(fingerprintError);
  assert.equal(new Set([here, ...others]).size, 6);
});

test('tells what has no frames by what it says', () => {
  const values = ['one', 'two', 1, null, undefined, { message: 'one' }, { message: 'two' }, {}];
  assert.equal(new Set(values.map(fingerprintError)).size, values.length);
});

test('ends at a cycle, and is bounded for a huge stack', () => {
  const circle = makeError('circle', 'pay (a.js:1:1)');
  circle.cause = circle;
  assert.ok(fingerprintError(circle).length < 100);
  assert.ok(fingerprintError(makeError('deep', 'pay (a.js:1:1)\n    at '.repeat(100_000))).length < 20_000);
});
