import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { html } from '../src/html.ts';
import { createLinks } from '../src/links.ts';
import { isMailAddress } from '../src/mail-address.ts';
import { createOutcomes } from '../src/outcome.ts';
import { formatMoment, shiftWeek, startOfWeek } from '../src/week.ts';

const WEEKS: readonly (readonly [moment: string, zone: string, start: string])[] = [
  ['2026-11-22T00:00:00Z', 'UTC', '2026-11-22T00:00:00Z'],
  ['2026-11-21T23:59:59.999Z', 'UTC', '2026-11-15T00:00:00Z'],
  ['2026-11-28T23:59:59Z', 'UTC', '2026-11-22T00:00:00Z'],
  ['2026-11-22T04:00:00Z', 'America/New_York', '2026-11-15T05:00:00Z'],
  ['2026-11-22T05:00:00Z', 'America/New_York', '2026-11-22T05:00:00Z'],
  ['2026-03-31T12:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
  ['2027-01-01T00:00:00Z', 'UTC', '2026-12-27T00:00:00Z'],
  ['2018-11-05T12:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
];

for (const [moment, zone, start] of WEEKS)
  test(`the week of ${moment} in ${zone} begins at ${start}`, () => {
    assert.equal(startOfWeek(Date.parse(moment), zone), Date.parse(start));
  });

test('weeks follow one another without gap or overlap, through every change of clocks', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kathmandu'])
    for (let week = startOfWeek(Date.UTC(2010, 0, 1), zone); week < Date.UTC(2027, 0, 1);) {
      const next = shiftWeek(week, 1, zone);
      assert.equal(startOfWeek(next - 1, zone), week);
      assert.equal(startOfWeek(next, zone), next);
      assert.equal(shiftWeek(next, -1, zone), week);
      week = next;
    }
});

test('every moment of a week has the same start, in every time zone', () => {
  const noons = Array.from({ length: 365 }, (_, day) => Date.UTC(2026, 0, 1 + day, 12));
  for (const zone of [
    'UTC',
    'Africa/Cairo',
    'Atlantic/Azores',
    'America/Santiago',
    'Asia/Beirut',
    'Asia/Tehran',
  ]) {
    const starts = new Set(noons.map((noon) => startOfWeek(noon, zone)));
    assert.equal(starts.size, 53, zone);
  }
});

test('a moment reads the same whatever the language of the machine', () => {
  assert.equal(formatMoment(Date.UTC(2026, 10, 3, 14, 5), 'UTC'), 'Tue 3 Nov 2026, 14:05 UTC');
});

test('whatever stands in a template comes out as text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const inside = html`<a title="${text}">${text}</a>`
        .toString()
        .slice('<a title="'.length, -'</a>'.length);
      assert.equal(inside.split('">').length, 2);
      assert.doesNotMatch(inside.replace('">', ''), /[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
  );
});

test('templates nest, and nothing is printed for what is absent', () => {
  const list = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  const page = html`<ul>${list}</ul>${null}${undefined}${false}${0}`;
  assert.equal(page.toString(), '<ul><li>a</li><li>&lt;b&gt;</li></ul>0');
});

const ADDRESSES: readonly (readonly [text: string, valid: boolean])[] = [
  ['ann@shop.test', true],
  ['ann.b+tag@mail.shop.test', true],
  ['jürgen@bücher.test', true],
  ['ann@localhost', true],
  ['ann', false],
  ['@shop.test', false],
  ['ann@', false],
  ['a@b@c.test', false],
  ['a@b.test, c@d.test', false],
  ['a@b.test\nBcc: x@y.test', false],
  ['"a b"@c.test', false],
  ['<a@b.test>', false],
  ['a@-b.test', false],
  ['a@b..test', false],
  [`${'a'.repeat(65)}@b.test`, false],
  [`a@${'b'.repeat(260)}`, false],
];

for (const [text, valid] of ADDRESSES)
  test(`${JSON.stringify(text.slice(0, 40))} ${valid ? 'is' : 'is not'} a mail address`, () => {
    assert.equal(isMailAddress(text), valid);
  });

test('links are built from the configured host name, and what they carry is encoded', () => {
  const links = createLinks('https://flawless.test/base/');
  assert.equal(
    links.traceback('ab12', 1_000),
    'https://flawless.test/base/view_traceback?error_id=ab12&timestamp=1',
  );
  assert.equal(
    links.report('a&b@x.test'),
    'https://flawless.test/base/get_weekly_error_report?developer=a%26b%40x.test#a%26b%40x.test',
  );
  assert.equal(
    links.addKnownError({ path: 'a b.js', function: null, code: '  x = "&";' }),
    'https://flawless.test/base/add_known_error?filename=a+b.js&code_fragment=x+%3D+%22%26%22%3B',
  );
});

test('endings are added up by name and reason', () => {
  const outcomes = createOutcomes();
  outcomes.settle('exceptions_ignored', 2, 'ignored_exceptions');
  outcomes.settle('exceptions_counted', 3);
  outcomes.settle('exceptions_counted', 4);
  outcomes.settle('mails_sent', 0);
  assert.deepEqual(outcomes.totals(), { exceptions_counted: 7, 'exceptions_ignored{ignored_exceptions}': 2 });
});
