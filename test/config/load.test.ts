import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadFrom, problemsOf } from './load-from.ts';

/** Each text follows the line `repo_dir: .`, so that places start on line 2. */
const WRONG_OPTIONS: readonly (readonly [string, string])[] = [
  ['port: three', '2:7: port must be an integer, but is "three"'],
  ['port: 1.5', '2:7: port must be an integer, but is 1.5'],
  ['port: 99999', '2:7: port must be at most 65535, but is 99999'],
  ['port: -1', '2:7: port must be at least 0, but is -1'],
  ['port: true', '2:7: port must be an integer, but is true'],
  ['port: [1]', '2:7: port must be an integer, but is a list'],
  ['report_error_threshold: three', '2:25: report_error_threshold must be an integer, but is "three"'],
  ['prot: 1', '2:1: "prot" is not an option (did you mean "port"?)'],
  ['smtpHost: mail', '2:1: "smtpHost" is not an option (did you mean "smtp_host"?)'],
  ['colour: red', '2:1: "colour" is not an option'],
  ['"po\\u200brt": 1', '2:1: "po\\u{200b}rt" is not an option (did you mean "port"?)'],
  ['port: 1\nport: 2', '3:1: "port" is written twice; remove one of them'],
  ['\tport: 2', '2:1: a tab indents this line; use spaces'],
  ['smtp_use_tls: yes', '2:15: smtp_use_tls must be true or false, but is "yes"'],
  ['smtp_password: 5', '2:16: smtp_password must be text, but is a number; put it in quotes'],
  ['smtp_user: 5', '2:12: smtp_user must be text, but is 5; put it in quotes'],
  ['smtp_user: ""', '2:12: smtp_user must not be empty'],
  [
    'minimum_confidence: brnch',
    '2:21: minimum_confidence must be exact, branch or weak, but is "brnch" (did you mean "branch"?)',
  ],
  ['log_level: 3', '2:12: log_level must be trace, debug, info, warn or error, but is 3'],
  ['spool_max_bytes: lots', '2:18: spool_max_bytes must be a size such as 67108864 or 64 MiB, but is "lots"'],
  ['max_request_bytes: 1 B', '2:20: max_request_bytes must be at least 1024, but is 1'],
  ['ingest_tokens: secret', '2:16: ingest_tokens must be a list, but is text'],
  ['ingest_tokens: ["a b"]', '2:17: item 1 of ingest_tokens must be a token without spaces'],
  [
    'only_blame_filepaths_matching:\n  - ^src/\n  - (b',
    '4:5: item 2 of only_blame_filepaths_matching must be an RE2 regular expression, but is "(b": missing closing ): `(b`',
  ],
  [
    'only_blame_filepaths_matching: [5]',
    '2:33: item 1 of only_blame_filepaths_matching must be an RE2 regular expression, but is 5; put it in quotes',
  ],
  [
    'upstream_headers: {authorization: 7}',
    '2:35: authorization of upstream_headers must be a header value of visible characters on one line, but is a number; put it in quotes',
  ],
  [
    'upstream_headers: {"two words": x}',
    '2:19: upstream_headers has a name that is not a header name; use letters, digits and dashes',
  ],
  ['tls_cert: a.crt', '2:11: tls_cert is set without tls_key; set both or neither'],
  [
    'cors_allowed_origins: [https://shop.example.com/]',
    '2:24: item 1 of cors_allowed_origins must be an origin such as https://shop.example.com, https://*.example.com or *, but is "https://shop.example.com/"; leave out the slash at its end',
  ],
  [
    'cors_allowed_headers: ["x tenant"]',
    '2:24: item 1 of cors_allowed_headers must be the name of a header, but is "x tenant"',
  ],
  [
    'timezone: Europe/Berln',
    '2:11: timezone must be a time zone such as Europe/Berlin, but is "Europe/Berln" (did you mean "Europe/Berlin"?)',
  ],
  ['timezone: +01:00', '2:11: timezone must be a time zone such as Europe/Berlin, but is "+01:00"'],
  [
    'report_only_after_minimum_date: 2024-02-31',
    '2:33: report_only_after_minimum_date must be a date such as 2026-01-31, but is "2024-02-31"',
  ],
  [
    'hostname: flawless.example.com',
    '2:11: hostname must be an http or https URL without credentials, query or fragment, but is "flawless.example.com"',
  ],
  [
    'upstream_endpoint: http://collector:4318/v1/traces',
    '2:20: upstream_endpoint must be an http or https URL without credentials, query or fragment, but is "http://collector:4318/v1/traces"; leave out /v1/…, it is added',
  ],
  [
    'upstream_endpoint: https://me:canary@collector',
    '2:20: upstream_endpoint must be an http or https URL without credentials, query or fragment, but is "https://…@collector"; credentials belong in upstream_headers',
  ],
  [
    'upstream_endpoint: http://localhost:4318',
    '2:20: upstream_endpoint is the port Flawless itself listens on; forward to another one',
  ],
  [
    'repo_url: ext::sh -c whoami',
    '2:11: repo_url must be an http, https, ssh or file URL, user@host:path or an absolute path',
  ],
  ['smtp_host: smtp://mail', '2:12: smtp_host must be host or host:port, but is "smtp://mail"'],
  ['smtp_host: mail:99999', '2:12: smtp_host must be host or host:port, but is "mail:99999"'],
  ['default_contact: bob', '2:18: default_contact must be an e-mail address, but is "bob"'],
  [
    'trace_url_template: https://traces/{id}',
    '2:21: trace_url_template must be an http or https URL that contains {trace_id}, but is "https://traces/{id}"',
  ],
  [
    'http_host: 0.0.0.0',
    '2:12: http_host is not a loopback address, so everybody who reaches it could change the rules; set web_auth to users or proxy, or http_host to 127.0.0.1, or write "web_auth: none" if that is meant',
  ],
  [
    'http_port: 4318',
    '2:12: http_port and port are the same on the same address; give one of them another number',
  ],
  [
    'web_auth: users',
    '2:11: web_auth is users, but web_users has none; add a name with what `flawless hash-password` prints',
  ],
  ['web_users: {ada: secret}', '2:18: ada of web_users must be what `flawless hash-password` prints'],
  [
    `web_users: {ada: "scrypt:25:8:1:${'A'.repeat(22)}:${'A'.repeat(43)}"}`,
    '2:18: ada of web_users must be what `flawless hash-password` prints',
  ],
  [
    `web_users: {ada: "scrypt:15:8:3:${'A'.repeat(22)}:${'A'.repeat(43)}"}`,
    '2:12: web_users is set, but nobody has to log in; set web_auth to users',
  ],
  [
    'web_auth: proxy',
    '2:11: web_auth is proxy, but web_trusted_proxies names none; add the addresses from which your proxy asks',
  ],
  [
    'web_trusted_proxies: [10.0.0.0/33]',
    '2:23: item 1 of web_trusted_proxies must be an IP address or a range such as 10.0.0.0/8, but is "10.0.0.0/33"',
  ],
  ['smtp_user: flawless', '2:12: smtp_user is set without smtp_password; set both or neither'],
  ['smtp_password: canary', '2:16: smtp_password is set without smtp_user; set both or neither'],
  [
    'timezone: a: b',
    '2:11: there are two colons on one line, or the next line is indented too far; quote the value',
  ],
  ['timezone "UTC"', '2:1: a colon, a quote, a bracket, a comma or a space is missing here or before'],
  ['timezone: "UTC', '3:1: a colon, a quote, a bracket, a comma or a space is missing here or before'],
  [
    'git_cli_path: "C:\\git"',
    '2:18: a backslash in double quotes starts an escape that YAML does not know; use single quotes',
  ],
  ['timezone\nport: 1', '2:1: a colon is missing in this line, or a closing quote before it'],
  ['repo_branch_pattern: @main', '2:22: a value that starts with this character must stand in quotes'],
  [
    'repo_branch_pattern: *',
    '2:22: a value that starts with * repeats an anchor (&name), and there is none; quote it',
  ],
  [
    'repo_branch_pattern: *main',
    '2:22: a value that starts with * repeats an anchor (&name), and there is none; quote it',
  ],
  [
    'port: !secret port',
    '2:7: tags (words that start with !) are not supported; put the value in quotes if it is one',
  ],
  ['---\nport: 1', '2:1: only one document is allowed in a file; remove --- and what follows it'],
  ['? [a]\n: 1', '2:3: a name must be text, not a list or a mapping'],
];

