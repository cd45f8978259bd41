import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recordError } from '../../sdk/src/record-error.ts';
import { installScrubbers } from '../../sdk/src/scrub.ts';
import { readText, startTracing } from './start-tracing.ts';

const tracing = startTracing();

test('hides the values of usual secrets without being asked', async () => {
  const additionalInfo = {
    password: 'hunter2',
    headers: { Authorization: 'Bearer hunter2', 'set-cookie': ['hunter2'], accept: 'text/html' },
    apiKey: { value: 'hunter2' },
    cart: 17,
  };
  const { span } = await tracing.inSpan(() => recordError(new Error('x'), { additionalInfo }));
  assert.deepEqual(JSON.parse(readText(span, 'flawless.additional_info')), {
    password: '[scrubbed]',
    headers: { Authorization: '[scrubbed]', 'set-cookie': '[scrubbed]', accept: 'text/html' },
    apiKey: '[scrubbed]',
    cart: 17,
  });
});

test('hides what the application names, in names, texts, messages, causes and the status, but no frame', async () => {
  installScrubbers([/iban/i, /\b\d{4}(?:[ -]?\d{4}){3}\b/]);
  const card = '4111 1111 1111 1111';
  function ibanOf4111111111111111(): Error {
    return new Error(`declined ${card}`, { cause: new Error(`card\n${card}`, { cause: card }) });
  }
  const error = ibanOf4111111111111111();
  const { span } = await tracing.inSpan(() =>
    recordError(error, { additionalInfo: { theIban: 'DE1', note: `paid by ${card}` } }),
  );
  const text = JSON.stringify([span.events, span.status]);
  assert.doesNotMatch(text, /4111 1111/);
  assert.equal(span.status.message, 'declined [scrubbed]');
  assert.equal(readText(span, 'exception.message'), 'declined [scrubbed]');
  assert.match(
    readText(span, 'exception.stacktrace'),
    /^Error: declined \[scrubbed\]\n {4}at ibanOf4{1}1{15} /,
  );
  assert.match(readText(span, 'exception.stacktrace'), /\[cause\]: Error: card\n +\[scrubbed\]\n {6}at /);
  assert.deepEqual(JSON.parse(readText(span, 'flawless.additional_info')), {
    theIban: '[scrubbed]',
    note: 'paid by [scrubbed]',
  });
});

test('hides in an error that is only counted too', async () => {
  const errors = Array.from({ length: 20 }, failWithCard);
  for (const error of errors.slice(0, 11)) await tracing.inSpan(() => recordError(error));
  const { span } = await tracing.inSpan(() => recordError(errors[12]));
  assert.deepEqual([span.events.length, span.status.message], [0, 'card [scrubbed]']);
});

function failWithCard(): Error {
  return new Error('card 4111 1111 1111 1111');
}

test('refuses a pattern that may take long, and installs none of the others with it', async () => {
  assert.throws(() => installScrubbers([/harmless/, /(a+)\1/]), TypeError);
  const { span } = await tracing.inSpan(() => recordError(new Error('harmless')));
  assert.equal(readText(span, 'exception.message'), 'harmless');
});
