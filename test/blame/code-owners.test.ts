import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createCodeOwnersFinder, listOwners } from '../../src/blame/find-code-owners.ts';
import type { Dialect } from '../../src/blame/owner-pattern.ts';
import { hasSections, parseCodeOwners } from '../../src/blame/parse-code-owners.ts';

const GITHUB = `# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
*.bad nobody @octocat
!*.js @octocat
`;

const GITLAB = `* @general
\\#pound.rb @pound
LICENSE @legal janedoe@gitlab.com # in a comment: @commented
/free/ plain words
!*.lock

[Documentation]
ee/docs/ @docs
docs/ @docs

[README Owners][2] @readme-default
README.md @user1
/internal/README.md

^[Database] @database-team
model/db/
config/db/setup.md @docs-team
!model/db/generated/*

[documentation] @other
*.txt
[Roles]
/config/ @@maintainer
`;

type Row = readonly [dialect: Dialect, text: string, path: string, owners: string];

const ROWS: readonly Row[] = [
  ['github', GITHUB, 'README', '@global-owner1 @global-owner2'],
  ['github', GITHUB, 'lib/a.js', '@js-owner'],
  ['github', GITHUB, 'a.go', 'docs@example.com'],
  ['github', GITHUB, 'deep/a.txt', '@octo-org/octocats'],
  ['github', GITHUB, 'build/logs/today', '@octocat'],
  ['github', GITHUB, 'docs/getting-started.md', '@doctocat'],
  ['github', GITHUB, 'x/apps/a.js', '@octocat'],
  ['github', GITHUB, 'scripts/a', '@doctocat @octocat'],
  ['github', GITHUB, 'apps/a', '@octocat'],
  ['github', GITHUB, 'apps/github', ''],
  ['github', GITHUB, 'apps/github/deep/a.js', ''],
  ['github', GITHUB, 'x.bad', '@global-owner1 @global-owner2'],
  ['github', '[Section] @x\na @y', 'Section', ''],
  ['github', 'a @x\r\nb @y\r\n', 'a', '@x'],
  ['github', 'a\t@x\t @y', 'a', '@x @y'],
  ['github', '  a @x', 'a', '@x'],
  ['github', 'a\\ b @x', 'a b', '@x'],
  ['github', 'a @x #@y', 'a', '@x'],
  ['github', '', 'a', ''],
  ['gitlab', GITLAB, 'app/a.rb', '@general'],
  ['gitlab', GITLAB, 'yarn.lock', ''],
  ['gitlab', GITLAB, '#pound.rb', '@pound'],
  ['gitlab', GITLAB, 'LICENSE', '@legal janedoe@gitlab.com @commented'],
  ['gitlab', GITLAB, 'free/a', ''],
  ['gitlab', GITLAB, 'ee/docs/a.md', '@general @docs'],
  ['gitlab', GITLAB, 'README.md', '@general @user1'],
  ['gitlab', GITLAB, 'internal/README.md', '@general @readme-default'],
  ['gitlab', GITLAB, 'model/db/a.rb', '@general @database-team'],
  ['gitlab', GITLAB, 'model/db/generated/a.rb', '@general'],
  ['gitlab', GITLAB, 'x/config/db/setup.md', '@general @docs-team'],
  ['gitlab', GITLAB, 'a.txt', '@general @other'],
  ['gitlab', GITLAB, 'docs/a.txt', '@general @other'],
  ['gitlab', GITLAB, 'config/a', '@general @@maintainer'],
  ['gitlab', '[A] @x\n[B]@y\na', 'a', '@y'],
];

for (const [dialect, text, path, owners] of ROWS)
  test(`by the rules of ${dialect} ${path} of ${JSON.stringify(text.slice(0, 12))} belongs to ${owners || 'nobody'}`, () => {
    assert.equal(listOwners(parseCodeOwners(text, dialect), path).join(' '), owners);
  });

test('headings and exclusions show that a file is for GitLab', () => {
  assert.deepEqual(['* @a', '[A]\n*', '# x\n^[A][2] @b', 'a @x\n!b', '#[A]'].map(hasSections), [
    false,
    true,
    true,
    true,
    false,
  ]);
});

test('patterns that would take minutes to try own nothing', () => {
  const hostile = `* @a\n${`${'**/a'.repeat(200)}/b @x\n`.repeat(3_000)}`;
  assert.deepEqual(listOwners(parseCodeOwners(hostile, 'github'), `${'a/'.repeat(500)}c`), []);
  assert.deepEqual(listOwners(parseCodeOwners(hostile, 'github'), 'src/a.js'), ['@a']);
});

function find(files: Readonly<Record<string, string>>, path: string) {
  return createCodeOwnersFinder(async (_, name) => files[name] ?? null)('c'.repeat(40), path);
}

test('the file is looked for where the hosts look, and read by the rules of its host', async () => {
  const github = { file: '.github/CODEOWNERS', owners: ['@a'] };
  assert.deepEqual(await find({ '.github/CODEOWNERS': 'docs @a', CODEOWNERS: '* @b' }, 'docs/x'), github);
  assert.deepEqual(await find({ CODEOWNERS: '* @b', 'docs/CODEOWNERS': '* @c' }, 'x'), {
    file: 'CODEOWNERS',
    owners: ['@b'],
  });
  assert.deepEqual(await find({ 'docs/CODEOWNERS': '[A]\n* @c' }, 'x'), {
    file: 'docs/CODEOWNERS',
    owners: ['@c'],
  });
  assert.equal(await find({ '.gitlab/CODEOWNERS': 'docs @d' }, 'docs/x'), null);
  assert.equal(await find({}, 'x'), null);
});

test('a file is read once for a commit, and again after reading failed', async () => {
  let reads = 0;
  const owners = createCodeOwnersFinder(async () => {
    reads += 1;
    if (reads === 1) throw new Error('git cannot be run');
    return '* @a';
  });
  await assert.rejects(owners('c', 'x'));
  await Promise.all([owners('c', 'x'), owners('c', 'y')]);
  assert.equal(reads, 2);
});

test('any text can be read, and everything it names comes from it', () => {
  const word = fc.constantFrom(
    '*',
    '@a',
    'a/',
    '/b',
    '[A]',
    '^[B][2]',
    '!c',
    '#',
    '\\',
    'x@y.z',
    '\t',
    ' ',
    '\n',
    '\r\n',
    '@',
    '[',
  );
  const text = fc.array(fc.oneof(word, fc.string({ unit: 'binary' }))).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom('github' as const, 'gitlab' as const), (given, dialect) => {
      for (const path of ['a', 'a/b', 'b', 'x/y/c'])
        for (const owner of listOwners(parseCodeOwners(given, dialect), path))
          assert.ok(given.includes(owner));
    }),
  );
});