for (const [text, problem] of WRONG_OPTIONS) {
  test(`says what is wrong with ${JSON.stringify(text)}`, async () => {
    const problems = await problemsOf({ 'conf/flawless.yaml': `repo_dir: .\n${text}\n` });
    assert.deepEqual(problems, [`conf/flawless.yaml:${problem}`]);
  });
}

const BOMB = `a: &a0 [x]\n${Array.from({ length: 9 }, (_, i) => `b${i}: &a${i + 1} [${`*a${i},`.repeat(9)}]`).join('\n')}\n`;

const WRONG_FILES: readonly (readonly [string, string | Uint8Array | { readonly code: string }, string])[] = [
  ['is missing', { code: 'ENOENT' }, 'does not exist; name a configuration file with --conf PATH'],
  ['is a directory', { code: 'EISDIR' }, 'is a directory, not a file'],
  ['may not be read', { code: 'EACCES' }, 'may not be read by the user Flawless runs as'],
  ['is too large', '#'.repeat(1024 * 1024 + 1), 'is larger than 1 MiB, which no configuration is'],
  ['is UTF-16', Buffer.from('\uFEFFport: 1', 'utf16le'), 'is UTF-16; save it as UTF-8'],
  ['is not UTF-8', Buffer.from([0x61, 0xff]), 'is not UTF-8 text; save it as UTF-8'],
  ['is an alias bomb', BOMB, 'repeats itself too often through aliases (*name)'],
];

