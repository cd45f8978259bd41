import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_RULES, type KnownError, type Rules } from '../../src/config/rules.ts';
import { createTermSetter } from '../../src/decide/set-terms.ts';
import { decideMail, type Tally } from '../../src/store/mail-terms.ts';
import type { BlamedException } from '../../src/blame/blame-exception.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const NOW = Date.UTC(2026, 10, 4);
const POLICY = { threshold: 3, minimumDateMs: 0 };
const TALLY = { before: 0, after: 1, mailedAtMs: null, lastMailedAtMs: null };
const KNOWN: KnownError = {
  filename: 'src/cart.js',
  function_name: null,
  code_fragment: null,
  min_alert_threshold: 1,
  max_alert_threshold: null,
  alert_every_n_occurrences: null,
  email_recipients: ['till@shop.test'],
  email_header: 'Read the runbook.',
};

function createFor(rules: () => Rules) {
  const setTerms = createTermSetter({ rules, policy: POLICY });
  return (blamed: BlamedException, tally: Tally) => decideMail(setTerms(blamed), tally, NOW);
}

const decide = createFor(() => NO_RULES);

test('the mail about a known error has its recipients and its header', () => {
  assert.deepEqual(decide(makeBlamed({ known: KNOWN }), TALLY), {
    notify: true,
    recipients: ['ann@shop.test', 'till@shop.test'],
    header: 'Read the runbook.',
  });
});

test('any other mail has no header', () => {
  assert.deepEqual(decide(makeBlamed(), { ...TALLY, after: 3 }), {
    notify: true,
    recipients: ['ann@shop.test'],
    header: null,
  });
});

test('the threshold that the client sent counts for an unknown error, and not for a known one', () => {
  const reported = { ...makeBlamed().reported, threshold: 1 };
  assert.equal(decide(makeBlamed({ reported }), TALLY).notify, true);
  const known = { ...KNOWN, min_alert_threshold: 5 };
  assert.deepEqual(decide(makeBlamed({ reported, known }), TALLY), {
    notify: false,
    reason: 'below the threshold',
  });
});

test('the age of the code is that of the blamed line, and unknown without an author', () => {
  const policy = { ...POLICY, minimumDateMs: Date.UTC(2026, 0, 3) };
  const setTerms = createTermSetter({ rules: () => NO_RULES, policy });
  const strict = (blamed: BlamedException, tally: Tally) => decideMail(setTerms(blamed), tally, NOW);
  const tally = { ...TALLY, after: 3 };
  assert.deepEqual(strict(makeBlamed(), tally), {
    notify: false,
    reason: 'code older than the minimum date',
  });
  assert.equal(strict(makeBlamed({ author: null }), tally).notify, true);
});

test('a mail that nobody would get is not written', () => {
  const owner = { email: null, because: 'a bot' };
  assert.deepEqual(decide(makeBlamed({ owner }), { ...TALLY, after: 3 }), {
    notify: false,
    reason: 'nobody to tell',
  });
});

test('who watches is read from the rules of the moment', () => {
  let rules = NO_RULES;
  const decideNow = createFor(() => rules);
  rules = {
    ...NO_RULES,
    watched_files: [{ email: 'eve@shop.test', filepath: 'src', watch_all_errors: false }],
  };
  const decision = decideNow(makeBlamed(), { ...TALLY, after: 3 });
  assert.deepEqual(decision.notify && decision.recipients, ['ann@shop.test', 'eve@shop.test']);
});
