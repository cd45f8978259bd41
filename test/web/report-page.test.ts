import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DateTime } from 'luxon';
import { createLinks } from '../../src/links.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { listValues, readField, readText } from './read-page.ts';
import { CART_ERROR, CHECKOUT_ERROR, PRICE_ERROR, recordError } from './record-errors.ts';
import { NOW, openWebWorld, WEEK } from './web-world.ts';
import { SILENT } from '../helpers/mail-terms.ts';

const DAY = 86_400_000;
const JSON_WANTED = { headers: { accept: 'application/json' } };

async function getText(url: string): Promise<string> {
  return readText(await (await fetch(url)).text());
}

test('shows each error of the week with the developer who last changed its line', async (t) => {
  const world = await openWebWorld(t, { config: { report_only_after_minimum_date: '2025-01-01' } });
  await recordError(world, { exceptions: CART_ERROR, reported: { count: 1_234 }, mail: true });
  await recordError(world, { exceptions: PRICE_ERROR });
  const page = await (await fetch(world.base)).text();
  const text = readText(page);
  for (const expected of [
    '2 errors, 1,235 occurrences',
    'ada@example.com 1 error, 1,234 occurrences',
    'grace@example.com 1 error, 1 occurrence',
    'TypeError: findPrice(...).amount is undefined',
    'src/cart.js:7 in totalCart',
    'total += findPrice(item.sku).amount;',
    'Seen Wed 18 Nov 2026, 11:00 UTC. Code from 6 May 2026.',
    'confidence: exact not a known error mailed',
    '15 Nov 2026 to 21 Nov 2026, UTC',
  ])
    assert.ok(text.includes(expected), `${expected} in ${text}`);
  assert.ok(text.indexOf('ada@example.com') < text.indexOf('grace@example.com'));
  for (const link of listValues(page, 'href').filter((href) => href.startsWith('#')))
    assert.ok(listValues(page, 'id').includes(decodeURIComponent(link.slice(1))), link);
});

test('leads from an error of the report to its traceback', async (t) => {
  const world = await openWebWorld(t);
  await recordError(world, { exceptions: CART_ERROR });
  const page = await (await fetch(world.base)).text();
  const link = listValues(page, 'href').find((href) => href.startsWith('/view_traceback'));
  const traceback = await fetch(`${world.base}${link}`);
  assert.equal(traceback.status, 200);
  assert.match(readText(await traceback.text()), /findPrice\(\.\.\.\)\.amount is undefined/);
});

test('leaves known errors and old code out until a switch brings them in', async (t) => {
  const world = await openWebWorld(t, { config: { report_only_after_minimum_date: '2026-01-01' } });
  const known = {
    filename: 'src/cart.js',
    function_name: null,
    code_fragment: null,
    min_alert_threshold: null,
    max_alert_threshold: null,
    alert_every_n_occurrences: null,
    email_recipients: [],
    email_header: null,
  };
  await recordError(world, { exceptions: CART_ERROR, rules: { known_errors: [known] } });
  await recordError(world, { exceptions: PRICE_ERROR });
  const report = `${world.base}/get_weekly_error_report`;
  const plain = await getText(report);
  assert.match(plain, /Nothing new this week/);
  assert.match(plain, /Show known errors too \(1 left out\)/);
  assert.match(plain, /before the minimum date too \(1 left out\)/);
  const withKnown = await getText(`${report}?include_known_errors=true`);
  assert.ok(withKnown.includes('src/cart.js:7') && !withKnown.includes('src/prices.js:4'));
  const withOld = await getText(`${report}?include_modified_before_min_date=true`);
  assert.ok(withOld.includes('src/prices.js:4') && !withOld.includes('src/cart.js:7'));
  const switches = listValues(await (await fetch(`${report}?include_known_errors=true`)).text(), 'href');
  const both = switches.find(
    (href) => href.includes('include_modified') && href.includes('known_errors=true'),
  );
  const everything = await getText(`${world.base}${both}`);
  assert.ok(everything.includes('src/prices.js:4') && everything.includes('src/cart.js:7'));
});

test('turns to the week of any moment, and from week to week', async (t) => {
  const world = await openWebWorld(t);
  await recordError(world, { exceptions: CART_ERROR, atMs: NOW - 7 * DAY });
  assert.match(await getText(world.base), /Nothing broke this week/);
  const previous = listValues(await (await fetch(world.base)).text(), 'href').find((href) =>
    href.includes(`timestamp=${(WEEK - 7 * DAY) / 1000}`),
  );
  const page = await (await fetch(`${world.base}${previous}`)).text();
  assert.match(readText(page), /src\/cart\.js:7/);
  assert.match(readText(page), /8 Nov 2026 to 14 Nov 2026/);
  assert.ok(listValues(page, 'href').includes(`/get_weekly_error_report?timestamp=${WEEK / 1000}`));
  assert.ok(!readText(await (await fetch(world.base)).text()).includes('Next week'));
  const moment = (NOW - 6.5 * DAY) / 1000;
  assert.match(await getText(`${world.base}/get_weekly_error_report?timestamp=${moment}`), /src\/cart\.js:7/);
});