for (const [title, file, message] of WRONG_FILES) {
  test(`says so when the configuration file ${title}`, async () => {
    assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': file }), [`conf/flawless.yaml: ${message}`]);
  });
}

test('says so when the configuration file is not a mapping', async () => {
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': '- port: 1\n' }), [
    'conf/flawless.yaml:1:1: the file must be a mapping of "name: value" lines, but is a list',
  ]);
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': 'canary' }), [
    'conf/flawless.yaml:1:1: the file must be a mapping of "name: value" lines, but is text',
  ]);
});

test('says so when lists are nested too deeply', async () => {
  const problems = await problemsOf({ 'conf/flawless.yaml': `port: ${'['.repeat(20_000)}` });
  assert.equal(problems.length, 1);
});

test('says so when a file has too many aliases', async () => {
  const file = `repo_dir: .\ningest_tokens:\n  - &token x\n${'  - *token\n'.repeat(200)}`;
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': file }), [
    'conf/flawless.yaml:104:5: this is alias (*name) number 101 of the file; write the values out instead',
  ]);
});

test('asks for a repository', async () => {
  const message =
    'none of repo_dir, repo_url and repositories is set; set one, so that Flawless knows whose code runs';
  assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': '' }), [`conf/flawless.yaml: ${message}`]);
});

test('reads several repositories, with everything that an entry leaves out', async () => {
  const text = 'repositories:\n  - {services: [cart], repo_dir: /srv/cart}\n';
  const nothing = { vcs_repository_url_full: null, repo_branch_pattern: null, path_prefix: null, name: null };
  const expected = [{ services: ['cart'], repo_dir: '/srv/cart', repo_url: null, ...nothing }];
  const { config } = await loadFrom({ 'conf/flawless.yaml': text });
  assert.deepEqual(config.repositories, expected);
  const env = { FLAWLESS_REPOSITORIES: '[{"services":["cart"],"repo_dir":"/srv/cart"}]' };
  assert.deepEqual((await loadFrom({ 'conf/flawless.yaml': '' }, env)).config.repositories, expected);
});

