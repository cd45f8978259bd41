import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPostman } from '../../src/notify/postman.ts';
import { createSmtpTransport } from '../../src/notify/smtp-transport.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { startSmtpServer } from '../helpers/smtp-server.ts';
import { makeRepository, MINUTE, openPostOffice, POST_CONFIG, SMTP } from './post-office.ts';
import { CHANGED, WEEK } from './samples.ts';

const HOUR = 60 * MINUTE;

test('a letter is sent once, with the code around the blamed line, also if it was left by an earlier run', async (t) => {
  const server = await startSmtpServer(t);
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com', 'lead@example.com']);
  office.timers.pass();
  await office.postman.idle();
  await office.makeRound(HOUR);

  assert.equal(server.received.length, 1);
  const [mail] = server.received;
  assert.equal(mail?.from, 'flawless@example.com');
  assert.deepEqual(mail.to, ['alice@example.com', 'lead@example.com']);
  assert.equal(mail.email.subject, 'Error on web-1 in src/cart/price-items.ts');
  assert.equal(mail.email.from?.name, 'Flawless');
  for (const part of [mail.email.text, mail.email.html]) {
    assert.match(part ?? '', /3 times this week/);
    assert.match(part ?? '', /line 37 of the file/);
    assert.match(part ?? '', /line 47 of the file/);
    assert.doesNotMatch(part ?? '', /line 36 of the file/);
  }
  assert.deepEqual(office.outcomes.totals(), { mails_sent: 1 });
  assert.equal((await office.store.stats()).lettersQueued, 0);
  assert.deepEqual(office.timers.delays(), []);
});

test('a 451 defers the letter for a minute and the same message is accepted then', async (t) => {
  const server = await startSmtpServer(t, { answerMessage: (nth) => (nth === 1 ? [451, 'busy'] : null) });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com']);
  await office.makeRound();
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 1 });
  assert.match((await office.store.stats()).lastLetterFailure ?? '', /451 busy/);
  assert.deepEqual(office.timers.delays(), [15_000]);

  await office.makeRound(MINUTE - 1);
  assert.equal(server.received.length, 0);
  office.clock.ms += 1;
  office.timers.pass();
  await office.postman.idle();
  assert.equal(server.received.length, 1);
  assert.equal(server.received[0]?.email.messageId, `<letter-1.0123456789abcdef.${WEEK}@example.com>`);
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 1, mails_sent: 1 });
});

test('a 550 fails the letter, and the reason can be read', async (t) => {
  const server = await startSmtpServer(t, { answerRecipient: () => [550, 'no such user'] });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['gone@example.com']);
  await office.makeRound();
  await office.makeRound(24 * HOUR);
  assert.deepEqual(office.outcomes.totals(), { mails_failed: 1 });
  const stats = await office.store.stats();
  assert.equal(stats.lettersFailed, 1);
  assert.match(stats.lastLetterFailure ?? '', /550 no such user/);
});

test('a recipient who is refused does not keep the mail from the others', async (t) => {
  const server = await startSmtpServer(t, {
    answerRecipient: (address) => (address === 'gone@example.com' ? [550, 'no such user'] : null),
  });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['gone@example.com', 'alice@example.com']);
  await office.makeRound();
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['alice@example.com']],
  );
  assert.deepEqual(office.outcomes.totals(), { mails_sent: 1, 'mails_failed{recipient refused}': 1 });
  assert.match(office.log.text(), /a recipient was refused .*gone@example.com.*550 no such user/);
});

test('a recipient who is put off gets the mail later, and the others not again', async (t) => {
  let patience = 1;
  const server = await startSmtpServer(t, {
    answerRecipient: (address) =>
      address === 'slow@example.com' && patience-- > 0 ? [450, 'greylisted'] : null,
  });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com', 'slow@example.com']);
  await office.makeRound();
  await office.makeRound(MINUTE);
  await office.makeRound(HOUR);
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['alice@example.com'], ['slow@example.com']],
  );
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 1, mails_sent: 1 });
});

