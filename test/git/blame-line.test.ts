import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openRepository } from '../../src/git/open-repository.ts';
import type { RepositorySettings } from '../../src/git/repository-runners.ts';
import type { Repository } from '../../src/git/repository.ts';
import { addCommit, createGitRepository, git } from '../helpers/git-repository.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';
import { makeSettings } from './repository-settings.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Ann begins' };
const BOB = { author: 'Bob <bob@shop.test>', date: '2025-06-01T00:00:00Z', message: 'Bob goes on' };
const CY = { author: 'Cy <cy@shop.test>', date: '2025-07-01T00:00:00Z', message: 'Cy too' };

type Change = Partial<RepositorySettings>;

/** Opens a repository as a checkout, as a bare repository and as a mirror. */
async function openEveryWay(context: TestContext, dir: string, change: Change = {}) {
  const mirrorsDir = makeTemporaryDirectory(context);
  const bare = join(makeTemporaryDirectory(context), 'bare.git');
  git(dir, ['clone', '--quiet', '--bare', '.', bare]);
  const places = [{ dir }, { dir: bare }, { url: dir }];
  return Promise.all(
    places.map(async (place) => {
      const opened = await openRepository(makeSettings({ mirrorsDir, ...change, ...place }));
      return [JSON.stringify(place), opened.repository] as const;
    }),
  );
}

async function nameAuthor(repository: Repository, commit: string, path: string, line: number) {
  return (await repository.blameLine(commit, path, line))?.authorEmail;
}

test('looks through the commits that the team says to ignore, whatever else its list holds', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [, reformat = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'total(cart, customer, country)\n' } },
    { ...BOB, files: { 'a.js': 'total(\n  cart,\n  customer,\n  country,\n)\n' } },
  ]);
  const list = `# reformatted\n${reformat} # by a tool\nmain\n--output=x\nabc\n${'0'.repeat(40)}\n${'f'.repeat(40)}\n${'a'.repeat(64)}\n`;
  const head = addCommit(dir, { ...CY, files: { '.git-blame-ignore-revs': list } });
  for (const [place, repository] of await openEveryWay(context, dir)) {
    assert.equal(await nameAuthor(repository, head, 'a.js', 1), 'ann@shop.test', place);
    const before = await nameAuthor(repository, reformat, 'a.js', 1);
    assert.equal(before, 'ann@shop.test', `${place}: the list came later`);
  }
});

test("looks through the operator's commits too, as they stand in the file now", async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = '', second = '', third = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'total(cart, customer, country)\n' } },
    { ...BOB, files: { 'a.js': 'total(cart, customer, country, now)\n' } },
    { ...CY, files: { 'a.js': 'total(cart, customer, country, now())\n' } },
  ]);
  const ignoreRevsFile = join(makeTemporaryDirectory(context), 'ignored');
  for (const [place, repository] of await openEveryWay(context, dir, { ignoreRevsFile })) {
    rmSync(ignoreRevsFile, { force: true });
    assert.equal(await nameAuthor(repository, second, 'a.js', 1), 'bob@shop.test', place);
    writeFileSync(ignoreRevsFile, `${second}\n${third}\n${'b'.repeat(64)}\n`);
    assert.equal(await nameAuthor(repository, third, 'a.js', 1), 'ann@shop.test', place);
    assert.equal(await nameAuthor(repository, second, 'a.js', 1), 'ann@shop.test', place);
    assert.equal(await nameAuthor(repository, first, 'a.js', 1), 'ann@shop.test', place);
  }
});

test('looks through commits of a repository with longer hashes, and passes over shorter ones', async (context) => {
  const dir = makeTemporaryDirectory(context);
  git(dir, ['init', '--quiet', '--initial-branch', 'main', '--object-format', 'sha256']);
  const [, reformat = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'total(cart, customer, country)\n' } },
    { ...BOB, files: { 'a.js': 'total(\n  cart,\n  customer,\n  country,\n)\n' } },
  ]);
  const files = { '.git-blame-ignore-revs': `${'a'.repeat(40)}\n${reformat}\n` };
  const head = addCommit(dir, { ...CY, files });
  assert.equal(head.length, 64);
  const { repository } = await openRepository(
    makeSettings({ dir, mirrorsDir: makeTemporaryDirectory(context) }),
  );
  assert.equal(await nameAuthor(repository, head, 'a.js', 1), 'ann@shop.test');
});

