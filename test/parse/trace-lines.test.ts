import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseStack } from '../../src/parse/parse-stack.ts';
import { readTraceLines } from '../../src/parse/trace-lines.ts';

const LINES = ['Error: no', '', '    at f (/app/x.js:3:9)', '    at g (/app/y.js:4:1)'];

/** What a log writes before each line. */
const PREFIXES = [
  '2026-11-22T10:00:00.000000000Z stderr F ',
  '2026-11-22T10:00:00.000000000+01:00 stdout P ',
  '2026-11-22T10:00:00.123456789Z ',
  '2026-11-22 10:00:00,123 ',
  '2026-11-22 10:00:00.123 UTC ',
  '2026-11-22 10:00:00,123 ERROR ',
  '[2026-11-22 10:00:00 +0000] [ERROR] ',
  '2026-11-22T10:00:00.000000+00:00 app[web.1]: ',
  '2026-11-22T10:00:00.000000+00:00 host-1 shop[77]: ',
  'Nov 22 10:00:00 host-1 shop[77]: ',
  '<13>Nov  2 10:00:00 host-1 shop: ',
  '<165>1 2026-11-22T10:00:00.000Z host-1 shop 77 - - ',
  '<165>1 2026-11-22T10:00:00.000Z host-1 shop 77 ID47 [x@1 a="1"] ',
  'app-1  | ',
  'shop_web_1 | ',
  '10:00:00 web.1  | ',
  '0|shop  | ',
  '[pod/shop-5d9-x/app] ',
  '[22-Nov-2026 10:00:00 Europe/Vienna] ',
  '[Sun Nov 22 10:00:00.123456 2026] ',
  'app-1  | 2026-11-22T10:00:00.000Z ',
  'app-1  | Nov 22 10:00:00 host-1 shop[77]: 2026-11-22T10:00:00.000Z stderr F ',
];

test('takes off what a log put before every line, also where it left no space after an empty line', () => {
  for (const prefix of PREFIXES) {
    const logged = LINES.map((line) => prefix + line);
    assert.deepEqual(readTraceLines(logged.join('\n')), LINES, prefix);
    assert.deepEqual(readTraceLines(logged.map((line) => line.trimEnd()).join('\r\n')), LINES, prefix);
    assert.deepEqual(readTraceLines(`${logged.join('\n')}\n`), [...LINES, ''], prefix);
    const [, , frame = ''] = logged;
    const cut = [...logged, frame.slice(0, 3)].join('\n');
    assert.deepEqual(readTraceLines(cut).slice(0, 4), LINES, prefix);
  }
});

test('keeps what stands before some lines only', () => {
  for (const prefix of PREFIXES) {
    const logged = LINES.map((line, index) => (index === 2 ? line : prefix + line));
    assert.deepEqual(readTraceLines(logged.join('\n')), logged, prefix);
    assert.deepEqual(readTraceLines(`${prefix}Error: no`), [`${prefix}Error: no`]);
  }
});

test('gives the lines back that were written into one', () => {
  const text = `Error: "no" \u2013 C:\\x\n    at f (C:\\app\\new\\x.js:3:9)\n\tat g`;
  const lines = text.split('\n');
  const json = JSON.stringify(text);
  const ascii = json.replace('\u2013', '\\u2013');
  for (const logged of [json, ascii, json.slice(1, -1), JSON.stringify(json), `${json}\n`])
    assert.deepEqual(readTraceLines(logged), lines, logged);
  assert.deepEqual(readTraceLines(text.replaceAll('\n', '#012').replaceAll('\t', '#011')), lines);
  assert.deepEqual(readTraceLines(lines.map(logToDocker).join('\n')), [...lines, '']);
  assert.deepEqual(readTraceLines(`${lines.map(logToDocker).join('\n')}\n{"log":"   a`), [...lines, '']);
  const unescaped = 'E: C:\\x\\n   at F() in C:\\src\\new.cs:line 3\\r\\n\\tat G()';
  assert.deepEqual(readTraceLines(unescaped), [
    'E: C:\\x',
    '   at F() in C:\\src\\new.cs:line 3',
    '\tat G()',
  ]);
  const printed = ['Boom: x\\n\\tfrom /a.rb:1', 'Boom\\n#0 /a.php(1): f()', 'Boom\\ngoroutine 1 [running]:'];
  for (const line of [...printed, 'E\\n  File \\"/a.py\\", line 1', 'E\\nf@https://shop.example/a.js:1:2'])
    assert.equal(readTraceLines(line).length, 2, line);
});

