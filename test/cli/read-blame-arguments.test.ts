import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../../src/cli/read-arguments.ts';
import { readBlameArguments, type BlameRequest } from '../../src/cli/read-blame-arguments.ts';

const PLAIN: BlameRequest = { command: 'blame', file: null, confPath: null, json: false, known: {} };

const CASES: readonly (readonly [args: readonly string[], read: Partial<BlameRequest> | string])[] = [
  [[], {}],
  [['-'], {}],
  [['trace.txt'], { file: 'trace.txt' }],
  [['--json', 'trace.txt'], { file: 'trace.txt', json: true }],
  [['--conf', 'a.yaml'], { confPath: 'a.yaml' }],
  [['--', '--json'], { file: '--json' }],
  [['--language', 'nodejs'], { known: { language: 'nodejs' } }],
  [
    ['--service', 'shop', '--service-version', '1.2', '--revision=v1', '--type', 'E', '--message=-1 left'],
    { known: { service: 'shop', serviceVersion: '1.2', revision: 'v1', type: 'E', message: '-1 left' } },
  ],
  [['a', 'b'], '`flawless blame` takes one file.'],
  [[''], 'The name of the file is empty.'],
  [['--conf='], '`--conf` needs the path of a configuration file.'],
  [
    ['--language', 'cobol'],
    '`--language` is one of rust, nodejs, webjs, javascript, python, go, erlang, elixir, swift, dart, java, php, dotnet, ruby; without it the shape of the trace tells.',
  ],
  [['--lang', 'go'], "Unknown option '--lang'."],
  [['--json=yes'], "Option '--json' does not take an argument."],
  [['--revision'], "Option '--revision <value>' argument missing."],
  [['--message', '-1 left'], "Option '--message' argument is ambiguous."],
];

for (const [args, read] of CASES)
  test(`flawless blame ${args.join(' ')}: ${JSON.stringify(read)}`, () => {
    if (typeof read === 'string') {
      assert.equal(readBlameArguments(args), read);
      const message = `${read} \`flawless help\` tells what there is.`;
      assert.deepEqual(readArguments(['blame', ...args]), { command: 'wrong', message });
    } else {
      assert.deepEqual(readBlameArguments(args), { ...PLAIN, ...read });
      assert.deepEqual(readArguments(['blame', ...args]), { ...PLAIN, ...read });
    }
  });
