import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentName, getOption, OPTION_NAMES } from '../../src/config/options.ts';
import { showConfig } from '../../src/config/show.ts';
import { loadFrom, problemsOf } from './load-from.ts';

const CANARY = 'canary';

test('shows no secret, and of URLs no credentials', async () => {
  const file = [
    `smtp_user: flawless`,
    `smtp_password: ${CANARY}`,
    `ingest_tokens: [${CANARY}1, ${CANARY}2]`,
    `upstream_headers: {authorization: Bearer ${CANARY}, x-team: ${CANARY}}`,
    `repo_url: https://bot:${CANARY}@git.example.com/team/app.git`,
  ];
  const { config } = await loadFrom({ 'conf/flawless.yaml': file.join('\n') });
  const shown = showConfig(config);
  assert.deepEqual(Object.keys(shown), OPTION_NAMES);
  assert.ok(!JSON.stringify(shown).includes(CANARY));
  assert.equal(shown['smtp_password'], '(set, hidden)');
  assert.equal(shown['ingest_tokens'], '(set, hidden)');
  assert.equal(shown['upstream_headers'], 'authorization: (set, hidden), x-team: (set, hidden)');
  assert.equal(shown['repo_url'], 'https://…@git.example.com/team/app.git');
  assert.equal(shown['port'], '4318');
  assert.equal(shown['default_contact'], '(not set)');
});

test('says that a secret is not set', async () => {
  const { config } = await loadFrom({ 'conf/flawless.yaml': 'repo_dir: .' });
  const shown = showConfig(config);
  for (const name of ['smtp_password', 'ingest_tokens', 'upstream_headers', 'repo_url']) {
    assert.equal(shown[name], '(not set)');
  }
});

for (const url of [
  `https://${CANARY}@host/x`,
  `https://user:${CANARY}@host/x`,
  `https://user:pass@${CANARY}@host/x`,
  `https://user:12/${CANARY}@host/x`,
  `ssh://user:${CANARY}@host/x`,
]) {
  test(`shows no credentials of ${url}`, async () => {
    const { config } = await loadFrom({ 'conf/flawless.yaml': `repo_url: ${url}` });
    assert.ok(showConfig(config)['repo_url']?.endsWith('://…@host/x'));
  });
}

test('keeps what looks like credentials and is none', async () => {
  const { config } = await loadFrom({
    'conf/flawless.yaml': 'repo_url: git@example.com:team/app.git\ndefault_contact: ada@example.com',
  });
  const shown = showConfig(config);
  assert.deepEqual(
    [shown['repo_url'], shown['default_contact']],
    ['git@example.com:team/app.git', 'ada@example.com'],
  );
});

const SECRETS = OPTION_NAMES.filter((name) => getOption(name).secret !== undefined);

test('knows the secret options', () => {
  assert.deepEqual(SECRETS, [
    'ingest_tokens',
    'web_users',
    'upload_tokens',
    'smtp_password',
    'repo_url',
    'upstream_headers',
  ]);
});

const WRONG_VALUES = [
  `{name: 1, x: {y: ${CANARY}}}`,
  `{name: "${CANARY}\\n"}`,
  `[${CANARY} x, {a: ${CANARY}}]`,
  `"${CANARY} \\n"`,
  `"${CANARY}`,
  `@${CANARY}`,
  `*${CANARY}`,
  `!${CANARY} x`,
  `"x" ${CANARY}`,
  `https://me:${CANARY}@`,
  '"${SECRET} \\n"',
  '["${SECRET} \\n"]',
  '{name: "${SECRET}\\n"}',
  `\${${CANARY} `,
];

for (const name of SECRETS) {
  for (const value of WRONG_VALUES) {
    test(`does not tell a secret when ${name} is ${value}`, async () => {
      const file = `repo_dir: .\nport: x\n${name}: ${value}\n`;
      const problems = await problemsOf({ 'conf/flawless.yaml': file }, { SECRET: CANARY });
      assert.ok(problems.length > 0);
      assert.ok(!problems.join('\n').includes(CANARY));
    });
  }

  test(`does not tell a secret when the variable of ${name} is wrong`, async () => {
    const env = { [environmentName(name)]: `name=${CANARY} \u0001, ${CANARY}` };
    const problems = await problemsOf({ 'conf/flawless.yaml': 'repo_dir: .\nport: x' }, env);
    assert.ok(problems.length > 0);
    assert.ok(!problems.join('\n').includes(CANARY));
  });
}

test('does not tell what a variable holds that was meant for another option', async () => {
  const env = { SECRET: CANARY };
  const file =
    'repo_dir: .\nport: ${SECRET}\nlog_level: ${SECRET}\ntimezone: ${SECRET}\nsmtp_host: "${SECRET}:x"\n';
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': file }, env), [
    'conf/flawless.yaml:2:7: port must be an integer, but is what ${SECRET} stands for',
    'conf/flawless.yaml:3:12: log_level must be trace, debug, info, warn or error, but is what ${SECRET} stands for',
    'conf/flawless.yaml:4:11: timezone must be a time zone such as Europe/Berlin, but is what ${SECRET} stands for',
    'conf/flawless.yaml:5:12: smtp_host must be host or host:port, but is what ${SECRET} stands for',
  ]);
});
