import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOwnerResolver, type Owner, type OwnerNeeds } from '../../src/blame/resolve-owner.ts';
import { coversPath } from '../../src/config/covers-path.ts';
import { NO_RULES, type Rules } from '../../src/config/rules.ts';
import type { Person } from '../../src/git/read-co-authors.ts';

const CONFIG = {
  default_contact: 'lead@shop.test',
  email_domain_name: 'shop.test',
  ignore_vcs_email_domain: false,
};
const PATH = 'src/legacy/a.js';

type World = {
  readonly rules?: Partial<Rules>;
  readonly config?: Partial<OwnerNeeds['config']>;
  readonly authors?: readonly string[];
  readonly coAuthors?: readonly string[];
  readonly fileAuthors?: readonly string[];
  readonly codeOwners?: string;
};

/** `Name <address>`, or an address. */
function toPerson(text: string): Person {
  const [, name = '', email = text] = /^(.*?) ?<(.*)>$/s.exec(text) ?? [];
  return { name, email };
}

function resolve(author: string, world: World): Promise<Owner> {
  const { authors = [], coAuthors = [], fileAuthors = [], codeOwners } = world;
  const resolveLine = createOwnerResolver({
    rules: () => ({ ...NO_RULES, ...world.rules }),
    config: { ...CONFIG, ...world.config },
    listAuthors: async () => authors.map(toPerson),
    readCoAuthors: async () => coAuthors.map(toPerson),
    listFileAuthors: async () => fileAuthors.map(toPerson),
    findCodeOwners: async () =>
      codeOwners === undefined ? null : { file: 'CODEOWNERS', owners: codeOwners.split(' ') },
  });
  const commit = 'c'.repeat(40);
  return resolveLine({ author: toPerson(author), commit, revision: commit, path: PATH });
}

const REMAP = {
  email_remapping: [
    { remap: 'ann@old.test', to: 'ann@new.test' },
    { remap: 'bob', to: 'robert' },
    { remap: 'octocat', to: 'mona@shop.test' },
    { remap: 'shop/team', to: 'team@shop.test' },
    { remap: 'a@circle.test', to: 'b@circle.test' },
    { remap: 'b@circle.test', to: 'a@circle.test' },
    { remap: 'x@chain.test', to: 'y@chain.test' },
    { remap: 'y@chain.test', to: 'z@chain.test' },
    { remap: 'renovate[bot]', to: 'tools@shop.test' },
  ],
};
const DISOWN = {
  file_disownership: [
    { email: 'ann@x.test', filepath: 'src/legacy', designated_email: 'team@x.test' },
    { email: 'z@x.test', filepath: 'src/legacy/a.js', designated_email: 'team@x.test' },
    { email: 'y@x.test', filepath: 'src/legacy/b.js', designated_email: 'team@x.test' },
    { email: 'w@x.test', filepath: 'src/leg', designated_email: 'team@x.test' },
    { email: 'a@circle.test', filepath: 'src', designated_email: 'b@circle.test' },
    { email: 'b@circle.test', filepath: 'src', designated_email: 'a@circle.test' },
    { email: 'p@x.test', filepath: 'src', designated_email: 'q@x.test' },
    { email: 'q@x.test', filepath: 'src', designated_email: 'r@x.test' },
  ],
};
const BOT = 'dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>';
const HIDDEN = 'Ann Lee <123+ann@users.noreply.github.com>';

type Case = readonly [what: string, author: string, owner: string | null, world?: World];

