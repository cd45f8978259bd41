import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findOtherAddress, isNoReply } from '../../src/blame/find-other-address.ts';
import { isRobot } from '../../src/blame/is-robot.ts';
import { isMailAddress, isReachable } from '../../src/mail-address.ts';

const ROBOTS: readonly (readonly [name: string, email: string])[] = [
  ['dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com'],
  ['Dependabot', 'x@y.test'],
  ['renovate[bot]', '29139614+renovate[bot]@users.noreply.github.com'],
  ['Renovate Bot', 'bot@renovateapp.com'],
  ['WhiteSource Renovate', 'bot@renovateapp.com'],
  ['github-actions', 'github-actions@github.com'],
  ['GitHub Actions', 'actions@github.com'],
  ['semantic-release-bot', 'semantic-release-bot@martynus.net'],
  ['GitHub', 'noreply@github.com'],
  ['web-flow', 'x@y.test'],
  ['snyk-bot', 'snyk-bot@snyk.io'],
  ['Weblate', 'hosted@weblate.org'],
  ['project access', 'project_123_bot_ab12@noreply.gitlab.shop.test'],
  ['acme', 'project42_bot@shop.test'],
  ['Shop Release', 'no-reply@shop.test'],
  ['Shop', 'do_not_reply@shop.test'],
  ['acme-ci-bot', 'ci@shop.test'],
  ['jenkins', 'root@ci.shop.test'],
  ['Travis CI', 'builds@travis-ci.org'],
  ['Traveller', 'travis@travis-ci.org'],
  ['Code Review', 'copilot@github.com'],
  ['Acme', '12+acme-bot@users.noreply.github.com'],
  ['bot', 'bot@shop.test'],
];
const PEOPLE: readonly (readonly [name: string, email: string])[] = [
  ['Ann Lee', 'ann@shop.test'],
  ['Jan Bot', 'jan.bot@shop.test'],
  ['Abbot', 'abbot@shop.test'],
  ['Ann', '12345+ann@users.noreply.github.com'],
  ['', ''],
  ['Renovation Team', 'renovation@shop.test'],
  ['Ann Lee', 'github@annlee.dev'],
  ['Travis Hall', 'travis@shop.test'],
  ['Travis Hall', '7+travis@users.noreply.github.com'],
  ['Katherine Jenkins', 'jenkins@shop.test'],
  ['Jan Weblate', 'copilot@shop.test'],
  ['Mary-Bot', 'mary@shop.test'],
  ['Mary-Bot', 'mary-bot@shop.test'],
  ['Jan Bot', 'bot@bot.test'],
];

for (const [name, email] of ROBOTS)
  test(`${name} <${email}> is a program`, () => assert.ok(isRobot({ name, email })));
for (const [name, email] of PEOPLE)
  test(`${name} <${email}> is a person`, () => assert.ok(!isRobot({ name, email })));

const NO_REPLY: readonly (readonly [email: string, isOne: boolean])[] = [
  ['ann@users.noreply.github.com', true],
  ['12345+ann@users.noreply.github.com', true],
  ['12345-ann@users.noreply.gitlab.com', true],
  ['ann@users.noreply.github.shop.test', true],
  ['ann@noreply.codeberg.org', true],
  ['ann@noreply.localhost', true],
  ['ann@no-reply.dev.azure.com', true],
  ['ann@github.com', false],
  ['noreply.ann@shop.test', false],
  ['ann@mynoreply.test', false],
];

for (const [email, isOne] of NO_REPLY)
  test(`${email} ${isOne ? 'hides' : 'is'} the real address`, () => assert.equal(isNoReply(email), isOne));

type Search = readonly [what: string, person: string, authors: readonly string[], found: string | null];

const SEARCHES: readonly Search[] = [
  [
    'the same full name',
    'Ann Lee <1+al@users.noreply.github.com>',
    ['Ann Lee <ann@x.test>', 'Bob Roe <bob@x.test>'],
    'ann@x.test',
  ],
  [
    'the same full name, white space and case aside',
    'Ann Lee <1+al@users.noreply.github.com>',
    ['ANN  lee <ann@x.test>'],
    'ann@x.test',
  ],
  [
    'the login before the @',
    'Ann Lee <1+annlee@users.noreply.github.com>',
    ['A. Lee <annlee@x.test>', 'Bo Lee <annlee@y.test>', 'Ann <annlee@z.test>'],
    'annlee@x.test',
  ],
  ['a login as name', 'octocat <octocat@users.noreply.github.com>', ['octocat <mona@x.test>'], null],
  ['a name of one word', 'alex <7+alex@users.noreply.github.com>', ['Alex Kim <alex@x.test>'], null],
  ['a namesake', 'Kim <9+kim@users.noreply.github.com>', ['Kim <kim@x.test>'], null],
  ['a handle as name', 'k-dev <9+kim@users.noreply.github.com>', ['Kim <kim@x.test>'], null],
  ['an initial', 'A. Lee <1+al@users.noreply.github.com>', ['A. Lee <adam@x.test>'], null],
  ['a login in CODEOWNERS', ' <@alex>', ['Alex Kim <alex@x.test>'], null],
  [
    'another name of the same login',
    'alee <1-alee@users.noreply.gitlab.com>',
    ['Ann Lee <1-alee@users.noreply.gitlab.com>', 'Ann Lee <ann@x.test>'],
    'ann@x.test',
  ],
  [
    'the same login at another host',
    'alee <1-alee@users.noreply.gitlab.com>',
    ['Ann Lee <alee@users.noreply.github.com>', 'Ann Lee <ann@x.test>'],
    null,
  ],
  [
    'the same address in other letters',
    'Ann Lee <1+al@users.noreply.github.com>',
    ['Ann Lee <Ann@x.test>', 'Ann Lee <ann@x.test>'],
    'ann@x.test',
  ],
  [
    'two other addresses',
    'Ann Lee <1+al@users.noreply.github.com>',
    ['Ann Lee <ann@x.test>', 'Ann Lee <ann@y.test>'],
    null,
  ],
  [
    'two other addresses, one of the own domain',
    'Ann Lee <1+al@users.noreply.github.com>',
    ['Ann Lee <ann@shop.test>', 'Ann Lee <ann@y.test>'],
    'ann@shop.test',
  ],
  ['a given name alone', 'Ann <1+al@users.noreply.github.com>', ['Ann <ann@x.test>'], null],
  [
    'the login of somebody with another family name',
    'John Smith <1+john@users.noreply.github.com>',
    ['John Doe <john@x.test>', 'Eve Roe <smithy@x.test>'],
    null,
  ],
  [
    'a login of somebody with a name that has nothing in common',
    'Ann Lee <1+kim@users.noreply.github.com>',
    ['Kim Park <kim@x.test>'],
    null,
  ],
  [
    'another address that cannot be reached',
    'Ann Lee <1+al@users.noreply.github.com>',
    ['Ann Lee <ann@mac.local>', 'Ann Lee <2+x@users.noreply.github.com>'],
    null,
  ],
  [
    'a bot of that name',
    'renovate bot <1+x@users.noreply.github.com>',
    ['renovate bot <bot@renovateapp.com>'],
    null,
  ],
  ['an account of a machine', 'root <root@build1>', ['Ann Lee <root@x.test>'], null],
  ['no name and no login', ' <>', [' <ann@x.test>', 'Bob <bob@x.test>'], null],
];

