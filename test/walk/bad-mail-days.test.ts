import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { createSmtpTransport } from '../../src/notify/smtp-transport.ts';
import {
  startSmtpServer,
  type ReceivedMail,
  type Reply,
  type SmtpBehaviour,
} from '../helpers/smtp-server.ts';
import { MINUTE, openPostOffice, POST_CONFIG, SMTP } from '../notify/post-office.ts';

type Answer = Reply | 'drop' | 'lose' | 'hang';

const BUSY: Answer = [421, 'too many connections'];
const FULL: Answer = [452, 'out of disk'];

// One for each whole message that comes, and after these all is well.
// prettier-ignore
const BAD_DAYS: readonly Answer[] = [
  null, 'hang', 'lose', null, BUSY, 'drop', 'drop', null, 'lose', FULL, 'hang',
  null, null, 'lose', 'lose', null, FULL, 'drop', null, 'hang', 'lose',
];

const PEOPLE = ['alice', 'bob', 'carol', 'gone'].map((name) => `${name}@example.com`);
const CARE = 'care@example.com';
const GREYLISTED = new Set(['bob@example.com', CARE]);

/** A server that refuses some for good, puts some off at first, and mistreats the messages of the first days. */
function createBadServer(onHang: () => void) {
  const seen = new Map<string, number>();
  const given: Answer[] = [];
  const behaviour: SmtpBehaviour = {
    answerRecipient(address) {
      const nth = (seen.get(address) ?? 0) + 1;
      seen.set(address, nth);
      if (address === 'gone@example.com') return [550, `no such user (${nth})`];
      return GREYLISTED.has(address) && nth <= 3 ? [451, 'greylisted, come back later'] : null;
    },
    answerMessage() {
      const answer = BAD_DAYS[given.length] ?? null;
      given.push(answer);
      if (answer === 'hang') setImmediate(onHang);
      return answer;
    },
  };
  return { behaviour, given };
}

/** A post office that goes on counting while the server hangs, until the time for the sending is up. */
async function openOffice(t: TestContext) {
  let sending = new AbortController();
  const startLimit = (): AbortSignal => (sending = new AbortController()).signal;
  const { behaviour, given } = createBadServer(() => void countMeanwhile());
  const first = await startSmtpServer(t, behaviour);
  const transport = createSmtpTransport({ ...SMTP, smtp_host: first.host }, undefined, startLimit);
  const config = { ...POST_CONFIG, max_emails_per_hour: 6, default_contact: CARE };
  const office = await openPostOffice(t, first.host, { transport, config });
  t.after(() => transport.close());
  const owed = new Map<string, readonly string[]>();

  async function queue(recipients: readonly string[]): Promise<void> {
    const id = `e${owed.size + 1}x`;
    owed.set(id, recipients);
    await office.queueLetter(recipients, id);
  }

  async function countMeanwhile(): Promise<void> {
    await queue(['alice@example.com', 'bob@example.com']);
    sending.abort(new Error('time is up'));
  }

  return { ...office, first, behaviour, given, owed, queue };
}

test('a server that refuses, greylists, hangs, drops, loses replies and is down gets every mail through once', async (t) => {
  const office = await openOffice(t);
  const { store, owed, queue, makeRound, first } = office;
  for (let i = 0; i < 24; i++) await queue(i % 3 === 0 ? PEOPLE : [PEOPLE[i % PEOPLE.length] ?? '']);
  for (let i = 0; i < 6; i++) await makeRound(20 * MINUTE);
  await first.stop();
  for (let i = 0; i < 9; i++) await makeRound(20 * MINUTE);
  const second = await startSmtpServer(t, { ...office.behaviour, port: first.port });
  for (let i = 0; i < 12; i++) await queue([PEOPLE[i % PEOPLE.length] ?? '', 'dave@example.com']);
  for (let rounds = 0; (await store.stats()).lettersQueued > 0; rounds++) {
    assert.ok(rounds < 300, 'letters wait for ever');
    await makeRound(20 * MINUTE);
  }
  assert.ok(office.given.length > BAD_DAYS.length, 'every bad day has come');
  const received = [...first.received, ...second.received];
  checkEverythingTold(received, owed);
  checkCopies(received);
  checkEndings(office.outcomes.totals(), owed.size);
});

type Pairs = readonly (readonly [string, string])[];

function group(pairs: Pairs): ReadonlyMap<string, readonly string[]> {
  const groups = Map.groupBy(pairs, ([key]) => key);
  return new Map([...groups].map(([key, all]) => [key, all.map(([, value]) => value)]));
}

/** Each error that somebody is owed is told to them by one message, be it a letter or a digest. */
function checkEverythingTold(
  received: readonly ReceivedMail[],
  owed: ReadonlyMap<string, readonly string[]>,
): void {
  const told = group(
    received.flatMap(({ to, email }) => {
      const ids = [...(email.text ?? '').matchAll(/error_id=(\w+)/g)].map(([, id]) => id);
      return to.flatMap((one) => ids.map((id) => [`${id} ${one}`, email.messageId ?? ''] as const));
    }),
  );
  const expected = [...owed].flatMap(([id, recipients]) =>
    nameReachable(recipients).map((one) => `${id} ${one}`),
  );
  // A digest for who is gone goes on whole, and may list what others have been told.
  const [may, must] = [new Set<string>(), new Set(expected)];
  for (const [id, recipients] of owed) if (recipients.includes('gone@example.com')) may.add(`${id} ${CARE}`);
  assert.deepEqual(new Set([...told.keys()].filter((key) => must.has(key) || !may.has(key))), must);
  for (const [key, messages] of told) assert.equal(new Set(messages).size, 1, key);
  const notices = received.filter(({ email }) => email.messageId?.startsWith('<notice-'));
  assert.equal(new Set(notices.map(({ email }) => email.messageId)).size, 1, 'who is gone is told once');
}

/** What nobody else can be told goes to the default contact. */
function nameReachable(recipients: readonly string[]): readonly string[] {
  const reachable = recipients.filter((one) => one !== 'gone@example.com');
  return reachable.length === 0 ? [CARE] : reachable;
}

/** A message comes again only as long as the reply was lost, and never to those of whom it was acknowledged. */
function checkCopies(received: readonly ReceivedMail[]): void {
  const copies = group(
    received.flatMap(({ to, email, acknowledged }) =>
      to.map((one) => [`${email.messageId} ${one}`, acknowledged ? 'acknowledged' : 'lost'] as const),
    ),
  );
  for (const [copy, endings] of copies)
    assert.deepEqual(endings.filter((ending) => ending === 'acknowledged').length, 1, copy);
  assert.ok([...copies.values()].flat().includes('lost'));
}

function checkEndings(totals: Readonly<Record<string, number>>, letters: number): void {
  const sum = (...names: readonly string[]) => names.reduce((all, name) => all + (totals[name] ?? 0), 0);
  const queued = letters + sum('mails_queued{digest}', 'mails_queued{notice}');
  const sent = sum('mails_sent', 'mails_sent{digest}', 'mails_sent{notice}');
  const failed = sum('mails_failed', 'mails_failed{digest}', 'mails_failed{listed in a digest that failed}');
  assert.equal(queued, sent + sum('mails_digested') + failed);
  for (const name of ['mails_digested', 'mails_redirected', 'mails_sent{digest}', 'mails_sent{notice}'])
    assert.ok(sum(name) > 0, name);
}
