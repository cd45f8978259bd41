import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { InvalidEntry } from '../../src/config/invalid-entry.ts';
import { createRuleLoader } from '../../src/config/load-rules.ts';
import { readConfigFile } from '../../src/config/read-config-file.ts';
import { removeEntry } from '../../src/config/remove-entry.ts';
import { createReplaceFile, type ReplaceFile } from '../../src/config/replace-file.ts';
import { createRuleBook, type RuleBook } from '../../src/config/rule-book.ts';
import type { Log } from '../../src/telemetry/log.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

type World = { readonly log?: Log; readonly replaceFile?: ReplaceFile };

async function openBook(context: TestContext, text: string, world: World = {}) {
  const dir = makeTemporaryDirectory(context);
  const path = join(dir, 'known_errors.yaml');
  writeFileSync(path, text);
  const { rules } = await createRuleLoader().load(dir, readConfigFile);
  return { dir, path, book: createRuleBook({ dir, rules, log: SILENT_LOG, ...world }) };
}

const names = (book: RuleBook): readonly string[] =>
  book.current().known_errors.map(({ filename }) => filename);

async function refusalOf(removing: Promise<void>): Promise<string> {
  const error: unknown = await removing.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof InvalidEntry ? error.message : String(error);
}

/** A file before and after its rule at an index was removed. */
const REMOVED: readonly (readonly [title: string, before: string, index: number, after: string])[] = [
  [
    'with the comment on its own line, and keeps those around it',
    '# Top.\n- filename: a # why\n  code_fragment: x # what\n\n# About b.\n- filename: b\n# End.\n',
    0,
    '# Top.\n\n# About b.\n- filename: b\n# End.\n',
  ],
  ['at the end of a file', '- filename: a\n\n- filename: b', 1, '- filename: a\n\n'],
  ['that is the only one', '# Ours.\n- filename: a\n', 0, '# Ours.\n'],
  [
    'with a block of text in which lines look like comments',
    '- filename: a\n  email_header: |\n    One\n    # Two\n- filename: b\n',
    0,
    '- filename: b\n',
  ],
  [
    'with a list, not the comment behind it',
    '- filename: a\n  email_recipients:\n    - a@b.c\n    # Soon: d@e.f\n- filename: b\n',
    0,
    '    # Soon: d@e.f\n- filename: b\n',
  ],
  ['of an indented list', '---\n  - filename: a\n  - filename: b\n', 0, '---\n  - filename: b\n'],
  ['whose dash stands alone', '-\n  filename: a\n-\n  filename: b\n', 1, '-\n  filename: a\n'],
  ['after a byte order mark', '\uFEFF- filename: a\r\n- filename: b\r\n', 0, '\uFEFF- filename: b\r\n'],
  ['in braces', '- {filename: a} # one\n- {filename: b}\n', 0, '- {filename: b}\n'],
  ['first in brackets', '[{filename: a}, {filename: b}]\n', 0, '[{filename: b}]\n'],
  ['last in brackets', '[{filename: a}, {filename: b}]\n', 1, '[{filename: a}]\n'],
  ['alone in brackets', '[{filename: a}]\n', 0, '[]\n'],
  [
    'on a line of its own in brackets',
    '[\n  {filename: a},\n  {filename: b} # last\n]\n',
    1,
    '[\n  {filename: a} # last\n]\n',
  ],
  ['that repeats an anchor', '- filename: &x a\n- filename: *x\n', 1, '- filename: &x a\n'],
];

for (const [title, before, index, after] of REMOVED)
  test(`removes a rule ${title}`, async (context) => {
    const { book, path, dir } = await openBook(context, before);
    const expected = names(book).toSpliced(index, 1);
    await book.remove('known_errors', book.current().known_errors[index] ?? {}, index, 'test');
    assert.equal(readFileSync(path, 'utf8'), after);
    assert.deepEqual(names(book), expected);
    assert.equal(book.version(), 2);
    assert.deepEqual(readdirSync(dir), ['known_errors.yaml']);
  });

test('removes of equal rules the one that was meant, wherever it stands by now', async (context) => {
  const { book, path } = await openBook(context, '- filename: a # 1\n- filename: b\n- filename: a # 2\n');
  await book.remove('known_errors', { filename: 'a' }, 2, 'test');
  assert.equal(readFileSync(path, 'utf8'), '- filename: a # 1\n- filename: b\n');
  writeFileSync(path, '- filename: new\n- filename: newer\n- filename: a # 1\n- filename: b\n');
  await book.remove('known_errors', { filename: 'b' }, 1, 'test');
  assert.equal(readFileSync(path, 'utf8'), '- filename: new\n- filename: newer\n- filename: a # 1\n');
  assert.deepEqual(names(book), ['new', 'newer', 'a']);
});

