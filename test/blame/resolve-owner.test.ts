import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveOwner } from '../../src/blame/resolve-owner.ts';
import { coversPath } from '../../src/config/covers-path.ts';
import type { Rules } from '../../src/config/rules.ts';
import { NO_RULES } from '../../src/config/rules.ts';

const CONFIG = {
  default_contact: 'lead@shop.test',
  email_domain_name: 'shop.test',
  ignore_vcs_email_domain: false,
};
const REMAP = {
  email_remapping: [
    { remap: 'ann@old.test', to: 'ann@new.test' },
    { remap: 'bob', to: 'robert' },
  ],
};
const DISOWN = {
  file_disownership: [{ email: 'ann@x.test', filepath: 'src/legacy', designated_email: 'team@x.test' }],
};

type Case = readonly [
  what: string,
  author: string,
  owner: string | null,
  rules?: Partial<Rules>,
  config?: Partial<typeof CONFIG>,
];

const CASES: readonly Case[] = [
  ['the author', 'ann@x.test', 'ann@x.test'],
  ['an address without a domain gets the configured one', 'ann', 'ann@shop.test'],
  [
    'the domain of the version control system can be ignored',
    'ann@laptop.local',
    'ann@shop.test',
    {},
    { ignore_vcs_email_domain: true },
  ],
  ['a remapped address', 'ann@old.test', 'ann@new.test', REMAP],
  ['remapping by the part before the @, to a name without domain', 'bob@old.test', 'robert@shop.test', REMAP],
  ['remapping is blind to case', 'Ann@OLD.test', 'ann@new.test', REMAP],
  ['a bot', 'dependabot[bot]@users.noreply.github.com', 'lead@shop.test'],
  ['a no-reply address', '123+ann@users.noreply.github.com', 'lead@shop.test'],
  [
    'a no-reply address somebody has remapped',
    '123+ann@users.noreply.github.com',
    'ann@x.test',
    { email_remapping: [{ remap: '123+ann@users.noreply.github.com', to: 'ann@x.test' }] },
  ],
  ['two addresses in one', 'a@x.test, b@x.test', 'lead@shop.test'],
  ['a header in an address', 'a@x.test\nBcc: b@x.test', 'lead@shop.test'],
  ['no address at all', '', 'lead@shop.test'],
  ['a disowned folder', 'ann@x.test', 'team@x.test', DISOWN],
  ['a folder somebody else disowned', 'eve@x.test', 'eve@x.test', DISOWN],
];

for (const [what, author, owner, rules = {}, config = {}] of CASES)
  test(`${what}: ${owner}`, () => {
    const found = resolveOwner(
      author,
      'src/legacy/a.js',
      { ...NO_RULES, ...rules },
      { ...CONFIG, ...config },
    );
    assert.equal(found.email, owner);
    assert.notEqual(found.because, '');
  });

test('without a default contact nobody is told of a bot', () => {
  assert.equal(
    resolveOwner('x[bot]@y.test', 'a.js', NO_RULES, { ...CONFIG, default_contact: null }).email,
    null,
  );
});

const PATHS: readonly (readonly [rule: string, path: string, covers: boolean])[] = [
  ['src/a.js', 'src/a.js', true],
  ['src', 'src/a.js', true],
  ['src/', 'src/a.js', true],
  ['/src', 'src/a.js', true],
  ['./src', 'src/a.js', true],
  ['/', 'src/a.js', true],
  ['sr', 'src/a.js', false],
  ['src/a', 'src/a.js', false],
  ['lib', 'src/lib/a.js', false],
];

for (const [rule, path, covers] of PATHS)
  test(`the path ${rule} ${covers ? 'covers' : 'does not cover'} ${path}`, () => {
    assert.equal(coversPath(rule, path), covers);
  });
