import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStack } from '../../src/parse/parse-stack.ts';
import { parsePhpFrame } from '../../src/parse/php-frame.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'php', ...options }).exceptions;

test("reads every kind of frame in the SDK's form", () => {
  const place = { file: 'Till.php', line: 3 };
  const table: Record<string, object> = {
    '\tat Shop.Till.open(Till.php:3)': { ...place, function: 'open', module: 'Shop.Till' },
    'at Shop.open(Till.php:3)': { ...place, function: 'open', module: 'Shop' },
    'at open(Till.php:3)': { ...place, function: 'open' },
    'at {main}(Till.php:3)': { ...place, function: '{main}' },
    'at require_once(Till.php:3)': { ...place, function: '{main}' },
    'at {main}(artisan:37)': { file: 'artisan', line: 37, function: '{main}' },
    'at {closure}(Till (1).php:3)': { file: 'Till (1).php', line: 3, function: '{closure}' },
    'at Shop.{closure}(Till.php:3)': { ...place, function: '{closure}', module: 'Shop' },
    'at Shop.Till.Shop.{closure}(Till.php:3)': { ...place, function: '{closure}', module: 'Shop.Till' },
    'at Shop.Till.{closure:Shop.Till::open():12}(Till.php:3)': {
      ...place,
      function: '{closure}',
      module: 'Shop.Till',
    },
    'at class@anonymous/srv/app/Till.php:9$0.open(Till.php:3)': {
      ...place,
      function: 'open',
      module: 'class@anonymous',
    },
    "at eval(Till.php(3) : eval()'d code:1)": { ...place, function: 'eval', eval: true },
    'at usort(Unknown Source)': { native: true, function: 'usort' },
    'at ArrayIterator.uasort(Unknown Source)': { native: true, function: 'uasort', module: 'ArrayIterator' },
  };
  for (const [line, frame] of Object.entries(table)) assert.deepEqual(parsePhpFrame(line), frame, line);
});

test('takes no other line for a frame, nor a frame that was cut', () => {
  const lines = [
    '',
    'at',
    'at home (7)',
    'at Shop.Till.open',
    'at Shop.Till.open(Till.php:3',
    'at Shop.Till.open(Till.php)',
    'at (Till.php:3)',
    'at open (/srv/app/till.js:3:9)',
    'at shop.Till.open(Till.java:3)',
    'at shop.TillKt.open(Till.kt:3)',
    'at Shop.Till.Open()',
    'at Shop.Till.Open(String name)',
    'at a.b/c.D.run(Unknown Source)',
    `at open(${'x'.repeat(4096)}.php:3)`,
  ];
  for (const line of lines) assert.equal(parsePhpFrame(line), undefined, line);
});

const TRACE = [
  'Shop\\Boom: two',
  '  lines in the message in /srv/app/Till.php:3',
  'Stack trace:',
  "#0 /srv/app/Main.php(9): Shop\\Till->open('a): #1 b', Array)",
  '#1 [internal function]: Shop\\Main::Shop\\{closure}(1)',
  '#2 phar:///srv/shop.phar/src/Main.php(12): array_map(Object(Closure), Array)',
  '#3 C:\\app (x86)\\run.php(4): Shop\\run()',
  "#4 /srv/app/eval.php(5) : eval()'d code(1): {closure:/srv/app/eval.php:5}()",
  '#5 {main}',
];
const FRAMES: readonly Frame[] = [
  { file: '/srv/app/Till.php', line: 3, function: 'open', module: 'Shop\\Till' },
  { file: '/srv/app/Main.php', line: 9, function: '{closure}', module: 'Shop\\Main' },
  { native: true, function: 'array_map' },
  { file: 'phar:///srv/shop.phar/src/Main.php', line: 12, function: 'run', module: 'Shop' },
  { file: 'C:\\app (x86)\\run.php', line: 4, function: '{closure}' },
  { file: '/srv/app/eval.php', line: 5, function: '{main}', eval: true },
];

test("reads PHP's own trace: each line says where the function that it names was called", () => {
  const message = 'two\n  lines in the message';
  const root = { type: 'Shop\\Boom', message, relation: 'root', frames: FRAMES };
  const text = TRACE.join('\n');
  for (const [above, below] of [
    ['', ''],
    ['PHP Fatal error:  Uncaught ', '\n  thrown in /srv/app/Till.php on line 3'],
    ['Fatal error: Uncaught ', '\n\nNothing of it'],
    ['[22-Nov-2026 10:00:00 Europe/Berlin] PHP Fatal error:  Uncaught ', ''],
  ] as const)
    assert.deepEqual(read(above + text + below), [root], above);
});

test('names the exception as reported where the trace has only frames, or was cut before its name', () => {
  const reported = { type: 'Shop\\Late', message: 'm' };
  const frames = TRACE.slice(3).join('\n');
  assert.deepEqual(
    read(frames, reported).map(({ type, message, frames: [first] }) => [type, message, first?.line]),
    [['Shop\\Late', 'm', 9]],
  );
  const cut = `${TRACE.join('\n')}\n\nNext Shop\\La`;
  const outline = (options: object): unknown =>
    read(cut, options).map(({ type, relation }) => [type, relation]);
  assert.deepEqual(outline(reported), [
    ['Shop\\Late', 'root'],
    ['Shop\\Boom', 'cause'],
  ]);
  assert.deepEqual(outline({}), [['Shop\\Boom', 'root']]);
});

test('reads the place of an error that has no trace', () => {
  const table: [string, string][] = [
    ['PHP Parse error:  unexpected token in /srv/app/Till.php on line 3', 'Parse error'],
    ['Warning: Undefined variable $in in /srv/app/Till.php on line 3', 'Warning'],
    [
      '[22-Nov-2026 10:00:00 UTC] PHP Fatal error:  Out of memory in /srv/app/Till.php on line 3',
      'Fatal error',
    ],
  ];
  for (const [text, type] of table) {
    const [error] = read(text);
    assert.deepEqual([error?.type, error?.frames], [type, [{ file: '/srv/app/Till.php', line: 3 }]], text);
  }
});