test('lists of commits to ignore that somebody deleted are written again', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\ntwo\n', '.git-blame-ignore-revs': `${'a'.repeat(40)}\n` } },
  ]);
  const mirrorsDir = join(makeTemporaryDirectory(context), 'mirrors');
  const { repository } = await openRepository(makeSettings({ dir, mirrorsDir }));
  assert.equal(await nameAuthor(repository, first, 'a.js', 1), 'ann@shop.test');
  rmSync(mirrorsDir, { recursive: true });
  assert.equal(await nameAuthor(repository, first, 'a.js', 2), 'ann@shop.test');
});

test('blames in a checkout that is set up to ignore revisions, and takes the lists of revisions', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [, reformat = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'total(cart, customer, country)\n' } },
    { ...BOB, files: { 'a.js': 'total(\n  cart,\n  customer,\n  country,\n)\n' } },
  ]);
  const head = addCommit(dir, { ...CY, files: { 'tools/ignored': `${reformat}\n` } });
  addCommit(dir, { ...CY, files: { 'tools/ignored': null } });
  git(dir, ['config', '--add', 'blame.ignoreRevsFile', 'tools/ignored']);
  for (const path of ['.git-blame-ignore-revs', '../nowhere', '/nowhere', '~/nowhere'])
    git(dir, ['config', '--add', 'blame.ignoreRevsFile', path]);
  const mirrorsDir = makeTemporaryDirectory(context);
  const { repository } = await openRepository(makeSettings({ dir, mirrorsDir }));
  assert.equal(await nameAuthor(repository, head, 'a.js', 1), 'ann@shop.test');
  assert.equal(await nameAuthor(repository, reformat, 'a.js', 1), 'bob@shop.test', 'listed only for a while');
  assert.equal((await repository.followLine(reformat, 'a.js', 1, head))?.kind, 'unchanged');
});

test('reads a checkout whose configuration names files of a home, and none of them', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const home = makeTemporaryDirectory(context);
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\n' } },
    { ...BOB, files: { 'a.js': 'two\n' } },
  ]);
  writeFileSync(join(home, 'mailmap'), 'Eve <eve@evil.test> <ann@shop.test>\n');
  writeFileSync(join(home, '.more'), `[mailmap]\nfile = ${join(home, 'mailmap')}\n[core]\nbare = maybe\n`);
  for (const key of [
    'core.excludesFile',
    'core.attributesFile',
    'commit.template',
    'mailmap.file',
    'include.path',
  ])
    git(dir, ['config', key, key === 'include.path' ? '~/.more' : '~/mailmap']);
  git(dir, ['config', 'includeIf.gitdir:~/.path', '~/.more'], { HOME: home });
  const { repository } = await openRepository(makeSettings({ dir, home: { HOME: home } }));
  assert.equal(await nameAuthor(repository, first, 'a.js', 1), 'ann@shop.test');
  assert.equal((await repository.listAuthors()).length, 2);
  assert.equal((await repository.followLine(first, 'a.js', 1, second))?.kind, 'changed');
  assert.deepEqual(await repository.listPaths(first), ['a.js']);
});

test('names people by the mail map of the blamed revision and of today, or as the commit does when told to', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\n' } },
    { ...BOB, files: { '.mailmap': 'Ann Lee <lee@shop.test> <ann@shop.test>\n' } },
  ]);
  writeFileSync(join(dir, '.mailmap'), 'Eve <eve@evil.test> <ann@shop.test>\n');
  const elsewhere = join(makeTemporaryDirectory(context), 'mailmap');
  writeFileSync(elsewhere, 'Eve <eve@evil.test> <ann@shop.test>\nEve <eve@evil.test> <lee@shop.test>\n');
  git(dir, ['config', 'mailmap.file', elsewhere]);
  for (const [place, repository] of await openEveryWay(context, dir)) {
    assert.equal(await nameAuthor(repository, second, 'a.js', 1), 'lee@shop.test', place);
    assert.equal(await nameAuthor(repository, first, 'a.js', 1), 'lee@shop.test', place);
  }
  for (const [place, repository] of await openEveryWay(context, dir, { mailmap: false }))
    assert.equal(await nameAuthor(repository, second, 'a.js', 1), 'ann@shop.test', place);
});

