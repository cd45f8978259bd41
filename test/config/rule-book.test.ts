import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { readConfigFile } from '../../src/config/read-config-file.ts';
import { createReplaceFile } from '../../src/config/replace-file.ts';
import { InvalidEntry } from '../../src/config/invalid-entry.ts';
import { createRuleBook } from '../../src/config/rule-book.ts';
import type { RuleBook } from '../../src/config/rule-book.ts';
import { NO_RULES } from '../../src/config/rules.ts';
import { SILENT_LOG } from '../helpers/silent-log.ts';
import { makeTemporaryDirectory } from '../helpers/temporary-directory.ts';

function openBook(context: TestContext, knownErrors?: string) {
  const dir = makeTemporaryDirectory(context);
  const path = join(dir, 'known_errors.yaml');
  if (knownErrors !== undefined) writeFileSync(path, knownErrors);
  const read = (): string => readFileSync(path, 'utf8');
  return { dir, path, read, book: createRuleBook({ dir, rules: NO_RULES, log: SILENT_LOG }) };
}

async function refusalOf(book: RuleBook, entry: object): Promise<InvalidEntry['problems']> {
  try {
    await book.add('known_errors', entry, 'test');
  } catch (error) {
    if (error instanceof InvalidEntry) return error.problems;
    throw error;
  }
  return [];
}

const ADDED = '- filename: new.ts\n  function_name: run\n';
const FLOW = '{"filename":"new.ts","function_name":"run"}';

/** A file before, and after the entry { filename: new.ts, function_name: run } was added. */
const APPENDED: readonly (readonly [string, string | undefined, string])[] = [
  ['creates a missing file', undefined, ADDED],
  ['fills an empty file', '', ADDED],
  [
    'keeps a file of comments',
    '# Ask first.\n\n# - filename: a\n',
    `# Ask first.\n\n# - filename: a\n${ADDED}`,
  ],
  ['ends an unended last line', '- filename: a', `- filename: a\n${ADDED}`],
  [
    'keeps order, quotes, spaces and comments',
    '# Top.\n- { filename: \'a\' ,  function_name: "f" } # why\n\n\n- code_fragment:   x\n  filename: b\n# End.\n',
    `# Top.\n- { filename: 'a' ,  function_name: "f" } # why\n\n\n- code_fragment:   x\n  filename: b\n# End.\n${ADDED}`,
  ],
  [
    'follows the indentation',
    '---\n  - filename: a\n',
    '---\n  - filename: a\n  - filename: new.ts\n    function_name: run\n',
  ],
  [
    'follows Windows line ends',
    '- filename: a\r\n',
    '- filename: a\r\n- filename: new.ts\r\n  function_name: run\r\n',
  ],
  ['keeps a byte order mark', '\uFEFF- filename: a\n', `\uFEFF- filename: a\n${ADDED}`],
  ['keeps a byte order mark and nothing else', '\uFEFF', `\uFEFF${ADDED}`],
  ['fills empty brackets', '[] # none\n', `[${FLOW}] # none\n`],
  ['writes into brackets', '[{filename: a}]', `[{filename: a}, ${FLOW}]`],
  ['writes after a comma in brackets', '[\n  {filename: a},\n]\n', `[\n  {filename: a},\n${FLOW}]\n`],
  [
    'keeps anchors',
    '- filename: a\n  email_recipients: &us [a@b.c]\n- {filename: b, email_recipients: *us}\n',
    `- filename: a\n  email_recipients: &us [a@b.c]\n- {filename: b, email_recipients: *us}\n${ADDED}`,
  ],
  [
    'keeps a block of text at the end',
    '- filename: a\n  email_header: |\n    One\n    Two\n',
    `- filename: a\n  email_header: |\n    One\n    Two\n${ADDED}`,
  ],
];

for (const [title, before, after] of APPENDED) {
  test(`${title} when an entry is added`, async (context) => {
    const { book, read } = openBook(context, before);
    await book.add('known_errors', { filename: 'new.ts', function_name: 'run', email_header: null }, 'test');
    assert.equal(read(), after);
    assert.equal(book.current().known_errors.at(-1)?.filename, 'new.ts');
    assert.equal(book.version(), 2);
  });
}

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [
    'is broken',
    '- filename: a\n  nonsense: 1\n',
    /^The file is broken and must be mended first\. .*:2:3: "nonsense" is not a field/,
  ],
  ['is no list', 'filename: a\n', /^The file is broken/],
  [
    'was ended',
    '- filename: a\n...\n',
    /takes no entry at its end\. Add it by hand: \{"filename":"new.ts"\}$/,
  ],
  ['says null', 'null\n', /takes no entry at its end/],
];

for (const [title, before, message] of REFUSED) {
  test(`leaves a file alone that ${title}`, async (context) => {
    const { book, read, dir } = openBook(context, before);
    const [problem] = await refusalOf(book, { filename: 'new.ts' });
    assert.equal(problem?.field, '');
    assert.match(problem?.message ?? '', message);
    assert.equal(read(), before);
    assert.equal(book.version(), 1);
    assert.deepEqual(readdirSync(dir), ['known_errors.yaml']);
  });
}