for (const [entry, problem] of [
  ['{services: [cart]}', 'has neither repo_dir nor repo_url; add one of them'],
  ['{services: [cart], repo_dir: /a, repo_url: /b}', 'has both repo_dir and repo_url; remove one of them'],
  ['{repo_dir: /a}', 'serves nobody; add services, repo_url or vcs_repository_url_full'],
] as const)
  test(`refuses ${entry} among the repositories`, async () => {
    const good = '{services: [search], repo_dir: /s}';
    assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': `repositories: [${good}, ${entry}]` }), [
      `conf/flawless.yaml:1:52: item 2 of repositories ${problem}`,
    ]);
  });

for (const [text, problem] of [
  ['repositories: {services: [a]}', '1:15: repositories must be a list, but is a mapping'],
  [
    'repositories: [cart]',
    '1:16: item 1 of repositories must be a mapping of "name: value" lines, but is "cart"',
  ],
  [
    'repositories: [{sevices: [a], repo_dir: .}]',
    '1:17: "sevices" is not a field of repositories (did you mean "services"?)',
  ],
  [
    'repositories: [{services: [a], repo_url: nowhere}]',
    '1:42: repo_url of item 1 of repositories must be an http, https, ssh or file URL, user@host:path or an absolute path',
  ],
  [
    'repositories: [{services: [a, 7], repo_dir: .}]',
    '1:31: item 2 of services of item 1 of repositories must be text on one line, but is 7; put it in quotes',
  ],
  [
    'repositories: [{services: [a], repo_dir: "https://user:S3CRET@host/x"}]',
    '1:42: repo_dir of item 1 of repositories must be the path of a directory on one line, but is "https://…@host/x"; use repo_url for an address',
  ],
] as const)
  test(`says what is wrong with ${text}`, async () => {
    const problems = await problemsOf({ 'conf/flawless.yaml': `repo_dir: .\n${text}` });
    assert.deepEqual(problems, [`conf/flawless.yaml:${problem.replace('1:', '2:')}`]);
  });

test('tells the mistakes of all files and of the environment at once, in the order of the lines', async () => {
  const files = {
    'conf/flawless.yaml': 'timezone: Mars\nconfig_dir_path: rules\nport: x\nrepo_dir: .\n',
    'rules/known_errors.yaml': '- function_name: f\n',
    'rules/watched_files.yaml': { code: 'EACCES' },
  };
  assert.deepEqual(await problemsOf(files, { FLAWLESS_LOG_LEVEL: 'loud' }), [
    'conf/flawless.yaml:1:11: timezone must be a time zone such as Europe/Berlin, but is "Mars"',
    'conf/flawless.yaml:3:7: port must be an integer, but is "x"',
    'environment variable FLAWLESS_LOG_LEVEL: log_level must be trace, debug, info, warn or error, but is "loud"',
    'rules/known_errors.yaml:1:3: filename is missing',
    'rules/watched_files.yaml: may not be read by the user Flawless runs as',
  ]);
});

test('loads a file with a byte order mark and Windows line ends', async () => {
  const { config } = await loadFrom({ 'conf/flawless.yaml': '\uFEFFrepo_dir: .\r\nport: 5\r\n' });
  assert.deepEqual([config.repo_dir, config.port], ['.', 5]);
});

test('gives every option that is absent or empty its default', async () => {
  const { config, rulesDir } = await loadFrom({
    'conf/flawless.yaml': 'repo_dir: .\nport:\nupstream_headers:\n',
  });
  assert.equal(config.port, 4318);
  assert.equal(config.default_contact, null);
  assert.deepEqual(config.upstream_headers, {});
  assert.equal(rulesDir, 'conf');
});

