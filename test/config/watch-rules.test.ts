import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createRuleBook } from '../../src/config/rule-book.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import { watchDirectory, type WatchDirectory } from '../../src/config/watch-directory.ts';
import { watchRules } from '../../src/config/watch-rules.ts';
import { eventually } from '../helpers/eventually.ts';
import { createManualClock } from '../helpers/manual-clock.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

const BLIND: WatchDirectory = () => () => undefined;

/** Real files under a clock that the test moves. */
function openWatch(
  context: TestContext,
  watch: WatchDirectory = BLIND,
  dir = makeTemporaryDirectory(context),
) {
  const clock = createManualClock(Date.UTC(2026, 10, 22));
  const reports: string[] = [];
  const ruleBook = createRuleBook({ dir, rules: NO_RULES, log: SILENT_LOG });
  const ruleWatch = watchRules({
    ...clock,
    ruleBook,
    watchDirectory: watch,
    report: (problems) => void reports.push(...problems),
    log: SILENT_LOG,
  });
  context.after(() => ruleWatch.close());
  const known = () => ruleBook.current().known_errors.map(({ filename }) => filename);
  /** Lets the watch look once. */
  async function look(): Promise<void> {
    await clock.waitForTimer();
    clock.advance(10_000);
    await clock.waitForTimer();
  }
  const path = join(dir, 'known_errors.yaml');
  return { dir, path, clock, ruleBook, ruleWatch, reports, known, look };
}

const entry = (filename: string): string => `- filename: ${filename}\n`;

test('finds a change that no watch tells of, once the files have stood still', async (context) => {
  const { path, ruleBook, known, look } = openWatch(context);
  await look();
  await look();
  assert.equal(ruleBook.version(), 1, 'as they were loaded');
  writeFileSync(path, '');
  await look();
  writeFileSync(path, entry('a.ts'));
  await look();
  assert.deepEqual(known(), [], 'still being written');
  await look();
  assert.deepEqual(known(), ['a.ts']);
  assert.equal(ruleBook.version(), 2);
  writeFileSync(path, `# A comment is no other rule.\n${entry('a.ts')}`);
  await look();
  await look();
  assert.equal(ruleBook.version(), 2);
});

test('follows the links of a Kubernetes ConfigMap, which are exchanged as a whole', async (context) => {
  const { dir, known, look, ruleBook } = openWatch(context);
  for (const [release, name] of [
    ['..1', 'a.ts'],
    ['..2', 'b.ts'],
  ] as const) {
    mkdirSync(join(dir, release));
    writeFileSync(join(dir, release, 'known_errors.yaml'), entry(name));
    writeFileSync(join(dir, release, 'ignored_exceptions.yaml'), `- type: ${name}\n`);
    symlinkSync(release, join(dir, '..data_tmp'));
    renameSync(join(dir, '..data_tmp'), join(dir, '..data'));
    if (release === '..1')
      for (const file of ['known_errors.yaml', 'ignored_exceptions.yaml'])
        symlinkSync(join('..data', file), join(dir, file));
    await look();
    await look();
    assert.deepEqual(known(), [name]);
    assert.deepEqual(ruleBook.current().ignored_exceptions, [{ type: name }]);
  }
  assert.equal(ruleBook.version(), 3, 'both files at once, each time');
});

