import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { helpText } from '../../src/cli/help.ts';
import { optionsText } from '../../src/cli/options.ts';
import { environmentName, OPTION_NAMES, type Config } from '../../src/config/options.ts';
import { RULE_KINDS } from '../../src/config/rules.ts';
import { describeBlame } from '../../src/forward/describe-blame.ts';
import { createLinks } from '../../src/links.ts';
import { RULE_FORMS } from '../../src/web/rules/rule-forms.ts';
import { makeBlamed } from '../helpers/make-blamed.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', 'docs/accuracy.md', 'docs/operating.md', 'docs/reference.md']
  .map(read)
  .join('\n');

function listAttributes(): readonly string[] {
  const kinds: readonly Config['enrich_author'][] = ['email', 'name', 'hash', 'none'];
  const keys = kinds.flatMap((kind) =>
    Object.keys(describeBlame(makeBlamed(), kind, createLinks('http://x'))),
  );
  return keys;
}

test('the documents name exactly the attributes that are written into the stream', () => {
  const documented = [...documents.matchAll(/^\| `(flawless\.[a-z.]+)` \|/gm)].map(([, key]) => key);
  assert.deepEqual(new Set(documented), new Set(listAttributes()));
});

test('the documents name every path of the web port', () => {
  const routes = [...read('src/web/web-app.ts').matchAll(/router\.(?:get|post)\(\[?([^\]\n]*?)\]?, \w/g)];
  const paths = routes.flatMap(([, text = '']) =>
    [...text.matchAll(/'([^':]+?)\/?'/g)].map(([, path]) => path ?? ''),
  );
  assert.ok(paths.length >= 10);
  for (const { addPath, savePath } of RULE_FORMS) paths.push(addPath, savePath);
  for (const path of paths.filter((one) => one !== '/style.css'))
    assert.ok(documents.includes(`\`${path}\``) || documents.includes(`${path}\``), path);
});

test('every option is in the shipped file and in `flawless options`, with its environment variable', () => {
  const [shipped, listed] = [read('config/flawless.yaml'), optionsText()];
  for (const name of OPTION_NAMES) {
    assert.match(shipped, new RegExp(`^#? ?${name}:`, 'm'));
    assert.ok(listed.includes(environmentName(name)), name);
  }
});

test('options that the documents show exist', () => {
  const shown = [...documents.matchAll(/`?([a-z]+(?:_[a-z]+)+)`?(?::| )/g)].map(([, name]) => name ?? '');
  const known = new Set<string>([...OPTION_NAMES, ...RULE_KINDS]);
  const optionLike = shown.filter((name) =>
    /^(?:repo|report|upstream|enrich|web|smtp|spool|minimum)_/.test(name),
  );
  assert.ok(optionLike.length > 5);
  for (const name of optionLike) assert.ok(known.has(name), name);
});

test('every rule file is in the documents', () => {
  for (const kind of RULE_KINDS) assert.ok(documents.includes(`\`${kind}.yaml\``), kind);
});

test('every command of the help is one the command line knows, and the other way round', () => {
  const commands = [...helpText().matchAll(/^ {2}([a-z-]+) /gm)].map(([, command]) => command);
  const known = /const COMMANDS = \[([^\]]*)\]/.exec(read('src/cli/read-arguments.ts'))?.[1] ?? '';
  assert.deepEqual(
    commands,
    [...known.matchAll(/'([a-z-]+)'/g)].map(([, command]) => command),
  );
});
