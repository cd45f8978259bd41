import assert from 'node:assert/strict';
import { test } from 'node:test';
import { substitute } from '../../src/config/substitute-environment.ts';
import { loadFrom, problemsOf } from './load-from.ts';

const ENVIRONMENT = {
  HOST: 'mail',
  EMPTY: '',
  NESTED: '${HOST}',
  INJECT: 'x\nport: 1',
  LIST: '[a, b]',
  N: '7',
};
const FORM = 'a reference must be ${NAME}, ${env:NAME} or ${env:NAME:-default}; write $$ for a $';

const SUBSTITUTED: readonly (readonly [string, string])[] = [
  ['plain', 'plain'],
  ['${HOST}', 'mail'],
  ['${env:HOST}', 'mail'],
  ['a${HOST}b${env:HOST}c', 'amailbmailc'],
  ['${env:MISSING:-fallback}', 'fallback'],
  ['${MISSING:-}', ''],
  ['${EMPTY:-fallback}', 'fallback'],
  ['${EMPTY}', ''],
  ['${HOST:-fallback}', 'mail'],
  ['${MISSING:-http://x:1/y}', 'http://x:1/y'],
  ['$$', '$'],
  ['$${HOST}', '${HOST}'],
  ['$$${HOST}', '$mail'],
  ['$$$$', '$$'],
  ['$HOST', '$HOST'],
  ['^a$', '^a$'],
  ['${NESTED}', '${HOST}'],
];

for (const [text, result] of SUBSTITUTED) {
  test(`substitutes ${text}`, () => {
    const substituted = substitute(text, ENVIRONMENT);
    assert.equal('text' in substituted && substituted.text, result);
  });
}

const REFUSED: readonly (readonly [string, string])[] = [
  ['${MISSING}', 'the environment variable MISSING is not set; set it, or write ${env:MISSING:-default}'],
  ['${1A}', FORM],
  ['${}', FORM],
  ['${HOST', FORM],
  ['${file:secret}', FORM],
  ['${HOST-x}', FORM],
];

for (const [text, problem] of REFUSED) {
  test(`refuses ${text}`, () => {
    assert.deepEqual(substitute(text, ENVIRONMENT), { problem });
  });
}

test('reads a substituted plain value as the type of its option and a quoted one as text', async () => {
  const file =
    'repo_dir: .\nport: ${N}\nsmtp_use_tls: ${T}\nsmtp_user: ${N}\nsmtp_password: "${N}"\nsmtp_host: ${EMPTY}\n';
  const { config } = await loadFrom({ 'conf/flawless.yaml': file }, { N: '7', T: 'true', EMPTY: '' });
  assert.deepEqual([config.port, config.smtp_use_tls, config.smtp_user], [7, true, '7']);
  assert.deepEqual([config.smtp_password, config.smtp_host], ['7', null]);
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': 'repo_dir: .\nport: "${N}"' }, { N: '7' }), [
    'conf/flawless.yaml:2:7: port must be an integer, but is what ${N} stands for',
  ]);
});

test('never lets a value become structure', async () => {
  const env = { INJECT: '/x\nport: 1', LIST: '[a, b]' };
  const { config } = await loadFrom(
    { 'conf/flawless.yaml': 'repo_dir: ${LIST}\ningest_tokens: ["${T:-[1]}"]' },
    env,
  );
  assert.deepEqual([config.repo_dir, config.ingest_tokens], ['[a, b]', ['[1]']]);
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': 'repo_dir: ${INJECT}' }, env), [
    'conf/flawless.yaml:1:11: repo_dir must be the path of a directory on one line, but is what ${INJECT} stands for',
  ]);
});

test('refuses a token that an empty variable leaves empty', async () => {
  assert.deepEqual(
    await problemsOf({ 'conf/flawless.yaml': 'repo_dir: .\ningest_tokens:\n  - ${T}' }, { T: '' }),
    ['conf/flawless.yaml:3:5: item 1 of ingest_tokens must not be empty'],
  );
});

test('names the variable that is not set, and says nothing else about that option', async () => {
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': 'repo_url: ${REPO}\nport: ${PORT}' }), [
    'conf/flawless.yaml:1:11: the environment variable REPO is not set; set it, or write ${env:REPO:-default}',
    'conf/flawless.yaml:2:7: the environment variable PORT is not set; set it, or write ${env:PORT:-default}',
  ]);
});