function toPerson(text: string) {
  const [, name = '', email = ''] = /^(.*) <(.*)>$/.exec(text) ?? [];
  return { name, email };
}

for (const [what, person, authors, found] of SEARCHES)
  test(`the other address of ${person} by ${what}: ${found}`, () => {
    assert.equal(findOtherAddress(toPerson(person), authors.map(toPerson), 'shop.test'), found);
  });

const ADDRESSES: readonly (readonly [address: string, isReached: boolean])[] = [
  ['ann@shop.test', true],
  ['ann@x.photography', true],
  ['ann@x.museum', true],
  ['ann@x.xn--p1ai', true],
  ['анна@почта.рф', true],
  ['ann@उदाहरण.भारत', true],
  ['ann+tag@x.co.uk', true],
  ['ann@localhost', false],
  ['root@localhost.localdomain', false],
  ['ann@Anns-MacBook.local', false],
  ['ann@DESKTOP-AB12CD3', false],
  ['ec2-user@ip-10-0-0-1.eu-west-1.compute.internal', false],
  ['ubuntu@ip-10-0-0-1', false],
  ['ubuntu@ec2-1-2-3-4.compute-1.amazonaws.com', false],
  ['ann@host.lan', false],
  ['ann@10.0.0.1', false],
  ['ann@6c8d7289-2bf4-0310-a012-ef5d649a1542', false],
  ['ann@host.(none)', false],
  ['ann@x.invalid', false],
  ['ann@pc.own.lan', true],
  ['ann', false],
];

for (const [address, isReached] of ADDRESSES)
  test(`mail ${isReached ? 'reaches' : 'does not reach'} ${address}`, () => {
    assert.equal(isReachable(address, 'own.lan'), isReached);
  });

const MAILBOXES: readonly (readonly [text: string, isOne: boolean])[] = [
  [`${'a'.repeat(64)}@b.test`, true],
  [`${'ä'.repeat(33)}@b.test`, false],
  [`a@${'b'.repeat(63)}.test`, true],
  [`a@${'b'.repeat(64)}.test`, false],
  [`a@${'ü'.repeat(60)}.test`, false],
  [`a@${'bcd.'.repeat(63)}test`, false],
  ['.a@b.test', false],
  ['a.@b.test', false],
  ['a..b@c.test', false],
  ['a@b-.test', false],
  ['a@b.test.', false],
  ['a@b_c.test', false],
  ['a\u0000@b.test', false],
  ['a@b.test\r', false],
];

for (const [text, isOne] of MAILBOXES)
  test(`${JSON.stringify(text.slice(0, 30))} of ${text.length} ${isOne ? 'is' : 'is not'} a mailbox`, () => {
    assert.equal(isMailAddress(text), isOne);
  });

test('whatever passes as a mailbox adds nothing to an envelope or header', () => {
  const part = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        'a',
        '1',
        '.',
        '-',
        '+',
        '@',
        '<',
        '>',
        '"',
        '\\',
        ' ',
        ',',
        ';',
        ':',
        '(',
        ')',
        '\r',
        '\n',
        '\t',
        '\0',
        'é',
      ),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  });
  fc.assert(
    fc.property(fc.tuple(part, part), ([local, domain]) => {
      const text = `${local}@${domain}`;
      if (!isMailAddress(text)) return;
      assert.doesNotMatch(text, /[\s<>"\\,;:()\p{Cc}]/u);
      assert.equal(text.split('@').length, 2);
    }),
    { numRuns: 2_000 },
  );
});

test('any names and addresses can be compared', () => {
  const person = fc.record({ name: fc.string({ unit: 'binary' }), email: fc.string({ unit: 'binary' }) });
  fc.assert(
    fc.property(person, fc.array(person), (one, all) => {
      const found = findOtherAddress(one, all, 'own.lan');
      assert.ok(found === null || all.some(({ email }) => email === found));
    }),
  );
});