test('begins the week on Sunday in the configured time zone', async (t) => {
  const timezone = 'America/Los_Angeles';
  const world = await openWebWorld(t, { config: { timezone } });
  const sunday = DateTime.fromISO('2026-11-15T00:00', { zone: timezone }).toMillis();
  await recordError(world, { exceptions: CART_ERROR, atMs: sunday });
  await recordError(world, { exceptions: PRICE_ERROR, atMs: sunday - 1 });
  const text = await getText(world.base);
  assert.ok(text.includes('src/cart.js:7') && !text.includes('src/prices.js:4'));
});

test('gives the report as JSON with absolute links', async (t) => {
  const world = await openWebWorld(t, { config: { hostname: 'https://flawless.example.com/team' } });
  const { errorId } = await recordError(world, { exceptions: CHECKOUT_ERROR });
  const response = await fetch(`${world.base}/get_weekly_error_report`, JSON_WANTED);
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
  const report = JSON.parse(await response.text());
  assert.deepEqual(report.week, {
    from: '2026-11-15T00:00:00.000Z',
    to: '2026-11-22T00:00:00.000Z',
    timezone: 'UTC',
  });
  const [{ developer, errors }] = report.developers;
  assert.equal(developer, 'ada@example.com');
  assert.equal(errors[0].type, 'RangeError');
  assert.equal(
    errors[0].traceback_url,
    `https://flawless.example.com/team/view_traceback?error_id=${errorId}&timestamp=${WEEK / 1000}`,
  );
});

test('keeps its links below the path of the public address', async (t) => {
  const world = await openWebWorld(t, { config: { hostname: 'https://example.com/flawless/' } });
  await recordError(world, { exceptions: CART_ERROR });
  const page = await (await fetch(world.base, { headers: { 'x-forwarded-host': 'evil.example' } })).text();
  for (const link of listValues(page, 'href'))
    assert.ok(link.startsWith('/flawless/') || link.startsWith('#') || link.startsWith('data:'), link);
});

test('looks for errors by file, service, developer and type, and keeps what was asked for', async (t) => {
  const world = await openWebWorld(t);
  await recordError(world, { exceptions: CART_ERROR, reported: { service: 'Tills' } });
  await recordError(world, { exceptions: PRICE_ERROR });
  const report = `${world.base}/get_weekly_error_report`;
  for (const query of [
    'filename=CART',
    'developer=Ada@',
    'service=tills',
    'type=typeerr',
    'filename=%20cart%20',
  ]) {
    const page = await (await fetch(`${report}?${query}`)).text();
    assert.ok(page.includes('src/cart.js:7') && !page.includes('src/prices.js:4'), query);
    assert.match(page, /<details class="find" open/);
    const asked = new URLSearchParams(query);
    for (const [name, value] of asked) assert.equal(readField(page, name), value.trim());
    const switched =
      listValues(page, 'href').find((href) => href.includes('include_known_errors=true')) ?? '';
    for (const [name, value] of asked)
      assert.equal(new URL(switched, report).searchParams.get(name), value.trim());
  }
  assert.match(await getText(`${report}?service=tills&type=range`), /Nothing of this week is like that/);
  assert.ok(!(await (await fetch(report)).text()).includes('class="find" open'));
});

