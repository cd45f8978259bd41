import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { NO_RULES, type Rules } from '../../src/config/rules.ts';
import { loadFrom, problemsOf } from './load-from.ts';

const WRONG_RULES: readonly (readonly [string, string, string])[] = [
  [
    'known_errors',
    'filename: a',
    '1:1: the file must be a list of entries that start with "- ", but is a mapping',
  ],
  ['known_errors', '- a.ts', '1:3: entry 1 must be a mapping of "name: value" lines, but is "a.ts"'],
  [
    'known_errors',
    '- filename: /a',
    '1:13: filename must be a path inside the repository with forward slashes and without a leading / or ./, but is "/a"',
  ],
  ['known_errors', '- filename: a\n- function_name: b', '2:3: filename is missing'],
  [
    'known_errors',
    '- filename: a\n- file_name: b',
    '2:3: "file_name" is not a field of this file (did you mean "filename"?)',
  ],
  [
    'known_errors',
    '- filename: a\n  max_alert_treshold: 0',
    '2:3: "max_alert_treshold" is not a field of this file (did you mean "max_alert_threshold"?)',
  ],
  [
    'known_errors',
    '- filename: a\n  email_recipients: a@b',
    '2:21: email_recipients must be a list, but is "a@b"',
  ],
  [
    'known_errors',
    '- filename: a\n  email_recipients: [a@b.c, d]',
    '2:29: item 2 of email_recipients must be an e-mail address, but is "d"',
  ],
  [
    'known_errors',
    '- filename: a\n  min_alert_threshold: 5\n  max_alert_threshold: 1',
    '2:24: min_alert_threshold is 5, above max_alert_threshold, which is 1; no mail would ever be sent',
  ],
  [
    'watched_files',
    '- email: a@b.c\n  filepath: src\n  watch_all_errors: yes',
    '3:21: watch_all_errors must be true or false, but is "yes"',
  ],
  ['email_remapping', '- remap: ada\n  to: grace', '2:7: to must be an e-mail address, but is "grace"'],
  [
    'ignored_exceptions',
    '- KeyError',
    '1:3: entry 1 must be a mapping of "name: value" lines, but is "KeyError"',
  ],
  [
    'file_disownership',
    '- email: a@b.c\n  filepath: src\n  designated_email:',
    '3:3: designated_email must be an e-mail address, but is empty',
  ],
  [
    'watched_files',
    '- email: a..b@x.test\n  filepath: src',
    '1:10: email must be an e-mail address, but is "a..b@x.test"',
  ],
  [
    'email_remapping',
    '- remap: ada lovelace\n  to: a@b.c',
    '1:10: remap must be an e-mail address, the part before its @, or an owner in CODEOWNERS such as @org/team, but is "ada lovelace"',
  ],
  ['file_disownership', '- email: a@b.c\n  filepath: src', '1:3: designated_email is missing'],
  ['ignored_exceptions', '- exception_type: KeyError', '1:3: type is missing'],
  [
    'third_party_whitelist',
    '- filename: a\n  watch_all_errors: true',
    '2:3: "watch_all_errors" is not a field of this file',
  ],
  ['building_blocks', '- filename: a\n  filename: b', '2:3: "filename" is written twice; remove one of them'],
];

for (const [kind, text, problem] of WRONG_RULES) {
  test(`says what is wrong in ${kind} with ${JSON.stringify(text)}`, async () => {
    const problems = await problemsOf({ 'conf/flawless.yaml': 'repo_dir: .', [`conf/${kind}.yaml`]: text });
    assert.equal(problems[0], `conf/${kind}.yaml:${problem}`);
  });
}

test('has no rules when files are missing, empty or hold only comments', async () => {
  const { rules } = await loadFrom({
    'conf/flawless.yaml': 'repo_dir: .',
    'conf/known_errors.yaml': '',
    'conf/watched_files.yaml': '# none yet\n',
  });
  assert.deepEqual(rules, NO_RULES);
});

test('fills in the fields that entries leave out', async () => {
  const { rules } = await loadFrom({
    'conf/flawless.yaml': 'repo_dir: .',
    'conf/known_errors.yaml': '- filename: a.ts\n  function_name: null\n  email_recipients:\n',
    'conf/watched_files.yaml': '- {email: ada@example.com, filepath: src/}\n',
  });
  assert.deepEqual(rules.known_errors, [
    {
      filename: 'a.ts',
      function_name: null,
      code_fragment: null,
      min_alert_threshold: null,
      max_alert_threshold: null,
      alert_every_n_occurrences: null,
      email_recipients: [],
      email_header: null,
    },
  ]);
  assert.deepEqual(rules.watched_files, [
    { email: 'ada@example.com', filepath: 'src/', watch_all_errors: false },
  ]);
});

test('tells at most 50 mistakes of a file', async () => {
  const files = { 'conf/flawless.yaml': 'repo_dir: .', 'conf/known_errors.yaml': '- x\n'.repeat(1000) };
  assert.equal((await problemsOf(files)).length, 50);
});

const CODE = { filename: 'src/a.ts', function_name: 'run', code_fragment: 'work(1)' };

/** Every field of every file. */
const ALL: Rules = {
  building_blocks: [CODE],
  known_errors: [
    {
      ...CODE,
      min_alert_threshold: 1,
      max_alert_threshold: 100,
      alert_every_n_occurrences: 10,
      email_recipients: ['ada@example.com', 'grace@example.com'],
      email_header: 'Read the runbook:\nhttps://wiki.example.com/prices',
    },
  ],
  third_party_whitelist: [{ ...CODE, filename: 'koa/lib/application.js' }],
  watched_files: [{ email: 'ada@example.com', filepath: 'src/', watch_all_errors: true }],
  email_remapping: [
    { remap: 'ada@old.example.com', to: 'ada@example.com' },
    { remap: 'grace', to: 'grace@example.com' },
    { remap: '@shop/team', to: 'team@example.com' },
    { remap: '29139614+renovate[bot]@users.noreply.github.com', to: 'tools@example.com' },
    { remap: 'root@ip-10-0-0-1', to: 'ops@example.com' },
  ],
  ignored_exceptions: [{ type: 'KeyError' }, { type: 'java.net.*Timeout*' }],
  file_disownership: [
    { email: 'ada@example.com', filepath: 'src/legacy/', designated_email: 'grace@example.com' },
  ],
};

test('reads every field of every file as it is written', async () => {
  const files = Object.entries(ALL).map(([kind, entries]) => [`conf/${kind}.yaml`, stringify(entries)]);
  const { rules } = await loadFrom({ 'conf/flawless.yaml': 'repo_dir: .', ...Object.fromEntries(files) });
  assert.deepEqual(rules, ALL);
});