test('a mail map of today counts, and the one of the revision for whom it does not have, of authors, committers, co-authors and who came after', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const message = 'write\n\nCo-authored-by: Dan <dan@old.test>\nCo-authored-by: Eve <eve@old.test>';
  const then = 'Ann <ann@shop.test> <ann@old.test>\n<dan@shop.test> <dan@old.test>\n';
  const today =
    'Ann No <no@shop.test> <ann@old.test>\n<bob@new.test> <bob@shop.test>\n<eve@new.test> <eve@old.test>\n<dan@new.test> <dan@shop.test>\n';
  const [first = '', second = '', , head = ''] = createGitRepository(dir, [
    { ...ANN, author: 'A <ann@old.test>', message, files: { 'a.js': 'one\ntwo\n', '.mailmap': then } },
    { ...BOB, files: { 'a.js': 'one\n2\n' } },
    { ...BOB, files: { 'a.js': '1\n2\n' } },
    { ...BOB, files: { '.mailmap': today } },
  ]);
  for (const [place, repository] of await openEveryWay(context, dir)) {
    assert.equal(await nameAuthor(repository, second, 'a.js', 1), 'no@shop.test', place);
    assert.equal(await nameAuthor(repository, second, 'a.js', 2), 'bob@new.test', place);
    assert.deepEqual(
      (await repository.readCoAuthors(first, second)).map(({ name, email }) => `${name} <${email}>`),
      ['Dan <dan@shop.test>', 'Eve <eve@new.test>'],
    );
    const authors = await repository.listFileAuthors(second, 'a.js');
    assert.deepEqual(
      authors.map(({ email }) => email),
      ['bob@new.test', 'no@shop.test'],
    );
    const fate = await repository.followLine(first, 'a.js', 1, head);
    assert.equal(fate?.kind === 'changed' && fate.by.authorEmail, 'bob@new.test');
  }
  for (const [place, repository] of await openEveryWay(context, dir, { mailmap: false })) {
    assert.equal(await nameAuthor(repository, second, 'a.js', 1), 'ann@old.test', place);
    const [dan] = await repository.readCoAuthors(first, second);
    assert.equal(dan?.email, 'dan@old.test');
  }
});

test('an entry of the mail map that was wrong once is put right by today’s, and none leads to another', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const wrong = 'Eve <eve@shop.test> <ann@old.test>\nCy <cy@shop.test> <cy@old.test>\n';
  const right =
    'Ann <ann@shop.test> <ann@old.test>\n<cy@shop.test> <cy@old.test>\n<no@shop.test> <cy@shop.test>\n';
  const [first = '', second = '', third = ''] = createGitRepository(dir, [
    { ...ANN, author: 'Ann <ann@old.test>', files: { 'a.js': 'one\ntwo\n', '.mailmap': wrong } },
    { ...CY, author: 'Cy <cy@old.test>', files: { 'a.js': '1\ntwo\n' } },
    { ...BOB, files: { '.mailmap': right } },
  ]);
  const kept = new Map<string, string>();
  const blameMemory = {
    find: async (key: string) => kept.get(key) ?? null,
    keep: async (key: string, document: string) => void kept.set(key, document),
  };
  for (const [place, repository] of await openEveryWay(context, dir, { blameMemory }))
    for (const revision of [second, third]) {
      assert.equal(await nameAuthor(repository, revision, 'a.js', 1), 'cy@shop.test', place);
      assert.equal(await nameAuthor(repository, revision, 'a.js', 2), 'ann@shop.test', place);
      const authors = await repository.listFileAuthors(revision, 'a.js');
      assert.deepEqual(
        authors.map(({ email }) => email),
        ['cy@shop.test', 'ann@shop.test'],
      );
    }
  assert.ok(kept.size > 0);
  for (const [place, repository] of await openEveryWay(context, dir, { blameMemory, mailmap: false }))
    assert.equal(await nameAuthor(repository, first, 'a.js', 1), 'ann@old.test', place);
});

test('a line that a file does not have is told from others, whatever the file is called', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const text = 'one\ntwo\nthree\nfour\n';
  const paths = [`${`${'long'.repeat(50)}/`.repeat(5)}a.js`, 'a file has only 2 lines.js', 'is corrupt.js'];
  const files = {
    ...Object.fromEntries(paths.map((path) => [path, text])),
    empty: '',
    'open.js': 'one\ntwo',
  };
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files },
    { ...BOB, files: { 'b.js': 'one\n' } },
  ]);
  const { repository } = await openRepository(makeSettings({ dir }));
  for (const path of paths) {
    const lines = [9, 3, 4, 5, 40].map((line) => nameAuthor(repository, first, path, line));
    const ann = 'ann@shop.test';
    assert.deepEqual(await Promise.all(lines), [undefined, ann, ann, undefined, undefined], path);
    assert.equal(await repository.blameLine(first, path, 40, { findMoves: true }), null, path);
    assert.equal(await repository.followLine(first, path, 5, second), null, path);
    assert.equal((await repository.followLine(first, path, 4, second))?.kind, 'unchanged', path);
  }
  assert.equal(await nameAuthor(repository, first, 'empty', 1), undefined);
  assert.equal(await nameAuthor(repository, first, 'open.js', 2), 'ann@shop.test');
  assert.equal(await nameAuthor(repository, first, 'open.js', 3), undefined);
});