test('a recipient who has a mail does not get it again from the next process either', async (t) => {
  let patience = 1;
  const server = await startSmtpServer(t, {
    answerRecipient: (address) =>
      address === 'slow@example.com' && patience-- > 0 ? [450, 'greylisted'] : null,
  });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com', 'slow@example.com']);
  await office.makeRound();
  office.clock.ms += MINUTE;
  const successor = createPostman(office.needs);
  successor.wake();
  await successor.idle();
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['alice@example.com'], ['slow@example.com']],
  );
});

test('while the server is down letters wait, and they go when it is up again', async (t) => {
  const first = await startSmtpServer(t);
  const office = await openPostOffice(t, first.host);
  await first.stop();
  await office.queueLetter(['alice@example.com'], 'aaaa');
  await office.queueLetter(['bob@example.com'], 'bbbb');
  await office.makeRound();
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 1 }, 'the second is not even tried');

  const second = await startSmtpServer(t, { port: first.port });
  await office.makeRound(MINUTE);
  assert.deepEqual(
    second.received.map(({ to }) => to[0]),
    ['bob@example.com', 'alice@example.com'],
  );
  assert.equal((await office.store.stats()).lettersQueued, 0);
});

test('a recipient or a mail that is put off holds up no other letter', async (t) => {
  const server = await startSmtpServer(t, {
    answerRecipient: (address) => (address.startsWith('slow') ? [450, 'greylisted'] : null),
    answerMessage: (nth) => (nth === 1 ? [451, 'not this one, not now'] : null),
  });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['odd@example.com'], 'a1');
  await office.queueLetter(['slow@example.com'], 'a2');
  await office.queueLetter(['alice@example.com', 'slow@example.com'], 'a3');
  await office.queueLetter(['bob@example.com'], 'a4');
  await office.makeRound();
  assert.deepEqual(
    server.received.map(({ to }) => to.join()),
    ['alice@example.com', 'bob@example.com'],
  );
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 3, mails_sent: 1 });
});

test('a connection dropped after the message came leaves the letter queued under the same Message-ID', async (t) => {
  const server = await startSmtpServer(t, { answerMessage: (nth) => (nth === 1 ? 'drop' : null) });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com']);
  await office.makeRound();
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 1 });
  await office.makeRound(MINUTE);
  assert.equal(server.received.length, 1);
  assert.match(server.received[0]?.email.messageId ?? '', /^<letter-1\./);
});

test('a letter that is put off is tried on SMTP’s schedule: soon, then less and less often', async (t) => {
  const tries: number[] = [];
  let minute = 0;
  const server = await startSmtpServer(t, {
    answerRecipient: () => {
      tries.push(minute);
      return [451, 'greylisted'];
    },
  });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com']);
  for (; minute <= 800; minute++) await office.makeRound(minute === 0 ? 0 : MINUTE);
  assert.deepEqual(tries, [0, 1, 6, 21, 51, 111, 231, 411, 591, 771]);
});

test('after four days of deferrals the letter is given up, not before', async (t) => {
  const server = await startSmtpServer(t, { answerRecipient: () => [450, 'mailbox busy'] });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com']);
  let hours = 0;
  while ((await office.store.stats()).lettersQueued > 0) {
    await office.makeRound(3 * HOUR);
    hours += 3;
  }
  assert.equal(hours, 96);
  assert.match(
    (await office.store.stats()).lastLetterFailure ?? '',
    /given up after 4 days: .*450 mailbox busy/,
  );
});

const fail = () => Promise.reject(new Error('git is not there'));

test('a letter about a deleted error fails, and one that git cannot illustrate goes without the code', async (t) => {
  const server = await startSmtpServer(t);
  const office = await openPostOffice(t, server.host, {
    findRepository: () => ({
      readLines: fail,
      resolve: fail,
      followLine: fail,
      listPaths: fail,
      listRenames: fail,
    }),
  });
  await office.queueLetter(['alice@example.com']);
  await office.makeRound();
  assert.match(server.received[0]?.email.text ?? '', /> +42 {2}return item\.product\.price/);
  assert.match(office.log.text(), /git could not be asked/);

  const store = { ...office.store, findErrorWeek: () => Promise.resolve(null) };
  const postman = createPostman({ ...office.needs, store });
  await office.queueLetter(['alice@example.com'], 'other');
  postman.wake();
  await postman.idle();
  assert.equal((await office.store.stats()).lastLetterFailure, 'the error has been deleted since');
  assert.equal(server.received.length, 1);
});

