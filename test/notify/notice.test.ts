import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Tried } from '../../src/notify/deliver-letter.ts';
import { redirectLetter } from '../../src/notify/redirect-letter.ts';
import { reportRefusals } from '../../src/notify/report-refusals.ts';
import { startSmtpServer, type SmtpBehaviour } from '../helpers/smtp-server.ts';
import { MINUTE, openPostOffice, POST_CONFIG } from './post-office.ts';
import { makeLetter, NOW, WEEK } from './samples.ts';

const HOUR = 60 * MINUTE;

async function openOffice(t: TestContext, behaviour: SmtpBehaviour) {
  const server = await startSmtpServer(t, behaviour);
  const config = { ...POST_CONFIG, default_contact: 'care@example.com' };
  const office = await openPostOffice(t, server.host, { config });
  const arrived = () => server.received.map(({ to, email }) => [to.join(), email.subject]);
  return { ...office, server, arrived };
}

const LETTER = 'Error on web-1 in src/cart/price-items.ts';

test('a recipient who is refused is told to the default contact once, and the others get each mail once', async (t) => {
  let serial = 0;
  const office = await openOffice(t, {
    answerRecipient: (address) => (/gone/i.test(address) ? [550, `no such user (id ${serial++})`] : null),
  });
  await office.queueLetter(['alice@example.com', 'gone@example.com'], 'a1');
  await office.queueLetter(['Gone@example.com'], 'a2');
  await office.makeRound();
  await office.makeRound(HOUR);
  assert.deepEqual(office.arrived(), [
    ['alice@example.com', LETTER],
    ['care@example.com', LETTER],
    ['care@example.com', 'Mail to gone@example.com cannot be delivered'],
  ]);
  const [, , notice] = office.server.received;
  for (const part of [notice?.email.text, notice?.email.html]) {
    const said = (part ?? '').replaceAll(/\s+/g, ' ');
    assert.match(
      said,
      /550 no such user \(id 0\)\. If this person has another address now.*email_remapping\.yaml/,
    );
    assert.match(said, /told once/);
  }
  assert.match(notice?.email.messageId ?? '', /^<notice-\d+\.\d+@example\.com>$/);
  assert.deepEqual(office.outcomes.totals(), {
    'mails_failed{recipient refused}': 1,
    'mails_queued{notice}': 1,
    mails_redirected: 1,
    mails_sent: 2,
    'mails_sent{notice}': 1,
  });
});

test('a notice that is refused gives rise to no other, and what is known is not told anew', async (t) => {
  const office = await openOffice(t, { answerRecipient: () => [550, 'nobody here'] });
  for (const id of ['a1', 'a2', 'a3']) await office.queueLetter(['gone@example.com'], id);
  await office.queueLetter(['care@example.com'], 'a4');
  await office.makeRound();
  await office.makeRound(HOUR);
  assert.deepEqual(office.outcomes.totals(), {
    mails_failed: 4,
    'mails_failed{notice}': 1,
    'mails_queued{notice}': 1,
    mails_redirected: 3,
  });
});

test('what somebody out of reach should hear goes to the default contact, each error with all that is known of it', async (t) => {
  const office = await openOffice(t, {
    answerRecipient: (address) => (address.startsWith('left') ? [550, '5.1.1 no such user'] : null),
  });
  for (const id of ['a1', 'a2']) await office.queueLetter(['left@example.com'], id);
  await office.makeRound();
  await office.makeRound(HOUR);
  assert.deepEqual(office.arrived(), [
    ['care@example.com', LETTER],
    ['care@example.com', LETTER],
    ['care@example.com', 'Mail to left@example.com cannot be delivered'],
  ]);
  for (const [i, { email }] of office.server.received.slice(0, 2).entries())
    for (const part of [email.text, email.html]) {
      const said = (part ?? '').replaceAll(/\s+/g, ' ');
      assert.match(
        said,
        /You get this mail because you are the default_contact: it was for left@example\.com/,
      );
      assert.match(said, /5\.1\.1 no such user/);
      assert.ok(said.includes(`error_id=a${i + 1}`));
    }

  await office.store.forgetSeen(office.clock.ms + 1);
  await office.queueLetter(['left@example.com'], 'a1');
  await office.makeRound();
  assert.equal(office.arrived().length, 3, 'once for each error and week');
  const { failedLately } = await office.store.stats(NOW);
  assert.equal(failedLately.letters, 1);
  assert.match(failedLately.because ?? '', /550 5\.1\.1 no such user/);
});