test('tells which field of an entry is wrong', async (context) => {
  const { book, path } = openBook(context);
  const entry = {
    filename: '',
    min_alert_threshold: 'x',
    email_recipients: ['a@b.c', 'd'],
    type: 'known_errors',
  };
  assert.deepEqual(await refusalOf(book, entry), [
    { field: 'type', message: '"type" is not a field of this file' },
    { field: 'filename', message: 'filename must not be empty' },
    { field: 'min_alert_threshold', message: 'min_alert_threshold must be an integer, but is "x"' },
    {
      field: 'email_recipients',
      message: 'item 2 of email_recipients must be an e-mail address, but is "d"',
    },
  ]);
  assert.deepEqual(await refusalOf(book, {}), [{ field: 'filename', message: 'filename is missing' }]);
  assert.deepEqual(await refusalOf(book, { filename: 'a', min_alert_threshold: 2, max_alert_threshold: 1 }), [
    {
      field: 'min_alert_threshold',
      message: 'min_alert_threshold is 2, above max_alert_threshold, which is 1; no mail would ever be sent',
    },
  ]);
  assert.equal(existsSync(path), false);
});

test('loses none of many entries added at once', async (context) => {
  const { book, read } = openBook(context, '# Ours.\n');
  const names = Array.from({ length: 40 }, (_, i) => `src/${i}.ts`);
  const adding = names.map((filename) => book.add('known_errors', { filename }, 'test'));
  const refused = refusalOf(book, { filename: '/absolute' });
  await Promise.all(adding);
  assert.equal((await refused).length, 1);
  assert.deepEqual(
    book.current().known_errors.map(({ filename }) => filename),
    names,
  );
  assert.match(read(), /^# Ours\.\n- filename: src\/0\.ts\n/);
  assert.equal(book.version(), 41);
});

test('does not write over an edit made while an entry is being added', async (context) => {
  const { dir, path, read } = openBook(context, '- filename: a.ts\n');
  const replace = createReplaceFile(readConfigFile);
  let edits = 0;
  const book = createRuleBook({
    dir,
    rules: NO_RULES,
    log: SILENT_LOG,
    replaceFile: async (...change) => {
      if (edits++ === 0) writeFileSync(path, '- filename: edited.ts\n');
      return replace(...change);
    },
  });
  await book.add('known_errors', { filename: 'new.ts' }, 'test');
  assert.equal(read(), '- filename: edited.ts\n- filename: new.ts\n');
  assert.deepEqual(
    book.current().known_errors.map(({ filename }) => filename),
    ['edited.ts', 'new.ts'],
  );
});

test('keeps the mode of a file and a link to it', async (context) => {
  const { dir, path, book } = openBook(context);
  const real = join(dir, 'real.yaml');
  writeFileSync(real, '');
  chmodSync(real, 0o640);
  symlinkSync('real.yaml', path);
  await book.add('known_errors', { filename: 'new.ts' }, 'test');
  assert.equal(readFileSync(real, 'utf8'), '- filename: new.ts\n');
  assert.equal(statSync(real).mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(dir).toSorted(), ['known_errors.yaml', 'real.yaml']);
});

test('says so when the directory is gone', async () => {
  const book = createRuleBook({ dir: '/nonexistent/rules', rules: NO_RULES, log: SILENT_LOG });
  const [problem] = await refusalOf(book, { filename: 'a' });
  assert.equal(
    problem?.message,
    '/nonexistent/rules/known_errors.yaml could not be written: its directory does not exist.',
  );
});

test('refuses an entry that would make the file too large', async (context) => {
  const { book } = openBook(context, `#${'x'.repeat(1024 * 1024 - 10)}\n`);
  assert.match((await refusalOf(book, { filename: 'a' }))[0]?.message ?? '', /larger than 1 MiB/);
});

test('reads any text back as it was given, or refuses it', async (context) => {
  const { book, read } = openBook(context, '# Ours.\n');
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(text, text, async (code_fragment, email_header) => {
      const problems = await refusalOf(book, { filename: 'a.ts', code_fragment, email_header });
      if (problems.length > 0) return;
      const last: unknown = parse(read()).at(-1);
      assert.deepEqual(last, { filename: 'a.ts', code_fragment, email_header });
      assert.equal(book.current().known_errors.at(-1)?.code_fragment, code_fragment);
    }),
    { numRuns: 60 },
  );
  assert.ok(book.version() > 20);
});

test('says in the log who added which entry, and what was changed by hand', async (context) => {
  const { dir, path } = openBook(context, '- filename: hand.ts\n');
  const lines: string[] = [];
  const info = (fields: object, message: string) => void lines.push(JSON.stringify([message, fields]));
  const book = createRuleBook({ dir, rules: NO_RULES, log: { ...SILENT_LOG, info } });
  await book.add('known_errors', { filename: 'new.ts', email_header: null }, 'web form, from 10.0.0.7');
  const added = { file: path, entry: { filename: 'new.ts' }, by: 'web form, from 10.0.0.7' };
  assert.equal(lines[0], JSON.stringify(['a rule was added', added]));
  assert.match(lines[1] ?? '', /^\["a rule file was changed.*"added":1,"removed":0,.*"hand\.ts"/);
  for (let looks = 0; looks < 2; looks++) await book.reload();
  assert.equal(lines.length, 2, 'nothing of it is news');

  writeFileSync(path, '- filename: other.ts\n- filename: new.ts\n');
  for (let looks = 0; looks < 2; looks++) await book.reload();
  assert.match(lines[2] ?? '', /"added":1,"removed":1,"entriesAdded":\[\{"filename":"other\.ts"/);
  writeFileSync(path, '- filename: new.ts\n- filename: other.ts\n');
  for (let looks = 0; looks < 2; looks++) await book.reload();
  assert.match(lines[3] ?? '', /"added":0,"removed":0/);
  assert.equal(book.current().known_errors[0]?.filename, 'new.ts', 'the first that matches counts');
});
