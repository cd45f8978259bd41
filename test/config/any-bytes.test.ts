import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRuleLoader } from '../../src/config/load-rules.ts';
import { OPTION_NAMES } from '../../src/config/options.ts';
import { RULE_KINDS } from '../../src/config/rules.ts';
import { showConfig } from '../../src/config/show.ts';
import { loadFrom, problemsOf } from './load-from.ts';

const PUNCTUATION =
  ': |- |\n|  |\t|{|}|[|]|, |"|\'|&a |*a|!x |>\n|#|---\n|...\n|? |${|$|1|true|null|<<: |__proto__: |\\|email|filename';

const YAML_PIECE = fc.constantFrom(...OPTION_NAMES.slice(0, 8), ...PUNCTUATION.split('|'), '|\n');

const FILE = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.array(YAML_PIECE, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
);

const PROBLEM = /^(?:conf\/\w+\.yaml(?::\d+:\d+)?|environment variable \w+): [^\n]+$/;

test('reads any bytes as a configuration file, or says in one line each what is wrong', async () => {
  const property = fc.asyncProperty(FILE, async (bytes) => {
    for (const problem of await problemsOf({ 'conf/flawless.yaml': bytes })) assert.match(problem, PROBLEM);
  });
  await fc.assert(property, { numRuns: 250 });
});

test('takes any mapping of options to any values, or says what is wrong', async () => {
  const options = fc.dictionary(fc.constantFrom(...OPTION_NAMES), fc.jsonValue({ maxDepth: 3 }));
  const property = fc.asyncProperty(options, async (values) => {
    const file = JSON.stringify({ repo_dir: '.', ...values });
    const problems = await problemsOf({ 'conf/flawless.yaml': file });
    for (const problem of problems) assert.match(problem, PROBLEM);
    if (problems.length > 0) return;
    const { config } = await loadFrom({ 'conf/flawless.yaml': file });
    assert.ok(Object.values(showConfig(config)).every((text) => typeof text === 'string'));
  });
  await fc.assert(property, { numRuns: 150 });
});

test('reads any bytes as rules, or says what is wrong', () => {
  const loader = createRuleLoader();
  const property = fc.property(fc.constantFrom(...RULE_KINDS), FILE, (kind, bytes) => {
    const { entries, problems } = loader.parse(kind, 'conf/rules.yaml', bytes);
    assert.ok(Array.isArray(entries));
    for (const problem of problems) assert.match(problem, PROBLEM);
  });
  fc.assert(property, { numRuns: 1000 });
});
