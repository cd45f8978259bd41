import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { OPTION_NAMES } from '../../src/config/options.ts';
import { RULE_KINDS } from '../../src/config/rules.ts';
import { documentOption } from '../../src/config/sample-config.ts';
import { schemaFiles } from '../../src/config/write-schemas.ts';
import { loadFrom } from './load-from.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('ships the schemas that the tables make (npm run schemas writes them)', () => {
  const shipped = readdirSync(`${ROOT}schemas`).map((name) => [
    name,
    readFileSync(`${ROOT}schemas/${name}`, 'utf8'),
  ]);
  assert.deepEqual(Object.fromEntries(shipped), schemaFiles());
});

test('documents every option in the shipped file as the table does (npm run schemas writes it)', () => {
  const text = readConfig('flawless');
  for (const name of OPTION_NAMES) {
    const documented = text.indexOf(`\n${documentOption(name)}`);
    assert.ok(documented >= 0, name);
    const next = text.slice(documented + 1 + documentOption(name).length);
    assert.ok(next.startsWith(`# ${name}:`) || next.startsWith(`${name}:`), name);
  }
});

for (const name of ['flawless', ...RULE_KINDS]) {
  test(`tells editors the schema of ${name}.yaml`, () => {
    const line = `# yaml-language-server: $schema=../schemas/${name}.schema.json\n`;
    assert.ok(readConfig(name).startsWith(line));
  });
}

test('loads the files as they are shipped', async () => {
  const { config, rules } = await loadConfig({ path: `${ROOT}config/flawless.yaml`, env: {} });
  assert.equal(config.repo_dir, '.');
  for (const kind of RULE_KINDS) assert.deepEqual(rules[kind], []);
});

test('loads the files with all their examples uncommented', async () => {
  const files = ['flawless', ...RULE_KINDS].map((name) => [`conf/${name}.yaml`, uncomment(readConfig(name))]);
  const text: Record<string, string> = Object.fromEntries(files);
  const { config, rules } = await loadFrom(
    { ...text, ...renameDirectory(text) },
    { SMTP_PASSWORD: 'secret' },
  );
  assert.equal(config.smtp_password, 'secret');
  // A repository is either a checkout or a mirror.
  for (const name of OPTION_NAMES) assert.equal(config[name] === null, name === 'repo_dir', name);
  for (const kind of RULE_KINDS) assert.ok(rules[kind].length > 0, kind);
});

/** The example of `config_dir_path` leads elsewhere. */
function renameDirectory(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path.replace('conf/', 'config/'), text]),
  );
}

function readConfig(name: string): string {
  return readFileSync(`${ROOT}config/${name}.yaml`, 'utf8');
}

/** What an editor's "uncomment" does to every line that is not an explanation. */
function uncomment(text: string): string {
  return text.replace(/^repo_dir: .*$/m, '').replace(/^# (?!yaml-language-server)/gm, '');
}
