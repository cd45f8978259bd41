import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KnownError, NO_RULES } from '../../src/config/rules.ts';
import { createTermSetter } from '../../src/decide/set-terms.ts';
import { decideMail, type Tally } from '../../src/store/mail-terms.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const NOW = Date.UTC(2026, 10, 4);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const POLICY = { threshold: 3, minimumDateMs: Date.UTC(2020, 0, 1) };

type Case = {
  readonly known: KnownError | null;
  readonly codeChangedAtMs: number | null;
  readonly clientThreshold: number | null;
  readonly nowMs: number;
};

const CASE: Case = { known: null, codeChangedAtMs: Date.UTC(2025, 0, 1), clientThreshold: null, nowMs: NOW };

type Row = readonly [what: string, error: Partial<Case>, tally: Partial<Tally>, due: string];

function check([what, error, tally, due]: Row): void {
  test(`${what}: ${due}`, () => {
    const full = { before: 0, after: 0, mailedAtMs: null, lastMailedAtMs: null, ...tally };
    const found = decide({ ...CASE, ...error }, full);
    assert.equal(found.notify ? 'mail' : found.reason, due);
  });
}

const setTerms = createTermSetter({ rules: () => NO_RULES, policy: POLICY });

function decide({ known: entry, codeChangedAtMs, clientThreshold, nowMs }: Case, tally: Tally) {
  const { author, reported } = makeBlamed();
  assert.ok(author);
  const blamed = makeBlamed({
    known: entry,
    author: codeChangedAtMs === null ? null : { ...author, authoredAtMs: codeChangedAtMs },
    reported: clientThreshold === null ? reported : { ...reported, threshold: clientThreshold },
  });
  return decideMail(setTerms(blamed), tally, nowMs);
}

const QUIET: KnownError = {
  filename: 'a.js',
  function_name: null,
  code_fragment: null,
  min_alert_threshold: null,
  max_alert_threshold: null,
  alert_every_n_occurrences: null,
  email_recipients: [],
  email_header: null,
};
const known = (thresholds: Partial<KnownError>): Partial<Case> => ({ known: { ...QUIET, ...thresholds } });

const MAILED = { mailedAtMs: NOW - DAY, lastMailedAtMs: NOW - DAY };
const JUST_MAILED = { mailedAtMs: NOW - MINUTE, lastMailedAtMs: NOW - MINUTE };

const UNKNOWN: readonly Row[] = [
  ['one below the threshold', {}, { after: 2 }, 'below the threshold'],
  ['the threshold reached', {}, { before: 2, after: 3 }, 'mail'],
  ['the threshold jumped over', {}, { before: 0, after: 500 }, 'mail'],
  ['above the threshold and not mailed yet', {}, { before: 7, after: 8 }, 'mail'],
  ['mailed this week', {}, { before: 7, after: 8, ...MAILED }, 'already mailed this week'],
  ['mailed last week only', {}, { after: 3, lastMailedAtMs: NOW - 8 * DAY }, 'mail'],
  [
    'a new week minutes after a mail',
    {},
    { after: 3, lastMailedAtMs: NOW - MINUTE },
    'mailed less than 5 minutes ago',
  ],
  ['a mail a day ahead, before the clock was set back', {}, { after: 3, lastMailedAtMs: NOW + DAY }, 'mail'],
  ['the client asks for the first', { clientThreshold: 1 }, { after: 1 }, 'mail'],
  ['the client asks for more', { clientThreshold: 10 }, { after: 9 }, 'below the threshold'],
  [
    'code older than the minimum date',
    { codeChangedAtMs: Date.UTC(2019, 0, 1) },
    { after: 9 },
    'code older than the minimum date',
  ],
  ['code of the minimum date', { codeChangedAtMs: POLICY.minimumDateMs }, { after: 9 }, 'mail'],
  ['code of unknown age', { codeChangedAtMs: null }, { after: 9 }, 'mail'],
];

