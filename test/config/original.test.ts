import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load.ts';
import { isOptionName, type Config } from '../../src/config/options.ts';
import { readIni } from '../../src/config/read-ini.ts';
import { translateOriginal } from '../../src/config/translate-original.ts';

type Env = Readonly<Record<string, string>>;

async function load(text: string, env: Env = {}, files: Env = {}): Promise<Config> {
  const all: Env = { 'conf/flawless.cfg': text, ...files };
  const { config } = await loadConfig({
    path: 'conf/flawless.cfg',
    env,
    readFile: async (path) => {
      const found = all[path];
      if (found === undefined) throw Object.assign(new Error('no file'), { code: 'ENOENT' });
      return Buffer.from(found);
    },
  });
  return config;
}

async function problemsOf(text: string, files: Env = {}): Promise<readonly string[]> {
  return load(text, {}, files).then(
    () => [],
    (error: unknown) => (error instanceof ConfigError ? error.problems : [String(error)]),
  );
}

const WHOLE = `
# The server
[client]
port = 1
[flawless]
port = 9028
Hostname: flawless.shop.test:8080   ; what people type
email_domain_name = shop.test
default_contact = oncall@%(email_domain_name)s
smtp_host=localhost:25
smtp_user =
smtp_password = \${env:SECRET}
smtp_user = flawless
only_blame_filepaths_matching = ^src/,
    ^lib/.*100%%\\.py$
report_runtime_package_directory_name = site-packages
report_only_after_minimum_date = 2012-1-9
repo_dir = /tmp/flawless_repo
repo_url = https://git.shop.test/shop.git
repo_branch_pattern = ^release-.*$
ignore_vcs_email_domain = True
flawless_hostport = localhost:9028
client_timeout = 10
log_level = WARNING
`;

test('reads the flawless.cfg of the original, in the words of today', async () => {
  const config = await load(WHOLE, { SECRET: 'sesame' });
  const { port, hostname, default_contact, smtp_host, smtp_user, smtp_password, log_level } = config;
  assert.deepEqual(
    { port, hostname, default_contact, smtp_host, smtp_user, smtp_password, log_level },
    {
      port: 9028,
      hostname: 'http://flawless.shop.test:8080',
      default_contact: 'oncall@shop.test',
      smtp_host: 'localhost:25',
      smtp_user: 'flawless',
      smtp_password: 'sesame',
      log_level: 'warn',
    },
  );
  const { repo_dir, repo_url, repo_branch_pattern, ignore_vcs_email_domain } = config;
  assert.deepEqual(
    [repo_dir, repo_url, repo_branch_pattern, ignore_vcs_email_domain],
    [null, 'https://git.shop.test/shop.git', 'release-*', true],
  );
  assert.deepEqual(config.only_blame_filepaths_matching, ['^src/', String.raw`^lib/.*100%\.py$`]);
  assert.equal(config.report_only_after_minimum_date, '2012-01-09');
  assert.ok(config.report_runtime_package_directory_names.includes('node_modules'));
});

const WRONG: readonly (readonly [string, string])[] = [
  ['port = three', '3:8: port must be an integer, but is "three"'],
  ['prot = 1', '3:8: "prot" is not an option (did you mean "port"?)'],
  ['port', '3:1: this is neither "name = value" nor a [section]'],
  [
    'repo_branch_pattern = ^(release|hotfix)-.*$',
    '3:23: this is a regular expression, and here it must be a glob, such as release-*',
  ],
  [
    'smtp_password = ${env:NOT_SET}',
    '3:17: the environment variable NOT_SET is not set; set it, or write ${env:NOT_SET:-default}',
  ],
];

for (const [line, problem] of WRONG)
  test(`names the place of what is wrong: ${line}`, async () => {
    const problems = await problemsOf(`[flawless]\nrepo_dir = .\n${line}\n`);
    assert.deepEqual(problems, [`conf/flawless.cfg:${problem}`]);
  });

test('says that a file without the section is not the one meant', async () => {
  const [problem] = await problemsOf('[other]\nport = 1\n');
  assert.equal(problem, 'conf/flawless.cfg:1:1: there is no [flawless] section');
});

test('says how to take over a rule file of the original, instead of leaving its rules out', async () => {
  const problems = await problemsOf('[flawless]\nrepo_dir = .\n', { 'conf/known_errors': '["About", {}]' });
  assert.deepEqual(problems, [
    'conf/known_errors.yaml: does not exist, but known_errors does, as the original had it: rename it to known_errors.yaml, and put a # in front of its lines of text',
  ]);
});

test('reads any text without throwing, and every setting at a place in it', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom('[flawless]', 'a = %(a)s', ' b', 'c: d ;', '%(', '[[]', 'rem x'),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { settings } = readIni(lines.join('\n'), 'flawless');
      for (const { at } of settings) assert.match(at, /^[1-9]\d*:[1-9]\d*$/);
    }),
  );
});

const ORIGINAL_OPTIONS =
  'port http_port hostname email_domain_name ignore_vcs_email_domain default_contact smtp_host smtp_user smtp_password data_dir_path config_dir_path report_runtime_package_directory_names report_only_after_minimum_date report_error_threshold only_blame_filepaths_matching max_concurrent_git_blames git_cli_path repo_type repo_dir repo_url repo_branch_pattern flawless_hostports client_timeout log_level log_file'.split(
    ' ',
  );

test('maps every option of the original, in the code and in the documentation', () => {
  const page = readFileSync(new URL('../../docs/from-the-original.md', import.meta.url), 'utf8');
  for (const name of ORIGINAL_OPTIONS) {
    assert.ok(page.includes(`\`${name}\``), name);
    const translated = translateOriginal(name, '1', new Set());
    assert.ok(translated === null || ('name' in translated && isOptionName(translated.name)), name);
  }
});