test('leaves names, comments and rule files alone', async () => {
  const rule = '- filename: a.ts\n  code_fragment: "throw new Error(`${reason}`)"\n';
  const files = {
    'conf/flawless.yaml': '# ${X}\nrepo_dir: .\nupstream_headers: {"$$x": y}',
    'conf/known_errors.yaml': rule,
  };
  const { config, rules } = await loadFrom(files);
  assert.deepEqual(config.upstream_headers, { $$x: 'y' });
  assert.equal(rules.known_errors[0]?.code_fragment, 'throw new Error(`${reason}`)');
});

const OVERRIDES: readonly (readonly [string, string, string, unknown])[] = [
  ['FLAWLESS_PORT', '5', 'port', 5],
  ['FLAWLESS_SMTP_USE_TLS', 'True', 'smtp_use_tls', true],
  ['FLAWLESS_TIMEZONE', 'Europe/Berlin', 'timezone', 'Europe/Berlin'],
  ['FLAWLESS_MAX_REQUEST_BYTES', '1 MiB', 'max_request_bytes', 1048576],
  ['FLAWLESS_INGEST_TOKENS', 'a, b', 'ingest_tokens', ['a', 'b']],
  ['FLAWLESS_ONLY_BLAME_FILEPATHS_MATCHING', '["^a{1,3}$"]', 'only_blame_filepaths_matching', ['^a{1,3}$']],
  ['FLAWLESS_ONLY_BLAME_FILEPATHS_MATCHING', '[a-z]/,b', 'only_blame_filepaths_matching', ['[a-z]/', 'b']],
  ['FLAWLESS_UPSTREAM_HEADERS', 'a=b%20c,d=e=f', 'upstream_headers', { a: 'b c', d: 'e=f' }],
  ['FLAWLESS_UPSTREAM_HEADERS', '{"a":"b,c"}', 'upstream_headers', { a: 'b,c' }],
  ['FLAWLESS_PORT', '', 'port', 1],
  ['FLAWLESS_REPO_DIR', '${HOME}', 'repo_dir', '${HOME}'],
];

for (const [variable, text, option, value] of OVERRIDES) {
  test(`takes ${option} from ${variable}=${text}`, async () => {
    const { config } = await loadFrom({ 'conf/flawless.yaml': 'repo_dir: .\nport: 1' }, { [variable]: text });
    assert.deepEqual(new Map<string, unknown>(Object.entries(config)).get(option), value);
  });
}

const WRONG_VARIABLES: readonly (readonly [string, string, string])[] = [
  ['FLAWLESS_PROT', '1', 'there is no such option (did you mean "FLAWLESS_PORT"?)'],
  ['FLAWLESS_PORT', 'abc', 'port must be an integer, but is "abc"'],
  ['FLAWLESS_SMTP_USE_TLS', '1', 'smtp_use_tls must be true or false, but is "1"'],
  [
    'FLAWLESS_UPSTREAM_HEADERS',
    'canary',
    'upstream_headers must be a mapping of "name: value" lines, but is text',
  ],
  ['FLAWLESS_INGEST_TOKENS', 'a,,b', 'item 2 of ingest_tokens must not be empty'],
];

for (const [variable, text, message] of WRONG_VARIABLES) {
  test(`says what is wrong with ${variable}=${text}`, async () => {
    const problems = await problemsOf({ 'conf/flawless.yaml': 'repo_dir: .' }, { [variable]: text });
    assert.deepEqual(problems, [`environment variable ${variable}: ${message}`]);
  });
}

test('is not confused by what Kubernetes sets for a service called flawless', async () => {
  const env = {
    FLAWLESS_PORT: 'tcp://10.0.0.1:4318',
    FLAWLESS_SERVICE_HOST: '10.0.0.1',
    FLAWLESS_SERVICE_PORT: '4318',
    FLAWLESS_SERVICE_PORT_OTLP_HTTP: '4318',
    FLAWLESS_PORT_4318_TCP: 'tcp://10.0.0.1:4318',
    FLAWLESS_PORT_4318_TCP_ADDR: '10.0.0.1',
    FLAWLESS_WEB_PORT: 'tcp://10.0.0.2:80',
  };
  const { config } = await loadFrom({ 'conf/flawless.yaml': 'repo_dir: .' }, env);
  assert.equal(config.port, 4318);
});