const CASES: readonly Case[] = [
  ['the author', 'ann@x.test', 'ann@x.test'],
  ['an address without a domain gets the configured one', 'ann', 'ann@shop.test'],
  ['an option of a command is no address', 'Ann <-h>', 'lead@shop.test'],
  ['a name is no address', 'Ann <Ann Lee>', 'lead@shop.test'],
  ['dots in the wrong place make no address', 'Ann <ann..lee>', 'lead@shop.test'],
  [
    'an option stays none when the domain is ignored',
    'Ann <-h@old.test>',
    'lead@shop.test',
    { config: { ignore_vcs_email_domain: true } },
  ],
  [
    'the domain of the version control system can be ignored',
    'ann@laptop.local',
    'ann@shop.test',
    { config: { ignore_vcs_email_domain: true } },
  ],
  [
    'a no-reply address is not completed when that domain is ignored',
    HIDDEN,
    'lead@shop.test',
    { config: { ignore_vcs_email_domain: true } },
  ],
  ['a remapped address', 'ann@old.test', 'ann@new.test', { rules: REMAP }],
  [
    'remapping by the part before the @, to a name without domain',
    'bob@old.test',
    'robert@shop.test',
    { rules: REMAP },
  ],
  ['remapping is blind to case', 'Ann@OLD.test', 'ann@new.test', { rules: REMAP }],
  ['remapping goes on to its end', 'x@chain.test', 'z@chain.test', { rules: REMAP }],
  ['remapping in a circle ends', 'a@circle.test', 'b@circle.test', { rules: REMAP }],
  ['a bot', BOT, 'lead@shop.test'],
  [
    'a bot somebody has remapped',
    'renovate[bot]@users.noreply.github.com',
    'tools@shop.test',
    { rules: REMAP },
  ],
  ['a no-reply address', HIDDEN, 'lead@shop.test'],
  [
    'a no-reply address whose owner has another',
    HIDDEN,
    'ann.lee@x.test',
    { authors: [HIDDEN, 'Ann Lee <ann.lee@x.test>'] },
  ],
  [
    'the other address is remapped too',
    HIDDEN,
    'ann@new.test',
    { authors: ['Ann Lee <ann@old.test>'], rules: REMAP },
  ],
  [
    'a no-reply address somebody has remapped',
    HIDDEN,
    'ann@x.test',
    { rules: { email_remapping: [{ remap: '123+ann@users.noreply.github.com', to: 'ann@x.test' }] } },
  ],
  ['the address of a machine', 'root@ip-10-0-0-1', 'lead@shop.test'],
  ['a machine of the own domain', 'ann@host.shop.test', 'ann@host.shop.test'],
  [
    'the address of a machine whose owner has another',
    'Ann Lee <ann@macbook.local>',
    'ann.lee@x.test',
    { authors: ['Ann Lee <ann.lee@x.test>'] },
  ],
  ['two addresses in one', 'a@x.test, b@x.test', 'lead@shop.test'],
  ['a header in an address', 'a@x.test\nBcc: b@x.test', 'lead@shop.test'],
  ['no address at all', '', 'lead@shop.test'],
  ['a disowned folder', 'ann@x.test', 'team@x.test', { rules: DISOWN }],
  ['a disowned file', 'z@x.test', 'team@x.test', { rules: DISOWN }],
  ['a file beside the disowned one', 'y@x.test', 'y@x.test', { rules: DISOWN }],
  ['a folder whose name only begins alike', 'w@x.test', 'w@x.test', { rules: DISOWN }],
  ['disowning is blind to case', 'ANN@X.test', 'team@x.test', { rules: DISOWN }],
  [
    'remapping comes before disowning',
    'ann@home.test',
    'team@x.test',
    { rules: { ...DISOWN, email_remapping: [{ remap: 'ann@home.test', to: 'ann@x.test' }] } },
  ],
  [
    'a co-author who disowned the folder',
    BOT,
    'team@x.test',
    { coAuthors: ['Ann <ann@x.test>'], rules: DISOWN },
  ],
  [
    'remapping by the part before the @ means every domain',
    'bob@elsewhere.test',
    'robert@shop.test',
    { rules: REMAP },
  ],
  [
    'remapping by the part before the @ means all of it',
    'bobby@old.test',
    'bobby@old.test',
    { rules: REMAP },
  ],
  [
    'a remapped address beside its part before the @: the first rule counts',
    'bob@old.test',
    'first@x.test',
    { rules: { email_remapping: [{ remap: 'bob@old.test', to: 'first@x.test' }, ...REMAP.email_remapping] } },
  ],
  [
    'a remapped address is taken as it is although domains are ignored',
    'ann@old.test',
    'ann@new.test',
    { rules: REMAP, config: { ignore_vcs_email_domain: true } },
  ],
  ['a folder somebody else disowned', 'eve@x.test', 'eve@x.test', { rules: DISOWN }],
  ['disowning goes on to its end', 'p@x.test', 'r@x.test', { rules: DISOWN }],
  ['two who hand a folder to each other', 'a@circle.test', 'b@circle.test', { rules: DISOWN }],
  [
    'a bot and somebody with it',
    BOT,
    'bob@x.test',
    { coAuthors: [HIDDEN, 'Bob <bob@x.test>'], codeOwners: 'own@x.test' },
  ],
  [
    'a bot in a file with owners',
    BOT,
    'own@x.test',
    { codeOwners: '@unknown own@x.test', fileAuthors: ['eve@x.test'] },
  ],
  ['an owner by login', BOT, 'mona@shop.test', { codeOwners: '@octocat', rules: REMAP }],
  ['a team by name', BOT, 'team@shop.test', { codeOwners: '@shop/team', rules: REMAP }],
  ['a role', BOT, 'lead@shop.test', { codeOwners: '@@maintainer' }],
  [
    'an owner whose login the history knows',
    BOT,
    'ann.lee@x.test',
    { codeOwners: '@ann', authors: [HIDDEN, 'Ann Lee <ann.lee@x.test>'] },
  ],
  [
    'a bot in a file that people have changed before',
    BOT,
    'eve@x.test',
    { fileAuthors: [BOT, HIDDEN, 'eve@x.test', 'ann@x.test'] },
  ],
  [
    'nobody but bots',
    BOT,
    'lead@shop.test',
    { fileAuthors: [BOT, 'x-bot <x-bot@y.test>'], coAuthors: [BOT] },
  ],
];

