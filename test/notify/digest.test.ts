import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createPostman } from '../../src/notify/postman.ts';
import { startSmtpServer, type SmtpBehaviour } from '../helpers/smtp-server.ts';
import { makeRepository, MINUTE, openPostOffice, POST_CONFIG } from './post-office.ts';
import { CHANGED, makeOccurrence, WEEK } from './samples.ts';

const HOUR = 60 * MINUTE;

async function openBusyOffice(t: TestContext, behaviour: SmtpBehaviour = {}, limit = 2) {
  const server = await startSmtpServer(t, behaviour);
  const config = { ...POST_CONFIG, max_emails_per_hour: limit };
  const office = await openPostOffice(t, server.host, { config });
  const arrived = () => server.received.map(({ to, email }) => [to.join(), email.subject]);
  return { ...office, server, arrived };
}

const LETTER = 'Error on web-1 in src/cart/price-items.ts';
const IN_FILE = 'in src/cart/price-items.ts';

test('beyond the hourly limit each recipient gets one digest of the rest when the hour has room again', async (t) => {
  const office = await openBusyOffice(t);
  for (const id of ['a1', 'a2', 'a3', 'a4']) await office.queueLetter(['alice@example.com'], id);
  await office.queueLetter(['alice@example.com', 'bob@example.com'], 'both');
  await office.queueLetter(['carol@example.com'], 'alone');
  await office.makeRound();
  await office.makeRound(15_000);
  assert.equal(office.arrived().length, 2);
  assert.equal((await office.store.stats()).lettersQueued, 4);

  await office.makeRound(HOUR);
  assert.deepEqual(office.arrived().slice(2), [
    ['carol@example.com', LETTER],
    ['alice@example.com', `3 more errors, most often ${IN_FILE}`],
  ]);
  assert.deepEqual(office.outcomes.totals(), {
    mails_digested: 2,
    'mails_queued{digest}': 2,
    mails_sent: 3,
    'mails_sent{digest}': 1,
  });
  await office.makeRound(HOUR + 1);
  assert.deepEqual(office.arrived().slice(4), [['bob@example.com', `1 more error, ${IN_FILE}`]]);
  assert.deepEqual(office.outcomes.totals(), {
    mails_digested: 3,
    'mails_queued{digest}': 2,
    mails_sent: 3,
    'mails_sent{digest}': 2,
  });
  assert.equal((await office.store.stats()).lettersQueued, 0);
});

test('what some have and others are put off for counts against the hour', async (t) => {
  const office = await openBusyOffice(t, {
    answerRecipient: (address) => (address === 'slow@example.com' ? [450, 'greylisted'] : null),
  });
  for (const id of ['a1', 'a2', 'a3', 'a4'])
    await office.queueLetter(['alice@example.com', 'slow@example.com'], id);
  for (let i = 0; i < 5; i++) await office.makeRound(10 * MINUTE);
  assert.equal(office.arrived().length, 2);
});