test('a report of the week that reaches nobody goes to the default contact too', async (t) => {
  const office = await openOffice(t, {
    answerRecipient: (address) => (address === 'team@example.com' ? [550, 'no such list'] : null),
  });
  await office.store.addWeekLetter(WEEK, ['team@example.com'], office.clock.ms);
  await office.makeRound();
  const [report] = office.server.received;
  assert.deepEqual(report?.to, ['care@example.com']);
  assert.match(
    (report.email.text ?? '').replaceAll(/\s+/g, ' '),
    /it was for team@example\.com, and could not/,
  );
});

test('a mail that cannot be composed, or whose server stays away, goes to nobody else', () => {
  const letter = makeLetter();
  const failed = { is: 'failed', atMs: 1, because: 'no' } as const;
  const redirect = (tried: Tried) => redirectLetter(letter, tried, failed, 'care@example.com').is;
  const put = { is: 'deferred', because: 'no', unseen: true } as const;
  assert.equal(redirect({ is: 'unsendable', because: 'no' }), 'failed');
  assert.equal(redirect({ ...put, about: 'server' }), 'failed');
  assert.equal(redirect({ ...put, about: 'mail' }), 'redirected');
  assert.equal(redirect({ is: 'failed', because: 'no' }), 'redirected');
  assert.equal(redirectLetter(letter, { is: 'failed', because: 'no' }, failed, null).is, 'failed');
});

test('a recipient who is put off until the letter is given up is told too, and who has the mail is not', async (t) => {
  const office = await openOffice(t, {
    answerRecipient: (address) => (address === 'full@example.com' ? [452, 'mailbox full'] : null),
  });
  await office.queueLetter(['alice@example.com', 'full@example.com'], 'a1');
  for (let hours = 0; hours <= 99; hours += 3) await office.makeRound(3 * HOUR);
  assert.deepEqual(office.arrived(), [
    ['alice@example.com', LETTER],
    ['care@example.com', 'Mail to full@example.com cannot be delivered'],
  ]);
  assert.match(office.server.received[1]?.email.text ?? '', /Given up after 4 days: [^]*452\s+mailbox full/);
  const { mails_sent: sent, 'mails_failed{recipient refused}': refused } = office.outcomes.totals();
  assert.deepEqual([sent, refused], [1, 1]);
});

const MOMENT = { weekMs: 1, atMs: 2 };

test('a reason is known by the server’s code, by having been given up, else by its words', () => {
  const keysOf = (...reasons: readonly string[]) =>
    reasons.map(
      (because) => reportRefusals([{ address: 'A@x.test', because }], 'care@x.test', MOMENT)?.items[0]?.key,
    );
  assert.deepEqual(
    keysOf('Message failed: 554 5.7.1 spam 77', '550 no', 'given up after 4 days: 450 later', 'Timeout 17'),
    ['mail a@x.test 554', 'mail a@x.test 550', 'mail a@x.test given up 450', 'mail a@x.test Timeout #'],
  );
  const refusal = { address: 'Care@x.test', because: '550 no' };
  assert.equal(reportRefusals([refusal], null, MOMENT), undefined);
  assert.equal(reportRefusals([refusal], 'care@x.test', MOMENT), undefined);
  assert.equal(reportRefusals([], 'care@x.test', MOMENT), undefined);
});