for (const [what, author, owner, world = {}] of CASES)
  test(`${what}: ${owner}`, async () => {
    const found = await resolve(author, world);
    assert.equal(found.email, owner);
    assert.notEqual(found.because, '');
  });

test('without a default contact nobody is told of a bot', async () => {
  const { email, because } = await resolve(BOT, { config: { default_contact: null } });
  assert.equal(email, null);
  assert.equal(
    because,
    'the author of the line cannot be written to (dependabot[bot] is a bot), and there is no default contact to tell',
  );
});

async function said(author: string, world: World): Promise<string> {
  return (await resolve(author, world)).because;
}

test('each step says in words how it came to the owner', async () => {
  assert.equal(await said('Ann <ann@x.test>', {}), 'ann@x.test last changed the line');
  assert.equal(
    await said(HIDDEN, { authors: ['Ann Lee <ann@old.test>'], rules: REMAP }),
    'Ann Lee last changed the line; 123+ann@users.noreply.github.com is a no-reply address, ' +
      'so their other address in the history was used; email_remapping sends their mail to ann@new.test',
  );
  assert.equal(
    await said('ann@x.test', { rules: DISOWN }),
    'ann@x.test last changed the line; src/legacy was handed to team@x.test',
  );
  const failure = 'the author of the line cannot be written to (dependabot[bot] is a bot)';
  assert.equal(
    await said(BOT, { coAuthors: ['bob@x.test'] }),
    `${failure}, and bob@x.test is a co-author of the commit`,
  );
  assert.equal(
    await said(BOT, { codeOwners: '@octocat', rules: REMAP }),
    `${failure}, and CODEOWNERS says that @octocat owns the file; email_remapping sends their mail to mona@shop.test`,
  );
  assert.equal(
    await said(BOT, { fileAuthors: ['eve@x.test'] }),
    `${failure}, and eve@x.test is the file's most recent author`,
  );
  assert.equal(await said(BOT, {}), `${failure}, so the default contact is told`);
});

test('the name goes with the address as long as it is theirs', async () => {
  assert.equal((await resolve('Ann Lee <ann@x.test>', {})).name, 'Ann Lee');
  assert.equal((await resolve(HIDDEN, { authors: ['Ann Lee <ann.lee@x.test>'] })).name, 'Ann Lee');
  assert.equal((await resolve('Ann Lee <ann@old.test>', { rules: REMAP })).name, undefined);
  assert.equal((await resolve('Ann Lee <ann@x.test>', { rules: DISOWN })).name, undefined);
});

test('co-authors who can be reached are kept beside the owner, each once', async () => {
  const coAuthors = ['Bob <bob@x.test>', BOT, 'Ann <ANN@x.test>', 'Eve <eve@x.test>'];
  const { email, others } = await resolve('Ann <ann@x.test>', { coAuthors });
  assert.equal(email, 'ann@x.test');
  assert.deepEqual(others, [
    { name: 'Bob', email: 'bob@x.test' },
    { name: 'Eve', email: 'eve@x.test' },
  ]);
});

test('very long text from a commit is cut in what is said', async () => {
  const { because } = await resolve(`${'x'.repeat(70_000)} <${'y'.repeat(70_000)}@z>`, {});
  assert.ok(because.length < 400, because.slice(0, 500));
});

const refuse = () => Promise.reject(new Error('not needed'));

test('history is not read for an author who can be reached', async () => {
  const resolveLine = createOwnerResolver({
    rules: () => NO_RULES,
    config: CONFIG,
    listAuthors: refuse,
    listFileAuthors: refuse,
    findCodeOwners: refuse,
  });
  const line = { author: toPerson('ann@x.test'), commit: 'c', revision: 'c', path: PATH };
  assert.equal((await resolveLine(line)).email, 'ann@x.test');
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