test('what had to wait for the hour is gathered by the next process too', async (t) => {
  const office = await openBusyOffice(t);
  for (const id of ['a1', 'a2', 'a3', 'a4']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  office.clock.ms += HOUR + 1;
  const successor = createPostman(office.needs);
  successor.wake();
  await successor.idle();
  assert.deepEqual(office.arrived().slice(2), [
    ['alice@example.com', `2 more errors, most often ${IN_FILE}`],
  ]);
  for (const id of ['b1', 'b2']) await office.queueLetter(['bob@example.com'], id);
  office.clock.ms += HOUR + 1;
  successor.wake();
  await successor.idle();
  const later = office.arrived().slice(3);
  assert.deepEqual(
    later,
    [1, 2].map(() => ['bob@example.com', LETTER]),
    'the hour had room for these',
  );
});

test('mail goes on, and is limited, when the clock is set back by a year', async (t) => {
  const office = await openBusyOffice(t);
  office.clock.ms += 365 * 24 * HOUR;
  for (const id of ['a1', 'a2']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  await office.queueLetter(['alice@example.com'], 'a3');
  await office.makeRound();
  assert.equal(office.arrived().length, 2, 'the hour is full');
  await office.makeRound(-365 * 24 * HOUR);
  assert.equal(office.arrived().length, 3);
  for (const id of ['b1', 'b2']) await office.queueLetter(['bob@example.com'], id);
  await office.makeRound();
  assert.equal(office.arrived().length, 4, 'the hour is full again');
});

test('both parts of a digest tell what broke where, how often, and where to read on', async (t) => {
  const office = await openBusyOffice(t, {}, 1);
  for (const id of ['a1', 'a2', 'a3']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  await office.makeRound(HOUR + 1);
  const [, digest] = office.server.received;
  for (const part of [digest?.email.text, digest?.email.html]) {
    const said = (part ?? '').replaceAll(/\s+/g, ' ').replaceAll('&#39;', "'");
    assert.match(said, /TypeError: Cannot read properties of undefined \(reading 'price'\)/);
    assert.match(said, /src\/cart\/price-items\.ts:42 in priceItem/);
    assert.match(said, /3 times, last on Sun 1 Mar 2026, 01:00 UTC/);
    assert.match(said, /https:\/\/flawless\.example\.com\/view_traceback\?error_id=a2/);
    assert.match(said, /error_id=a3/);
    assert.match(said, /more mail was due than the 1 an hour/i);
  }
  assert.match(digest?.email.messageId ?? '', /^<digest-\d+\.\d+@example\.com>$/);
});

test('what did not have to wait is sent as it is, although the hour was full before', async (t) => {
  const office = await openBusyOffice(t);
  for (const id of ['a1', 'a2']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  await office.makeRound(HOUR + 1);
  for (const id of ['b1', 'b2']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  assert.deepEqual(
    office.arrived().map(([, subject]) => subject),
    [LETTER, LETTER, LETTER, LETTER],
  );
});

test('a digest whose reply was lost goes out again as the same message, and takes nothing more', async (t) => {
  const office = await openBusyOffice(t, { answerMessage: (nth) => (nth === 2 ? 'lose' : null) }, 1);
  for (const id of ['a1', 'a2', 'a3']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  await office.makeRound(HOUR + 1);
  assert.equal(office.outcomes.totals()['mails_digested'], undefined);
  for (const id of ['a4', 'a5', 'a6']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound(MINUTE);
  await office.makeRound(HOUR + 1);
  const [, first, , second] = office.server.received;
  assert.match(first?.email.messageId ?? '', /^<digest-/);
  assert.equal(second?.email.messageId, first?.email.messageId);
  assert.equal(second?.email.text, first?.email.text);
  assert.equal(office.outcomes.totals()['mails_digested'], 2);
  assert.equal((await office.store.stats()).lettersQueued, 3, 'the next digest with its two');
});

test('what was tried in vain while the server was down is told in a digest when it is back', async (t) => {
  const office = await openBusyOffice(t);
  await office.server.stop();
  for (const id of ['a1', 'a2', 'a3', 'a4', 'a5']) await office.queueLetter(['alice@example.com'], id);
  for (let i = 0; i < 20; i++) await office.makeRound(15 * MINUTE);
  assert.ok((office.outcomes.totals()['mails_deferred'] ?? 0) >= 5, 'each was tried');
  const back = await startSmtpServer(t, { port: office.server.port });
  await office.makeRound(3 * HOUR);
  await office.makeRound(HOUR + 1);
  assert.deepEqual(
    back.received.map(({ email }) => email.subject),
    [LETTER, LETTER, `3 more errors, most often ${IN_FILE}`],
  );
});

test('a digest that is refused ends its letters as failed, and one without any error left too', async (t) => {
  const office = await openBusyOffice(t, { answerMessage: (nth) => (nth > 1 ? [554, 'spam'] : null) }, 1);
  for (const id of ['a1', 'a2', 'a3']) await office.queueLetter(['alice@example.com'], id);
  await office.makeRound();
  await office.makeRound(HOUR + 1);
  assert.deepEqual(office.outcomes.totals(), {
    'mails_failed{digest}': 1,
    'mails_failed{listed in a digest that failed}': 2,
    'mails_queued{digest}': 1,
    mails_sent: 1,
  });
  assert.equal((await office.store.stats()).lettersFailed, 3);

  const store = { ...office.store, readDigest: () => Promise.resolve({ errors: [], total: 0 }) };
  const postman = createPostman({ ...office.needs, store });
  const makeRound = async (ms: number) => {
    office.clock.ms += ms;
    postman.wake();
    await postman.idle();
  };
  for (const id of ['b1', 'b2', 'b3']) await office.queueLetter(['alice@example.com'], id);
  await makeRound(0);
  for (const id of ['b4', 'b5', 'b6']) await office.queueLetter(['alice@example.com'], id);
  await makeRound(HOUR + 1);
  assert.equal((await office.store.stats()).lettersQueued, 0);
});

const FIXED = { reported: makeOccurrence().reported };

test('without report_fixed_errors a digest leaves out lines that were changed since, and says how many', async (t) => {
  const server = await startSmtpServer(t, {});
  const config = { ...POST_CONFIG, max_emails_per_hour: 1, report_fixed_errors: false };
  let since: typeof CHANGED | null = null;
  const office = await openPostOffice(t, server.host, {
    config,
    findRepository: (name) => makeRepository(name === 'changing' ? CHANGED : since),
  });
  await office.queueLetter(['alice@example.com'], 'a1');
  await office.makeRound();
  await office.queueLetter(['alice@example.com'], 'a2', FIXED);
  await office.queueLetter(['alice@example.com'], 'a3', { ...FIXED, repository: 'changing' });
  await office.makeRound(MINUTE);
  await office.makeRound(HOUR + 1);
  const [, digest] = server.received;
  assert.equal(digest?.email.subject, `1 more error, ${IN_FILE}`);
  assert.match(digest.email.text ?? '', /error_id=a2/);
  assert.doesNotMatch(digest.email.text ?? '', /error_id=a3/);
  assert.match(
    digest.email.text ?? '',
    /Left out: 1 in lines that were changed after the revision that ran\./,
  );

  since = CHANGED;
  for (const id of ['b1', 'b2'])
    await office.queueLetter(['alice@example.com', 'bob@example.com'], id, FIXED);
  await office.makeRound(MINUTE);
  for (let i = 0; i < 3; i++) await office.makeRound(HOUR + 1);
  assert.equal(server.received.length, 2);
  assert.equal(office.outcomes.totals()['mails_withheld{digest}'], 2);
  assert.equal((await office.store.stats()).lettersQueued, 0);
  const b1 = await office.store.findErrorWeek({ errorId: 'b1', weekMs: WEEK });
  assert.equal(b1?.mailedAtMs, null, 'a later occurrence may be written about');
});
