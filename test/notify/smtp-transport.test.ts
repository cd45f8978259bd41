import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { composeMail, type ComposedMail } from '../../src/notify/compose-mail.ts';
import { createSmtpTransport } from '../../src/notify/smtp-transport.ts';
import { CERTIFICATE, startSmtpServer } from '../helpers/smtp-server.ts';
import { SMTP } from './post-office.ts';
import { makeLetter, makeSources } from './samples.ts';

type Changes = Partial<Parameters<typeof createSmtpTransport>[0]>;
type Tls = Parameters<typeof createSmtpTransport>[1];

function open(t: TestContext, host: string, changes: Changes = {}, tls?: Tls) {
  const transport = createSmtpTransport({ ...SMTP, smtp_host: host, ...changes }, tls);
  t.after(() => transport.close());
  return transport;
}

function mailTo(...recipients: readonly string[]): ComposedMail {
  return composeMail(makeSources({ letter: makeLetter({ recipients }) }));
}

const MAIL = mailTo('alice@example.com');
const LOGIN = { user: 'flawless', password: 'canary-7f3a' };
const CREDENTIALS = { smtp_user: LOGIN.user, smtp_password: LOGIN.password };

test('logs in when a user is configured, for one mail as for the next', async (t) => {
  const server = await startSmtpServer(t, { login: LOGIN });
  const transport = open(t, server.host, CREDENTIALS);
  assert.deepEqual(await transport.send(MAIL), { is: 'sent', refused: [] });
  assert.deepEqual(await transport.send(mailTo('bob@example.com')), { is: 'sent', refused: [] });
  assert.deepEqual(
    server.received.map(({ user, overTls }) => ({ user, overTls })),
    [
      { user: 'flawless', overTls: false },
      { user: 'flawless', overTls: false },
    ],
  );
});

test('a refused login or sender defers, since neither is the mail’s fault, and no reason holds the password', async (t) => {
  const { password } = LOGIN;
  const encoded = Buffer.from(`\0flawless\0wrong-${password}`).toString('base64');
  const server = await startSmtpServer(t, {
    login: LOGIN,
    refuseLogin: (given) => `bad password ${given} in ${encoded}`,
    answerSender: (address) => (address === 'nobody@example.com' ? [550, 'sender unknown'] : null),
  });
  const wrong = `wrong-${password}`;
  const refused = await open(t, server.host, { ...CREDENTIALS, smtp_password: wrong }).send(MAIL);
  assert.equal(refused.is, 'deferred');
  assert.match(refused.because, /535 bad password \*\*\* in \*\*\* \(check smtp_user and smtp_password\)/);
  assert.doesNotMatch(JSON.stringify(refused), new RegExp(password));

  const unknown = await open(t, server.host, { ...CREDENTIALS, smtp_from: 'nobody@example.com' }).send(MAIL);
  assert.equal(unknown.is, 'deferred');
  assert.match(unknown.because, /550 sender unknown/);
  const notLoggedIn = await open(t, server.host).send(MAIL);
  assert.equal(notLoggedIn.is, 'deferred');
  assert.equal(server.received.length, 0);
});

test('TLS is used where the server offers it, and only with a certificate that can be verified', async (t) => {
  const server = await startSmtpServer(t, { startTls: true, login: LOGIN });
  const trusting = open(t, server.host, { ...CREDENTIALS, smtp_use_tls: true }, { ca: CERTIFICATE });
  assert.deepEqual(await trusting.send(MAIL), { is: 'sent', refused: [] });
  const opportunist = open(t, server.host, CREDENTIALS, { ca: CERTIFICATE });
  assert.deepEqual(await opportunist.send(MAIL), { is: 'sent', refused: [] });
  assert.deepEqual(
    server.received.map(({ overTls }) => overTls),
    [true, true],
  );

  for (const smtp_use_tls of [true, false]) {
    const distrusting = await open(t, server.host, { ...CREDENTIALS, smtp_use_tls }).send(MAIL);
    assert.equal(distrusting.is, 'deferred');
    assert.match(distrusting.because, /certificate.*NODE_EXTRA_CA_CERTS/);
  }
  assert.equal(server.received.length, 2);
});