function logToDocker(line: string): string {
  const log = `\u001b[31m${line}\u001b[0m\n`;
  return JSON.stringify({ log, stream: 'stderr', time: '2026-11-22T10:00:00Z' });
}

test('damages no message', () => {
  const table = [
    'Error: cannot open C:\\new\\table\\u0041.txt',
    'Error: expected "a\\nb"',
    'Error: issue #012 of #011',
    'Error: {"log":"a\\n"}',
    '{"log":"a\\n"',
    '{"level":"error"}\n{"level":"error"}',
    'a | b\nc | d\n    at f (/app/x.js:3:9)',
    '2026-11-22T10:00:00Z is too late\n    at f (/app/x.js:3:9)',
    'Error: \u2066tab\tand\u200bzero\u200dwidth\ufeff\u00a0x',
    'Error: [31m is no colour, nor is \u001b alone, nor \u001b]8;;cut',
    '  File "/app/x.py", line 3, in f\n    g()',
    '    (app 1.0.0) lib/x.ex:12: X.f/2\n      (elixir) y',
    '  + Exception Group Traceback (most recent call last):\n  |   File "/app/x.py", line 3, in f',
    '\tat com.shop.Till.open(Till.java:3)\n\t\tat x',
    'Error: a\n  b\n\n    c\n    at f (/app/x.js:3:9)',
  ];
  for (const text of table) assert.deepEqual(readTraceLines(text), text.split('\n'), text);
});

test('takes away what cannot be seen', () => {
  const table: [string, string[]][] = [
    ['\ufeffError: no\n\u200b    at f', ['Error: no', '    at f']],
    ['E\n\u00a0\u00a0at f', ['E', '  at f']],
    ['E\0\n\0\0at f\0', ['E', 'at f']],
    ['\u001b[1;31mE\u001b[0m: \u001b[38;5;7mno\u001b[m\u001b(B', ['E: no']],
    ['\u001b]8;;https://x.example\u0007x.js\u001b]8;;\u0007:1', ['x.js:1']],
    ['\u001b]8;;https://x.example\u001b\\x.js\u001b]8;;\u001b\\:1', ['x.js:1']],
    ['a\r\nb\r\r\nc\r', ['a', 'b', 'c']],
    ['a\rb', ['a', 'b']],
    ['  E: no\n\n      at f\n    b', ['E: no', '', '    at f', '  b']],
    ['\tE: no\n\t    at f\n', ['E: no', '    at f', '']],
  ];
  for (const [text, lines] of table) assert.deepEqual(readTraceLines(text), lines, JSON.stringify(text));
});

const STACKS = fileURLToPath(new URL('../fixtures/stacks/', import.meta.url));
const GOLDENS = globSync('*/*.txt', { cwd: STACKS }).filter((file) => !file.startsWith('programs'));

test('reads every golden as well behind the prefixes of a log', () => {
  for (const file of GOLDENS) {
    const text = readFileSync(STACKS + file, 'utf8').trimEnd();
    const language = file.slice(0, file.indexOf('/'));
    const plain = parseStack(text, { language });
    if (!text.includes('\n')) continue;
    for (const prefix of [
      '2026-11-22T10:00:00.000Z stderr F ',
      'app-1  | ',
      'Nov 22 10:00:00 host app[1]: ',
    ]) {
      const logged = text.replace(/^/gm, prefix);
      assert.deepEqual(parseStack(logged, { language }), plain, `${prefix}${file}`);
    }
    const coloured = text.replace(/\S+/g, '\u001b[31m$&\u001b[0m');
    assert.deepEqual(parseStack(coloured, { language }), plain, `coloured ${file}`);
    const wide = `\ufeff${text}`;
    assert.deepEqual(parseStack(wide, { language }), plain, `BOM ${file}`);
  }
});
