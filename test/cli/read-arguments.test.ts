import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments, type Request } from '../../src/cli/read-arguments.ts';

const CASES: readonly (readonly [line: string, read: string])[] = [
  ['', 'help'],
  ['help', 'help'],
  ['--help', 'help'],
  ['start --help', 'help'],
  ['options', 'options'],
  ['start --conf a.yaml', 'start a.yaml'],
  ['start --conf=a.yaml', 'start a.yaml'],
  ['start -conf a.yaml', 'start a.yaml'],
  ['start -conf=a.yaml', 'start a.yaml'],
  [
    'start',
    '`flawless start` needs a configuration file: flawless start --conf PATH. `flawless help` tells what there is.',
  ],
  [
    'start --conf=',
    '`flawless start` needs a configuration file: flawless start --conf PATH. `flawless help` tells what there is.',
  ],
  [
    'start --conf a --conf b',
    '`flawless start` takes one configuration file. `flawless help` tells what there is.',
  ],
  ['start --config a.yaml', "Unknown option '--config'. `flawless help` tells what there is."],
  [
    'start a.yaml --conf b.yaml',
    "Unexpected argument 'a.yaml': flawless start --conf PATH. `flawless help` tells what there is.",
  ],
  ['check --conf a.yaml', 'check a.yaml'],
  [
    'check',
    '`flawless check` needs a configuration file: flawless check --conf PATH. `flawless help` tells what there is.',
  ],
  ['test-email ann@shop.test --conf a.yaml', 'test-email a.yaml ann@shop.test'],
  [
    'test-email --conf a.yaml',
    '`flawless test-email` takes one address: flawless test-email ADDRESS --conf PATH. `flawless help` tells what there is.',
  ],
  [
    'test-email ann --conf a.yaml',
    'ann is not a mail address, such as ann@example.com. `flawless help` tells what there is.',
  ],
  [
    'test-email ann@shop.test',
    '`flawless test-email` needs a configuration file: flawless test-email ADDRESS --conf PATH. `flawless help` tells what there is.',
  ],
  [
    'strat',
    'There is no command `strat`. Did you mean `flawless start`? `flawless help` tells what there is.',
  ],
  ['fly', 'There is no command `fly`. `flawless help` tells what there is.'],
  ['options --all', '`flawless options` takes no arguments. `flawless help` tells what there is.'],
];

for (const [line, read] of CASES)
  test(`flawless ${line}: ${read}`, () => {
    const request = readArguments(line === '' ? [] : line.split(' '));
    assert.equal(describe(request), read);
  });

function describe(request: Request): string {
  if (request.command === 'wrong') return request.message;
  const { command, confPath, address } = { confPath: '', address: '', ...request };
  return [command, confPath, address].filter((part) => part !== '' && part !== null).join(' ');
}