test('reads sizes, anchors and URLs with a slash at the end', async () => {
  const text =
    'repo_url: git@example.com:team/app.git\nmax_request_bytes: 2 MiB\nspool_max_bytes: 10kB\nhostname: https://flawless.example.com/\nsmtp_user: &name flawless\nsmtp_password: *name\n';
  const { config } = await loadFrom({ 'conf/flawless.yaml': text });
  assert.deepEqual([config.max_request_bytes, config.spool_max_bytes], [2097152, 10000]);
  assert.deepEqual([config.hostname, config.smtp_password], ['https://flawless.example.com', 'flawless']);
});

test('accepts an open web port once web_auth is written out', async () => {
  const { config } = await loadFrom({
    'conf/flawless.yaml': 'repo_dir: .\nhttp_host: "::"\nweb_auth: none\n',
  });
  assert.equal(config.web_auth, 'none');
});

test('a directory of rule files that was named must be there', async () => {
  const files = { 'conf/flawless.yaml': 'repo_dir: .\nconfig_dir_path: nowhere\n' };
  assert.deepEqual(await problemsOf(files), [
    'conf/flawless.yaml: config_dir_path nowhere is not a directory; make it, or leave the option out',
  ]);
});

const OWN_ADDRESSES: readonly (readonly [endpoint: string, listenHost: string])[] = [
  ['http://localhost:4318', '127.0.0.1'],
  ['http://127.0.0.1:4318/otlp', '0.0.0.0'],
  ['http://127.1:4318', 'localhost'],
  ['http://0.0.0.0:4318', '127.0.0.1'],
  ['http://0:4318', '127.0.0.1'],
  ['http://[::1]:4318', '::'],
  ['http://[::ffff:127.0.0.1]:4318', '::1'],
  ['http://LOCALHOST.:4318', '127.0.0.1'],
  ['http://10.0.0.5:4318', '10.0.0.5'],
];

for (const [endpoint, host] of OWN_ADDRESSES)
  test(`${endpoint} is ourselves when we listen on ${host}, and no upstream`, async () => {
    const text = `repo_dir: .\nlisten_host: "${host}"\nupstream_endpoint: ${endpoint}\n`;
    assert.match(
      (await problemsOf({ 'conf/flawless.yaml': text })).join(),
      /upstream_endpoint is the port Flawless itself/,
    );
  });

const OTHER_ADDRESSES: typeof OWN_ADDRESSES = [
  ['http://localhost:4319', '127.0.0.1'],
  ['http://collector:4318', '0.0.0.0'],
  ['http://127.example.com:4318', '127.0.0.1'],
  ['http://localhost:4318', '10.0.0.5'],
];

for (const [endpoint, host] of OTHER_ADDRESSES)
  test(`${endpoint} is another place when we listen on ${host}`, async () => {
    const text = `repo_dir: .\nlisten_host: "${host}"\nupstream_endpoint: ${endpoint}\n`;
    assert.deepEqual(await problemsOf({ 'conf/flawless.yaml': text }), []);
  });

test('an object with a text function of its own is no value of an option, and breaks nothing', async () => {
  const text = '{"repo_dir": ".", "repo_type": {"toString": ""}}';
  const [problem, ...others] = await problemsOf({ 'conf/flawless.yaml': text });
  assert.match(problem ?? '', /^conf\/flawless\.yaml:1:\d+: repo_type must be git, but is /);
  assert.deepEqual(others, []);
});

test('a checkout and a mirror at once is a mistake', async () => {
  const files = { 'conf/flawless.yaml': 'repo_dir: .\nrepo_url: https://host/x.git\n' };
  assert.deepEqual(await problemsOf(files), [
    'conf/flawless.yaml:2:11: repo_dir and repo_url are both set; remove one, because a checkout is not mirrored',
  ]);
});