const REFUSED: readonly (readonly [title: string, text: string, entry: object, message: RegExp])[] = [
  ['that is gone', '- filename: a\n', { filename: 'b' }, /^This rule is not in the file any more\.$/],
  [
    'that others repeat',
    '- filename: &x a\n- filename: *x\n',
    { filename: 'a' },
    /does not let go of this entry\. Remove it by hand: \{"filename":"a"\}$/,
  ],
];

for (const [title, text, entry, message] of REFUSED)
  test(`does not remove a rule ${title}`, async (context) => {
    const { book, path } = await openBook(context, text);
    assert.match(await refusalOf(book.remove('known_errors', entry, 0, 'test')), message);
    assert.equal(readFileSync(path, 'utf8'), text);
    assert.equal(book.version(), 1);
  });

test('removes nothing from a file that is broken or gone', async (context) => {
  const { book, path } = await openBook(context, '- filename: a\n');
  writeFileSync(path, '- filename: [a\n');
  assert.match(
    await refusalOf(book.remove('known_errors', { filename: 'a' }, 0, 'test')),
    /^The file is broken and must be mended first/,
  );
  assert.equal(readFileSync(path, 'utf8'), '- filename: [a\n');
});

test('adds and removes many rules at once without losing any, beside edits by hand', async (context) => {
  const text = Array.from({ length: 20 }, (_, i) => `- filename: old-${i}\n`).join('');
  let edits = 0;
  const replace = createReplaceFile(readConfigFile);
  const replaceFile: ReplaceFile = async (path, before, after) => {
    if (edits++ % 7 === 3) writeFileSync(path, `# Edit ${edits}.\n${readFileSync(path, 'utf8')}`);
    return replace(path, before, after);
  };
  const { book, path } = await openBook(context, text, { replaceFile });
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => [
      book.add('known_errors', { filename: `new-${i}` }, 'test'),
      book.remove('known_errors', { filename: `old-${i}` }, i, 'test'),
    ]).flat(),
  );
  const expected = Array.from({ length: 20 }, (_, i) => `new-${i}`);
  assert.deepEqual(names(book), expected);
  const file = readFileSync(path, 'utf8');
  assert.deepEqual(
    parse(file).map(({ filename }: { filename: string }) => filename),
    expected,
  );
  assert.ok((file.match(/# Edit/g) ?? []).length >= 5);
});

test('does not take the same rule twice', async (context) => {
  const { book, path } = await openBook(context, '- filename: a\n  email_recipients: []\n');
  const refusal = await refusalOf(book.add('known_errors', { filename: 'a', function_name: null }, 'test'));
  assert.equal(refusal, 'This rule is in the file already.');
  assert.equal(readFileSync(path, 'utf8'), '- filename: a\n  email_recipients: []\n');
});

test('says in the log who removed what', async (context) => {
  const lines: string[] = [];
  const info = (fields: object, message: string) => void lines.push(JSON.stringify([message, fields]));
  const { book, path } = await openBook(context, '- filename: a\n- filename: b\n', {
    log: { ...SILENT_LOG, info },
  });
  await book.remove('known_errors', { filename: 'a' }, 0, 'ada, from 10.0.0.7');
  const removed = { file: path, entry: { filename: 'a' }, by: 'ada, from 10.0.0.7' };
  assert.deepEqual(lines, [JSON.stringify(['a rule was removed', removed])]);
});

const VALUE = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('# x', '- a\n- b', 'a: b\n', '|', ''));
const ENTRY = fc.dictionary(
  fc.constantFrom('filename', 'code_fragment', 'email_header'),
  fc.oneof(VALUE, fc.array(VALUE, { maxLength: 3 })),
  { minKeys: 1, noNullPrototype: true },
);

test('removes exactly one entry of any list, however it is written', () => {
  const style = fc.record({
    lineWidth: fc.constantFrom(0, 40),
    collectionStyle: fc.constantFrom('any', 'flow'),
    indentSeq: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(ENTRY, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      style,
      (entries, seed, options) => {
        const index = seed % entries.length;
        const text = stringify(entries, options);
        const left = removeEntry(`# Top.\n${text}# End.\n`, index) ?? '';
        assert.deepEqual(parse(left) ?? [], entries.toSpliced(index, 1));
        assert.ok(left.startsWith('# Top.\n') && left.endsWith('# End.\n'), left);
      },
    ),
    { numRuns: 400 },
  );
});

test('takes any text for a file without throwing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 4 }), (text, index) => {
      const after = removeEntry(text, index);
      assert.ok(after === null || after.length <= text.length);
    }),
  );
});