test('leads from the mail of a developer to all of theirs, however many errors there are', async (t) => {
  const world = await openWebWorld(t);
  await recordError(world, { exceptions: CART_ERROR });
  await recordError(world, { exceptions: PRICE_ERROR });
  const link = createLinks(world.base).report('grace@example.com', WEEK);
  assert.match(link, /#grace%40example\.com$/);
  const page = await (await fetch(link)).text();
  assert.ok(listValues(page, 'id').includes('grace@example.com'));
  assert.ok(page.includes('src/prices.js:4') && !page.includes('src/cart.js:7'));
});

test('draws the days of an error and the last twelve weeks, and tells them in words', async (t) => {
  const world = await openWebWorld(t);
  await recordError(world, { exceptions: CART_ERROR, reported: { count: 1_200 } });
  await recordError(world, {
    exceptions: CART_ERROR,
    atMs: NOW - 2 * DAY,
    reported: { traceId: 'b'.repeat(32) },
  });
  await recordError(world, { exceptions: CART_ERROR, atMs: NOW - 21 * DAY });
  const page = await (await fetch(world.base)).text();
  assert.ok(page.includes('aria-label="By day: Sun 0, Mon 1, Tue 0, Wed 1,200, Thu 0, Fri 0, Sat 0"'));
  assert.match(
    readText(page),
    /The last 12 weeks .* 30 Aug 2026 0 0 .* 25 Oct 2026 1 1 .* 15 Nov 2026 1 1,201/,
  );
  const bars = page.match(/<path class="bar(?: past)?" d="[^"]*"/g)?.join('') ?? '';
  assert.equal(bars.match(/M/g)?.length, 12);
  const facts = JSON.parse(await (await fetch(world.base, JSON_WANTED)).text());
  assert.deepEqual(facts.developers[0].errors[0].count_by_day, [0, 1, 0, 1_200, 0, 0, 0]);
});

test('shows a week with very many errors a page at a time', async (t) => {
  const world = await openWebWorld(t);
  const blamed = await recordError(world, { exceptions: CART_ERROR, reported: { count: 5 } });
  const subject = {
    path: 'src/cart.js',
    function: null,
    line: 1,
    code: null,
    codeChangedAtMs: null,
    known: false,
    type: 'TypeError',
    origin: { service: 'shop', version: null, host: null },
  };
  const sightings = Array.from({ length: 1_004 }, (_, i) => ({
    subject: {
      ...subject,
      errorId: `error-${i}`,
      developer: i === 1_003 ? null : 'ada@example.com',
      terms: SILENT,
      occurrence: JSON.stringify(blamed),
    },
    dedupeKey: `key-${i}`,
    weekMs: WEEK,
    seenAtMs: NOW,
    receivedAtMs: NOW,
    count: i === 1_003 ? 3 : 2,
  }));
  await world.store.record({ sightings, waiting: [] }, NOW);
  const page = await (await fetch(world.base)).text();
  assert.equal(page.match(/class="error"/g)?.length, 20);
  const text = readText(page);
  for (const expected of [
    '1,005 errors, 2,014 occurrences',
    'Errors 1 to 20 of 1,005, the most frequent first Rarer →',
    'ada@example.com 1,004 errors, 2,011 occurrences',
    '985 more errors of the week',
    'Nobody yet 1 error, 3 occurrences',
  ])
    assert.ok(text.includes(expected), `${expected} in ${text}`);
  assert.ok(Buffer.byteLength(page) < 60_000, `${Buffer.byteLength(page)} bytes`);

  const links = listValues(page, 'href').filter((href) => href.includes('page='));
  assert.deepEqual(links, [`/get_weekly_error_report?timestamp=${WEEK / 1000}&page=2`]);
  const last = readText(await (await fetch(`${world.base}/?page=51`)).text());
  assert.match(last, /← More frequent Errors 1,001 to 1,005 of 1,005/);
  const beyond = await (await fetch(`${world.base}/?page=9999`)).text();
  assert.match(readText(beyond), /← More frequent No errors on this page of 1,005/);
  assert.ok(listValues(beyond, 'href').some((href) => href.endsWith('page=51')));
  const facts = JSON.parse(await (await fetch(world.base, JSON_WANTED)).text());
  assert.equal(facts.errors_not_shown, 5);
  const rest = JSON.parse(await (await fetch(`${world.base}/?page=2`, JSON_WANTED)).text());
  assert.deepEqual([rest.page, rest.errors_not_shown], [2, 1_000]);
});

test('answers 400 and says what a parameter may be', async (t) => {
  const { base } = await openWebWorld(t);
  const times = ['tomorrow', '-1', '1e9', '999999999999', 'Infinity'].map((time) => `timestamp=${time}`);
  for (const query of [
    ...times,
    'include_known_errors=perhaps',
    'include_modified_before_min_date=2',
    'page=0',
    'page=two',
  ]) {
    const response = await fetch(`${base}/get_weekly_error_report?${query}`);
    assert.equal(response.status, 400, query);
    assert.match(readText(await response.text()), new RegExp(`${query.split('=')[0]} is`));
  }
});

test('answers 503 and no details while the store cannot be read', async (t) => {
  const logged: object[] = [];
  const note = (fields: object) => void logged.push(fields);
  const failing = { weeklyErrors: () => Promise.reject(new StoreUnavailable('disk I/O error')) };
  const { base } = await openWebWorld(t, {
    needs: {
      store: {
        ...failing,
        weekTotals: () => Promise.resolve([]),
        findErrorWeek: () => Promise.reject(new Error('secret detail at /srv/x.js:1')),
        errorHistory: () => Promise.resolve({ weeks: [], origins: [], letters: [] }),
      },
      log: { debug: note, info: note, warn: note, error: note },
    },
  });
  const response = await fetch(base);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '3');
  assert.doesNotMatch(await response.text(), /disk I\/O/);
  const broken = await fetch(`${base}/view_traceback?error_id=1`, JSON_WANTED);
  assert.equal(broken.status, 500);
  assert.doesNotMatch(await broken.text(), /secret detail/);
  assert.equal(logged.length, 2);
});