test('an occurrence that cannot be read fails its letter alone', async (t) => {
  const server = await startSmtpServer(t);
  const office = await openPostOffice(t, server.host);
  const findErrorWeek: typeof office.store.findErrorWeek = async (query) => {
    const error = await office.store.findErrorWeek(query);
    return error && query.errorId === 'broken' ? { ...error, occurrence: '{"reported":' } : error;
  };
  const postman = createPostman({ ...office.needs, store: { ...office.store, findErrorWeek } });
  await office.queueLetter(['alice@example.com'], 'broken');
  await office.queueLetter(['bob@example.com'], 'whole');
  postman.wake();
  await postman.idle();
  assert.deepEqual(office.outcomes.totals(), { mails_failed: 1, mails_sent: 1 });
  assert.deepEqual(server.received[0]?.to, ['bob@example.com']);
});

test('a store that fails when a mail has just gone out does not make it go out twice', async (t) => {
  const server = await startSmtpServer(t);
  const office = await openPostOffice(t, server.host);
  let failures = 2;
  const settleLetter: typeof office.store.settleLetter = (id, ending) =>
    failures-- > 0
      ? Promise.reject(new StoreUnavailable('disk full'))
      : office.store.settleLetter(id, ending);
  const postman = createPostman({ ...office.needs, store: { ...office.store, settleLetter } });
  await office.queueLetter(['alice@example.com']);
  for (let round = 0; round < 4; round += 1) {
    office.clock.ms += 10 * MINUTE;
    postman.wake();
    await postman.idle();
  }
  assert.equal(server.received.length, 1);
  assert.deepEqual(office.outcomes.totals(), { mails_sent: 1 });
  assert.equal((await office.store.stats()).lettersQueued, 0);
});

test('closing does not wait for a server that hangs, and the letter goes out after the lease', async (t) => {
  const server = await startSmtpServer(t, { answerMessage: (nth) => (nth === 1 ? 'hang' : null) });
  const office = await openPostOffice(t, server.host);
  await office.queueLetter(['alice@example.com']);
  office.postman.wake();
  await server.message(1);
  const closing = office.postman.close();
  assert.deepEqual(office.timers.delays(), [5_000]);
  office.timers.pass();
  await closing;
  office.transport.close();
  await office.postman.idle();
  assert.equal((await office.store.stats()).lettersQueued, 1);
  office.postman.wake();
  assert.deepEqual(office.timers.delays(), [], 'a closed postman sleeps');

  office.clock.ms += 6 * MINUTE;
  const transport = createSmtpTransport({ ...SMTP, smtp_host: server.host });
  t.after(() => transport.close());
  const successor = createPostman({ ...office.needs, transport });
  successor.wake();
  await successor.idle();
  assert.equal(server.received.length, 1);
});

test('a mail tells that the line has been changed since, and the owner is addressed by name', async (t) => {
  const server = await startSmtpServer(t);
  const office = await openPostOffice(t, server.host, { findRepository: () => makeRepository(CHANGED) });
  const owner = { email: 'alice@example.com', because: 'she did it', name: 'Example, Älice' };
  await office.queueLetter(['Alice@example.com', 'lead@example.com'], 'named', { owner });
  await office.makeRound();
  const [mail] = server.received;
  assert.deepEqual(mail?.to, ['Alice@example.com', 'lead@example.com']);
  assert.deepEqual(
    mail.email.to?.map(({ name, address }) => [name, address]),
    [
      ['Example, Älice', 'Alice@example.com'],
      ['', 'lead@example.com'],
    ],
  );
  const told = 'already changed in 1a2b3c4d5e by Bob Example <bob@example.com> on 28 Feb 2026: Price items';
  assert.ok(mail.email.text?.replaceAll(/\s+/g, ' ').includes(`Since then: ${told}`), mail.email.text);
  assert.ok(mail.email.html?.includes(told.replaceAll('<', '&lt;').replaceAll('>', '&gt;')));
});

