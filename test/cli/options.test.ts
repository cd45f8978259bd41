import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpText } from '../../src/cli/help.ts';
import { optionsText } from '../../src/cli/options.ts';
import { environmentName, getOption, OPTION_NAMES } from '../../src/config/options.ts';

test('lists every option with its variable and description, in lines of at most 100 columns', () => {
  const text = optionsText();
  const joined = text.replace(/\s+/g, ' ');
  for (const name of OPTION_NAMES) {
    assert.ok(text.includes(`\n  ${name}\n    `), name);
    assert.ok(joined.includes(`(${environmentName(name)})`), name);
    assert.ok(joined.includes(getOption(name).about), name);
  }
  for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
});

test('describes an option with type, default and variable', () => {
  const text = optionsText();
  assert.ok(text.includes('    integer, 0 to 65535, default 4318 (FLAWLESS_PORT)\n'));
  assert.ok(
    text.includes('    one of exact | branch | weak, default branch (FLAWLESS_MINIMUM_CONFIDENCE)\n'),
  );
  assert.ok(text.includes('    text, no default (FLAWLESS_SMTP_HOST)\n'));
});

test('tells the commands in lines of at most 100 columns', () => {
  for (const command of ['start --conf PATH', '-conf PATH', 'options', 'help']) {
    assert.ok(helpText().includes(command));
  }
  for (const line of helpText().split('\n')) assert.ok(line.length <= 100, line);
});