test('tells of every mistake once until all are mended, and since when there is one', async (context) => {
  const { path, clock, reports, ruleWatch, look } = openWatch(context);
  const save = async (text: string): Promise<void> => {
    writeFileSync(path, text);
    await look();
    await look();
  };
  await save('- filenam: a.ts\n');
  const [first] = ruleWatch.problems();
  assert.equal(
    first?.problem,
    `${path}:1:3: "filenam" is not a field of this file (did you mean "filename"?)`,
  );
  assert.equal(first.sinceMs, clock.now());
  assert.equal(reports.length, 1);
  await save('# Below.\n- filenam: a.ts\n');
  const [moved] = ruleWatch.problems();
  assert.deepEqual([moved?.problem.includes(':2:3:'), moved?.sinceMs], [true, first.sinceMs]);
  assert.equal(reports.length, 1, 'the same mistake elsewhere');
  await save('- filename: /a.ts\n');
  assert.equal(reports.length, 2, 'another mistake');
  await save('- filenam: a.ts\n');
  assert.equal(reports.length, 2, 'one that was told of');
  await save('- filenam: a.ts\n- filenam: b.ts\n');
  assert.deepEqual([ruleWatch.problems().length, reports.length], [2, 3], 'made twice');
  await save(entry('a.ts'));
  assert.deepEqual(ruleWatch.problems(), []);
  await save('- filenam: a.ts\n');
  assert.equal(reports.length, 4, 'made again');
});

test('a file that is gone keeps its rules and takes none, an empty one ends them', async (context) => {
  const { path, known, look, ruleBook, ruleWatch } = openWatch(context);
  writeFileSync(path, entry('a.ts'));
  await look();
  await look();
  rmSync(path);
  await look();
  await look();
  assert.deepEqual(known(), ['a.ts']);
  assert.match(ruleWatch.problems()[0]?.problem ?? '', /known_errors\.yaml: is gone; put it back/);
  await assert.rejects(
    ruleBook.add('known_errors', { filename: 'b.ts' }, 'test'),
    /is gone and must be put back/,
  );
  writeFileSync(path, '');
  await look();
  await look();
  assert.deepEqual([known(), ruleWatch.problems()], [[], []]);
});

test('a directory that cannot be read as files, or is gone, throws nothing', async (context) => {
  const { dir, path, look, ruleWatch } = openWatch(context);
  mkdirSync(path);
  await look();
  await look();
  assert.match(ruleWatch.problems()[0]?.problem ?? '', /known_errors\.yaml: is a directory, not a file/);
  rmSync(dir, { recursive: true });
  await look();
  await look();
  assert.deepEqual(ruleWatch.problems(), [], 'no rules were in force that could be missed');
  mkdirSync(dir);
});

test('a change the system tells of is in force half a second later', async (context) => {
  const told: (string | null)[] = [];
  const { dir, path, known, look, clock } = openWatch(context, (where, changed, failed) =>
    watchDirectory(
      where,
      (name) => {
        told.push(name);
        changed(name);
      },
      failed,
    ),
  );
  await look();
  await look();
  writeFileSync(join(dir, 'flawless.sqlite-wal'), 'none of ours');
  writeFileSync(path, entry('a.ts'));
  await eventually('the news', () => told.includes('known_errors.yaml'));
  for (const waited of [250, 250]) {
    assert.deepEqual(known(), []);
    clock.advance(waited);
    await clock.waitForTimer();
  }
  assert.deepEqual(known(), ['a.ts']);
});

test('a directory that cannot be watched is a failure that is told, not thrown', () => {
  const failures: Error[] = [];
  const end = watchDirectory(
    '/nonexistent',
    () => assert.fail(),
    (error) => failures.push(error),
  );
  end();
  assert.match(failures[0]?.message ?? '', /ENOENT/);
});

test('what forms add and what hands write are in force together in the end, and nothing is lost', async (context) => {
  const { dir, path, ruleBook, known, look } = openWatch(context);
  writeFileSync(path, entry('hand.ts'));
  const names = Array.from({ length: 20 }, (_, i) => `form-${i}.ts`);
  const adding = names.map(async (filename, i) => {
    if (i % 5 === 0) writeFileSync(join(dir, 'ignored_exceptions.yaml'), `- type: E${i}\n`);
    await ruleBook.add('known_errors', { filename }, 'test');
    await ruleBook.reload();
  });
  await Promise.all(adding);
  await look();
  await look();
  assert.deepEqual(known(), ['hand.ts', ...names]);
  assert.deepEqual(ruleBook.current().ignored_exceptions, [{ type: 'E15' }]);
});