const KNOWN: readonly Row[] = [
  ['no thresholds', known({}), { after: 1000 }, 'known error without thresholds'],
  ['below min', known({ min_alert_threshold: 10 }), { before: 8, after: 9 }, 'below the threshold'],
  ['min reached', known({ min_alert_threshold: 10 }), { before: 9, after: 10 }, 'mail'],
  ['min jumped over', known({ min_alert_threshold: 10 }), { before: 1, after: 99 }, 'mail'],
  [
    'above min and mailed',
    known({ min_alert_threshold: 10 }),
    { before: 10, after: 11, ...MAILED },
    'already mailed this week',
  ],
  ['max alone never mails', known({ max_alert_threshold: 10 }), { after: 5 }, 'below the threshold'],
  ['at max', known({ min_alert_threshold: 5, max_alert_threshold: 10 }), { before: 9, after: 10 }, 'mail'],
  [
    'above max',
    known({ min_alert_threshold: 5, max_alert_threshold: 10 }),
    { before: 10, after: 11 },
    'above max_alert_threshold',
  ],
  [
    'a step over min and max at once',
    known({ min_alert_threshold: 5, max_alert_threshold: 10 }),
    { before: 1, after: 50 },
    'mail',
  ],
  [
    'a step from max on',
    known({ min_alert_threshold: 5, max_alert_threshold: 10 }),
    { before: 10, after: 50 },
    'above max_alert_threshold',
  ],
  [
    'a step over max that was mailed below',
    known({ min_alert_threshold: 5, max_alert_threshold: 10 }),
    { before: 6, after: 50, ...MAILED },
    'above max_alert_threshold',
  ],
  [
    'a step over a multiple and max at once',
    known({ alert_every_n_occurrences: 5, max_alert_threshold: 8 }),
    { before: 4, after: 12 },
    'mail',
  ],
  [
    'a step over max and no multiple below it',
    known({ alert_every_n_occurrences: 5, max_alert_threshold: 8 }),
    { before: 6, after: 12 },
    'above max_alert_threshold',
  ],
  ['a multiple reached', known({ alert_every_n_occurrences: 5 }), { before: 4, after: 5 }, 'mail'],
  ['a multiple jumped over', known({ alert_every_n_occurrences: 5 }), { before: 9, after: 12 }, 'mail'],
  [
    'several multiples jumped over are one mail',
    known({ alert_every_n_occurrences: 5 }),
    { before: 1, after: 42 },
    'mail',
  ],
  [
    'between multiples',
    known({ alert_every_n_occurrences: 5 }),
    { before: 5, after: 9 },
    'no multiple of alert_every_n_occurrences reached',
  ],
  [
    'a multiple although mailed this week',
    known({ alert_every_n_occurrences: 5 }),
    { before: 9, after: 10, ...MAILED },
    'mail',
  ],
  [
    'a multiple minutes after a mail',
    known({ alert_every_n_occurrences: 5 }),
    { before: 9, after: 10, ...JUST_MAILED },
    'mailed less than 5 minutes ago',
  ],
  [
    'a multiple above max',
    known({ alert_every_n_occurrences: 5, max_alert_threshold: 8 }),
    { before: 9, after: 10 },
    'above max_alert_threshold',
  ],
  [
    'min reached before a multiple',
    known({ alert_every_n_occurrences: 50, min_alert_threshold: 3 }),
    { before: 2, after: 3 },
    'mail',
  ],
  [
    'a multiple below min',
    known({ alert_every_n_occurrences: 2, min_alert_threshold: 10 }),
    { before: 1, after: 2 },
    'mail',
  ],
  [
    'old code makes no difference',
    { ...known({ min_alert_threshold: 1 }), codeChangedAtMs: 0 },
    { after: 1 },
    'mail',
  ],
];

for (const row of UNKNOWN) check([`unknown error, ${row[0]}`, row[1], row[2], row[3]]);
for (const row of KNOWN) check([`known error, ${row[0]}`, row[1], row[2], row[3]]);

/** How many mails a week brings whose occurrences arrive in these steps, ten minutes apart. */
function countMails(error: Partial<Case>, steps: readonly number[]): number {
  let [after, mails, nowMs] = [0, 0, NOW];
  let mailed: Pick<Tally, 'mailedAtMs' | 'lastMailedAtMs'> = { mailedAtMs: null, lastMailedAtMs: null };
  for (const step of steps) {
    nowMs += 10 * MINUTE;
    const before = after;
    after += step;
    if (!decide({ ...CASE, ...error, nowMs }, { before, after, ...mailed }).notify) continue;
    mailed = { mailedAtMs: nowMs, lastMailedAtMs: nowMs };
    mails += 1;
  }
  return mails;
}

const STEPS = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 40 });
const sumUp = (steps: readonly number[]): number => steps.reduce((sum, step) => sum + step, 0);

test('a threshold brings one mail a week, in whatever steps the count gets there', () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 1, max: 200 }), (steps, threshold) => {
      const expected = sumUp(steps) >= threshold ? 1 : 0;
      assert.equal(countMails({ clientThreshold: threshold }, steps), expected);
      assert.equal(countMails(known({ min_alert_threshold: threshold }), steps), expected);
    }),
  );
});

test('whether there is a mail at all does not depend on the steps', () => {
  const thresholds = fc.record({
    min_alert_threshold: fc.option(fc.integer({ min: 1, max: 60 })),
    max_alert_threshold: fc.option(fc.integer({ min: 1, max: 60 })),
    alert_every_n_occurrences: fc.option(fc.integer({ min: 1, max: 60 })),
  });
  fc.assert(
    fc.property(STEPS, thresholds, (steps, given) => {
      const ones = Array.from({ length: sumUp(steps) }, () => 1);
      assert.equal(countMails(known(given), steps) > 0, countMails(known(given), ones) > 0);
    }),
  );
});

test('every n brings a mail for each step that crosses a multiple, none is skipped and none comes twice', () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 1, max: 60 }), (steps, every) => {
      const totals = steps.map((_, i) => sumUp(steps.slice(0, i + 1)));
      const crossed = new Set(totals.map((total) => Math.floor(total / every)).filter((n) => n > 0));
      assert.equal(countMails(known({ alert_every_n_occurrences: every }), steps), crossed.size);
    }),
  );
});

test('nothing that occurs above max is mailed, however the count gets there', () => {
  fc.assert(
    fc.property(STEPS, fc.integer({ min: 1, max: 200 }), (steps, max) => {
      const thresholds = { alert_every_n_occurrences: 1, min_alert_threshold: 1, max_alert_threshold: max };
      const begunBelow = steps.filter((_, i) => sumUp(steps.slice(0, i)) < max).length;
      assert.equal(countMails(known(thresholds), steps), begunBelow);
    }),
  );
});