test('a mail about a line that was changed since is withheld if so configured, unless the blame is a guess', async (t) => {
  const server = await startSmtpServer(t);
  const office = await openPostOffice(t, server.host, {
    findRepository: () => makeRepository(CHANGED),
    config: { ...POST_CONFIG, max_emails_per_hour: 1, report_fixed_errors: false },
  });
  const guess = { level: 'branch', because: 'no revision' } as const;
  for (const id of ['a1', 'a2', 'a3']) await office.queueLetter(['alice@example.com'], id);
  await office.queueLetter(['bob@example.com'], 'guessed', { confidence: guess });
  await office.makeRound();
  await office.makeRound(24 * HOUR);
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['bob@example.com']],
  );
  assert.deepEqual(office.outcomes.totals(), { mails_sent: 1, 'mails_withheld{line changed since}': 3 });
  const { lettersQueued, lettersFailed, lastLetterFailure } = await office.store.stats();
  assert.deepEqual([lettersQueued, lettersFailed, lastLetterFailure], [0, 0, null]);
  assert.match(office.log.text(), /a mail was withheld .*already changed in 1a2b3c4d5e by Bob/);
});

test('a line that stands, or may stand elsewhere, or of which nothing is known, is written about whatever is configured', async (t) => {
  const server = await startSmtpServer(t);
  const moved = { ...makeRepository(CHANGED), readLines: makeRepository().readLines };
  const deleted = makeRepository({ ...CHANGED, kind: 'deleted' });
  const standing = makeRepository({ kind: 'unchanged', at: 'f'.repeat(40) });
  for (const repository of [makeRepository(), standing, moved, deleted]) {
    const office = await openPostOffice(t, server.host, {
      findRepository: () => repository,
      config: { ...POST_CONFIG, report_fixed_errors: false },
    });
    await office.queueLetter(['alice@example.com']);
    await office.makeRound();
    assert.deepEqual(office.outcomes.totals(), { mails_sent: 1 });
  }
  const [last, ...others] = server.received.toReversed();
  assert.match(last?.email.text ?? '', /Since then: already deleted/);
  for (const { email } of others) assert.doesNotMatch(email.text ?? '', /Since then|still there/);
  assert.equal(others.length, 3);
});

test('a mail that some have is not withheld from the others', async (t) => {
  let patience = 1;
  const server = await startSmtpServer(t, {
    answerRecipient: (address) =>
      address === 'slow@example.com' && patience-- > 0 ? [450, 'greylisted'] : null,
  });
  let since: typeof CHANGED | null = null;
  const office = await openPostOffice(t, server.host, {
    findRepository: () => makeRepository(since),
    config: { ...POST_CONFIG, report_fixed_errors: false },
  });
  await office.queueLetter(['alice@example.com', 'slow@example.com']);
  await office.makeRound();
  since = CHANGED;
  await office.makeRound(MINUTE);
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['alice@example.com'], ['slow@example.com']],
  );
  assert.deepEqual(office.outcomes.totals(), { mails_deferred: 1, mails_sent: 1 });
});

test('a git that hangs does not keep a mail back', async (t) => {
  const server = await startSmtpServer(t);
  const repository = makeRepository();
  const asked = Promise.withResolvers<void>();
  const followLine = () => {
    asked.resolve();
    return new Promise<null>(() => undefined);
  };
  const office = await openPostOffice(t, server.host, {
    findRepository: () => ({ ...repository, followLine }),
  });
  await office.queueLetter(['alice@example.com']);
  office.postman.wake();
  await asked.promise;
  office.timers.pass();
  await office.postman.idle();
  assert.equal(server.received.length, 1);
});
