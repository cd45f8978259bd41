import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHeadFollower, type FollowNeeds } from '../../src/blame/follow-to-head.ts';
import { openRepository } from '../../src/git/open-repository.ts';
import { GitFailure } from '../../src/git/git-failure.ts';
import { makeSettings } from '../git/repository-settings.ts';
import { createGitRepository } from '../helpers/git-repository.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const ANN = { author: 'Ann <ann@shop.test>', date: '2025-01-02T03:04:05Z', message: 'Begin' };
const BOB = { author: 'Bob <bob@shop.test>', date: '2025-06-01T00:00:00Z', message: 'Mend it' };

type FoundRepository = NonNullable<ReturnType<FollowNeeds['findRepository']>>;

function createNeeds(repository: FoundRepository | null, schedule: FollowNeeds['schedule'] = () => () => {}) {
  const warnings: string[] = [];
  const log = { ...SILENT_LOG, warn: (_: object, text: string) => void warnings.push(text) };
  return { needs: { findRepository: () => repository, schedule, log }, warnings };
}

function makeLine(commit: string, line: number) {
  const { author, blamed } = makeBlamed();
  return makeBlamed({
    revision: { commit, known: true, because: 'it is a commit' },
    blamed: { ...blamed, path: 'a.js', line },
    author: author && { ...author, commit },
  });
}

test('follows a line from the revision that ran to what HEAD has become', async (context) => {
  const dir = makeTemporaryDirectory(context);
  const [first = '', second = ''] = createGitRepository(dir, [
    { ...ANN, files: { 'a.js': 'one\ntwo\nthree\nfour\n' } },
    { ...BOB, files: { 'a.js': 'zero\none\n2\nthree\n' } },
  ]);
  const { repository } = await openRepository(makeSettings({ dir }));
  const clock = createManualClock(0);
  const follow = createHeadFollower(createNeeds(repository, clock.schedule).needs);
  assert.deepEqual(await follow(makeLine(first, 1)), { kind: 'unchanged', at: second, isGone: false });
  for (const [line, kind] of [
    [2, 'changed'],
    [4, 'deleted'],
  ] as const) {
    const fate = await follow(makeLine(first, line));
    assert.equal(fate?.kind, kind);
    assert.equal(fate.by.commit, second);
    assert.equal(fate.by.authorName, 'Bob');
  }
  assert.equal(await follow(makeLine(first, 9)), null, 'no such line');
  assert.equal(await follow(makeLine('f'.repeat(40), 1)), null, 'no such commit');
  clock.advance(60_000);
});

const fail = () => Promise.reject(new GitFailure('no git'));
const findNothing = async () => null;
const FAILING = { resolve: fail, followLine: fail, readLines: fail, listPaths: fail, listRenames: fail };

test('asks nothing where nobody could be blamed', async () => {
  const { author } = makeBlamed();
  const { needs, warnings } = createNeeds(FAILING);
  const follow = createHeadFollower(needs);
  assert.equal(await follow(makeBlamed({ author: null })), null);
  assert.equal(await follow(makeBlamed({ author: author && { ...author, boundary: true } })), null);
  assert.deepEqual(warnings, []);
});

test('says nothing when git fails, and nothing of a repository that is gone or empty', async () => {
  const cases = [
    [null, 0],
    [{ ...FAILING, resolve: findNothing }, 0],
    [{ ...FAILING, followLine: findNothing }, 1],
  ] as const;
  for (const [repository, failures] of cases) {
    const { needs, warnings } = createNeeds(repository);
    assert.equal(await createHeadFollower(needs)(makeBlamed()), null);
    assert.equal(warnings.length, failures);
  }
});

test('waits five seconds at most, and calls its timer off when it was quicker', async () => {
  const clock = createManualClock(0);
  const never = new Promise<null>(() => undefined);
  const hanging = createNeeds({ ...FAILING, resolve: () => never }, clock.schedule);
  let said = false;
  const following = createHeadFollower(hanging.needs)(makeBlamed()).then((fate) => {
    said = true;
    return fate;
  });
  await clock.waitForTimer();
  clock.advance(4_999);
  await new Promise(setImmediate);
  assert.equal(said, false);
  clock.advance(1);
  assert.equal(await following, null);

  let left = 0;
  const count = () => {
    left += 1;
    return () => void (left -= 1);
  };
  await createHeadFollower(createNeeds(null, count).needs)(makeBlamed());
  assert.equal(left, 0);
});

const SUM = [
  'def total(items):',
  '    amounts = [item.price.amount for item in items]',
  '    return sum(amounts)',
];
const SHIP = ['def ship(items):', '    return 5'];
const WRAPPED = ['    amounts = [', '        item.price.amount', '        for item in items', '    ]'];
const FIXED = SUM.with(1, '    amounts = [item.price.amount for item in items if item.price]');

type Change = Readonly<Record<string, readonly string[] | null>>;

const CHANGES: readonly (readonly [what: string, changes: readonly Change[], fate: string])[] = [
  ['changed and put back', [{ 'a.py': [...FIXED, ...SHIP] }, { 'a.py': [...SUM, ...SHIP] }], 'unchanged'],
  ['moved within its file', [{ 'a.py': [...SHIP, '', ...SUM] }], 'unchanged'],
  ['wrapped by a formatter', [{ 'a.py': [...SUM.toSpliced(1, 1, ...WRAPPED), ...SHIP] }], 'unchanged'],
  [
    'put back in a file of another name',
    [
      { 'a.py': [...FIXED, ...SHIP] },
      { 'a.py': null, 'b.py': [...FIXED, ...SHIP] },
      { 'b.py': null, 'c.py': [...FIXED, ...SHIP] },
      { 'c.py': [...SUM, ...SHIP] },
    ],
    'unchanged',
  ],
  ['mended', [{ 'a.py': [...FIXED, ...SHIP] }], 'changed, gone'],
  ['one of two, mended', [{ 'a.py': [...SUM, ...SUM] }, { 'a.py': [...SUM, ...FIXED] }], 'unchanged'],
  ['moved to another file', [{ 'a.py': SHIP, 'b.py': SUM }], 'deleted, gone'],
  ['deleted with its file', [{ 'a.py': null, 'z.py': ['pass'] }], 'deleted'],
];

for (const [what, changes, expected] of CHANGES)
  test(`a line that was ${what} is ${expected} at HEAD`, async (context) => {
    const dir = makeTemporaryDirectory(context);
    const steps = [{ 'a.py': [...SUM, ...SHIP] }, ...changes].map((files: Change) => ({
      ...BOB,
      files: Object.fromEntries(
        Object.entries(files).map(([path, lines]) => [path, lines && `${lines.join('\n')}\n`]),
      ),
    }));
    const [first = ''] = createGitRepository(dir, steps);
    const { repository } = await openRepository(makeSettings({ dir }));
    const line = makeLine(first, 2);
    const follow = createHeadFollower(createNeeds(repository).needs);
    const fate = await follow({ ...line, blamed: { ...line.blamed, path: 'a.py' } });
    assert.equal(`${fate?.kind}${fate?.isGone === true ? ', gone' : ''}`, expected);
  });