test('with smtp_use_tls nothing is said to a server that has no TLS', async (t) => {
  const server = await startSmtpServer(t);
  const delivery = await open(t, server.host, { smtp_use_tls: true }).send(MAIL);
  assert.equal(delivery.is, 'deferred');
  assert.match(delivery.because, /smtp_use_tls/);
  assert.equal(server.received.length, 0);
});

test('replies of 4xx defer and replies of 5xx fail, whoever is refused for the rest', async (t) => {
  const replies = new Map<string, readonly [number, string]>([
    ['slow@example.com', [450, 'greylisted']],
    ['gone@example.com', [550, 'no such user']],
  ]);
  const server = await startSmtpServer(t, {
    answerRecipient: (address) => replies.get(address) ?? null,
    answerMessage: (nth) => (nth === 1 ? [452, 'disk full'] : nth === 2 ? [554, 'it is spam'] : null),
  });
  const transport = open(t, server.host);
  const outcomes: string[] = [];
  const letters = [['slow@example.com'], ['gone@example.com'], ['gone@example.com', 'slow@example.com']];
  for (const to of [...letters, ['alice@example.com'], ['alice@example.com']])
    outcomes.push((await transport.send(mailTo(...to))).is);
  assert.deepEqual(outcomes, ['deferred', 'failed', 'deferred', 'deferred', 'failed']);

  const mixed = await transport.send(mailTo('gone@example.com', 'alice@example.com', 'slow@example.com'));
  assert.equal(mixed.is, 'sent');
  assert.deepEqual(
    mixed.refused.map(({ address, mayTryAgain }) => ({ address, mayTryAgain })),
    [
      { address: 'gone@example.com', mayTryAgain: false },
      { address: 'slow@example.com', mayTryAgain: true },
    ],
  );
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['alice@example.com']],
  );
});

test('what is put off is known to have reached nobody, unless a reply may have been lost', async (t) => {
  const replies = [[452, 'disk full'], 'drop', [421, 'busy']] as const;
  const server = await startSmtpServer(t, { answerMessage: (nth) => replies[nth - 1] ?? null });
  const transport = open(t, server.host);
  const sendings = [await transport.send(MAIL), await transport.send(MAIL), await transport.send(MAIL)];
  await server.stop();
  sendings.push(await transport.send(MAIL));
  const unseen = sendings.map((delivery) => delivery.is === 'deferred' && delivery.unseen);
  assert.deepEqual(unseen, [true, false, true, true]);
});

test('what is put off says whether any other mail would be', async (t) => {
  const server = await startSmtpServer(t, {
    answerSender: (address) => (address === 'nobody@example.com' ? [450, 'sender unknown'] : null),
    answerRecipient: (address) =>
      address === 'slow@example.com' ? [450, 'grey'] : address === 'busy@example.com' ? [421, 'bye'] : null,
    answerMessage: (nth) => [[452, 'odd mail'] as const, [421, 'busy'] as const][nth - 1] ?? 'drop',
  });
  const transport = open(t, server.host);
  const sendings = [await transport.send(mailTo('slow@example.com')), await transport.send(MAIL)];
  for (const to of ['busy@example.com', 'alice@example.com', 'alice@example.com'])
    sendings.push(await transport.send(mailTo(to)));
  sendings.push(await open(t, server.host, { smtp_from: 'nobody@example.com' }).send(MAIL));
  await server.stop();
  sendings.push(await transport.send(MAIL));
  const about = sendings.map((delivery) => delivery.is === 'deferred' && delivery.about);
  assert.deepEqual(about, ['mail', 'mail', 'server', 'server', 'server', 'server', 'server']);
});

test('nobody at the port and a closed transport both defer', async (t) => {
  const server = await startSmtpServer(t);
  await server.stop();
  assert.equal((await open(t, server.host).send(MAIL)).is, 'deferred');
  const closed = open(t, server.host);
  closed.close();
  assert.equal((await closed.send(MAIL)).is, 'deferred');
});
