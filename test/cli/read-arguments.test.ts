import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../../src/cli/read-arguments.ts';

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
    'strat',
    'There is no command `strat`. Did you mean `flawless start`? `flawless help` tells what there is.',
  ],
  ['fly', 'There is no command `fly`. `flawless help` tells what there is.'],
  ['options --all', '`flawless options` takes no arguments. `flawless help` tells what there is.'],
];

for (const [line, read] of CASES)
  test(`flawless ${line}: ${read}`, () => {
    const request = readArguments(line === '' ? [] : line.split(' '));
    const { command } = request;
    const found =
      command === 'wrong' ? request.message : command === 'start' ? `start ${request.confPath}` : command;
    assert.equal(found, read);
  });