test('follows lines into the file they were moved from, when asked to', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const block = Array.from({ length: 8 }, (_, i) => `  const part${i} = add(price, ${i});`).join('\n');
  const [, second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': `begin();\n${block}\n}\nend();\n` } },
    { ...BOB, files: { 'a.js': 'begin();\nend();\n', 'b.js': `// moved\n${block}\n}\n` } },
  ]);
  for (const [place, repository] of await openEveryWay(context, dir)) {
    assert.equal(await nameAuthor(repository, second, 'b.js', 10), 'bob@shop.test', place);
    const found = await repository.blameLine(second, 'b.js', 10, { findMoves: true });
    assert.deepEqual([found?.authorEmail, found?.path, found?.line], ['ann@shop.test', 'a.js', 10], place);
    const note = await repository.blameLine(second, 'b.js', 1, { findMoves: true });
    assert.equal(note?.authorEmail, 'bob@shop.test', place);
    assert.equal(await repository.blameLine(second, 'b.js', 99, { findMoves: true }), null, place);
  }
});

test('says that a line is at the boundary of a shallow clone, not at the beginning of a history', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\n' } },
    { ...BOB, files: { 'b.js': 'two\n' } },
  ]);
  const shallow = join(makeTemporaryDirectory(context), 'shallow');
  git(dir, ['clone', '--quiet', '--depth', '1', `file://${dir}`, shallow]);
  for (const [place, repository] of await openEveryWay(context, shallow)) {
    const cut = await repository.blameLine(second, 'a.js', 1);
    assert.deepEqual([cut?.boundary, cut?.authorName], [true, 'Bob'], place);
  }
  for (const [place, repository] of await openEveryWay(context, dir)) {
    const whole = await repository.blameLine(second, 'a.js', 1);
    assert.deepEqual([whole?.boundary, whole?.commit], [undefined, first], place);
  }
});

test('knows what a renamed file was called, and names with odd characters', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const odd = 'tab\there "ü" \\ \u{1f600}.js';
  const text = 'one\ntwo\nthree\nfour\n';
  const [first = '', second = '', third = ''] = createGitRepository(dir, [
    { ...ANN, files: { [odd]: text } },
    { ...BOB, files: { [odd]: null, 'b.js': text } },
    { ...CY, files: { 'b.js': text.replace('two', '2') } },
  ]);
  for (const [place, repository] of await openEveryWay(context, dir)) {
    assert.ok((await repository.listPaths(first)).includes(odd), place);
    assert.deepEqual((await repository.blameLine(third, 'b.js', 1))?.path, odd, place);
    assert.deepEqual((await repository.blameLine(third, 'b.js', 2))?.previous, {
      commit: second,
      path: 'b.js',
    });
    assert.deepEqual(await repository.listRenames(third), [{ from: odd, to: 'b.js' }], place);
  }
});

test('a configuration of the checkout changes no letter of a name', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const zoe = { ...ANN, author: 'Zoë Müller <zoe@shop.test>', message: 'für alle' };
  const [first = ''] = createGitRepository(dir, [{ ...zoe, files: { 'a.js': 'one\n' } }]);
  git(dir, ['config', 'i18n.logOutputEncoding', 'ISO-8859-1']);
  const { repository } = await openRepository(makeSettings({ dir }));
  const found = await repository.blameLine(first, 'a.js', 1);
  assert.deepEqual([found?.authorName, found?.summary], ['Zoë Müller', 'für alle']);
  assert.equal((await repository.listFileAuthors(first, 'a.js'))[0]?.name, 'Zoë Müller');
});

test('reads the other authors that a message names', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const trailers = [
    'Co-authored-by: Bob Ray <bob@shop.test>',
    'co-authored-by: <cy@shop.test>',
    'Co-authored-by: nobody',
    'Co-authored-by: odd <a> name <odd@shop.test>',
    'Signed-off-by: Eve <eve@shop.test>',
  ];
  const message = `Add a\n\nCo-authored-by: in the text <no@shop.test>\n\n${trailers.join('\n')}`;
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, message, files: { 'a.js': 'one\n' } },
    { ...BOB, files: { 'a.js': 'two\n' } },
  ]);
  const { repository } = await openRepository(makeSettings({ dir }));
  assert.deepEqual(await repository.readCoAuthors(first, first), [
    { name: 'Bob Ray', email: 'bob@shop.test' },
    { name: '', email: 'cy@shop.test' },
    { name: 'odd <a> name', email: 'odd@shop.test' },
  ]);
  assert.deepEqual(await repository.readCoAuthors(second, second), []);
  assert.deepEqual(await repository.readCoAuthors('--output=x', '--output=x'), []);
});
