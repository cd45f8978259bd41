import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { parseStack } from '../../src/parse/parse-stack.ts';

const JAVASCRIPT = 'TypeError: no\n    at f (/app/x.js:3:9)';
const PYTHON = 'Traceback (most recent call last):\n  File "/app/x.py", line 3, in f\nValueError: no';

const parse = (text: string, options: Parameters<typeof parseStack>[1]): unknown =>
  parseStack(text, options).exceptions.map(({ type, message, frames }) => [type, message, frames[0]?.file]);

test('reads the language that the shape tells when the named one is wrong, unknown or missing', () => {
  for (const language of ['nodejs', 'webjs', 'javascript', 'python', 'cobol', '', undefined]) {
    const options = language === undefined ? {} : { language };
    assert.deepEqual(parse(JAVASCRIPT, options), [['TypeError', 'no', '/app/x.js']]);
    assert.deepEqual(parse(PYTHON, options), [['ValueError', 'no', '/app/x.py']]);
  }
});

test('reads what it can of a language it does not know', () => {
  const cobol = 'com.shop.Boom: no\n  in OPEN-TILL, paragraph 3\n';
  const table: [string, object, unknown[]][] = [
    ['', { type: 'Error', message: 'no' }, []],
    [' \n\n', { type: 'Error' }, []],
    ['just a text', {}, []],
    ['just a text', { type: 'Boom' }, [['Boom', 'just a text', undefined]]],
    ['Boom: no', {}, [['Boom', 'no', undefined]]],
    [cobol, { language: 'cobol' }, [['com.shop.Boom', 'no', undefined]]],
    [cobol, { language: 'cobol', message: 'no\nmore' }, [['com.shop.Boom', 'no\nmore', undefined]]],
  ];
  for (const [text, options, wanted] of table) assert.deepEqual(parse(text, options), wanted, text);
});

test('takes type and message from the reporter only where the trace has none', () => {
  const reported = { type: 'ENOENT', message: 'gone' };
  assert.deepEqual(parse(JAVASCRIPT, reported), [['TypeError', 'no', '/app/x.js']]);
  assert.deepEqual(parse('    at f (/app/x.js:3:9)', reported), [['ENOENT', 'gone', '/app/x.js']]);
  assert.deepEqual(parse('gone\n    at f (/app/x.js:3:9)', reported), [['ENOENT', 'gone', '/app/x.js']]);
  assert.deepEqual(parse('  File "/app/x.py", line 3, in f', reported), [['ENOENT', 'gone', '/app/x.py']]);
});

function printFrames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `    at f (/app/x.js:${i + 1}:1)`);
}

test('reads at most 1 MiB, 65,536 lines, 1,000 frames and 50 exceptions, the innermost frames of each', () => {
  const [one] = parseStack(['Error: x', ...printFrames(1500)].join('\n'), {}).exceptions;
  assert.deepEqual([one?.frames.length, one?.frames[0]?.line, one?.frames.at(-1)?.line], [1000, 1, 1000]);

  const python = Array.from({ length: 1500 }, (_, i) => `  File "/app/x.py", line ${i + 1}, in f`);
  const [recursion] = parseStack(
    ['Traceback (most recent call last):', ...python, 'Boom'].join('\n'),
    {},
  ).exceptions;
  assert.deepEqual(
    [recursion?.type, recursion?.frames.length, recursion?.frames[0]?.line],
    ['Boom', 1000, 1500],
  );

  const chain = Array.from({ length: 60 }, () => ['Caused by: Error: x', ...printFrames(30)])
    .flat()
    .join('\n');
  const { exceptions } = parseStack(chain.slice('Caused by: '.length), {});
  assert.equal(exceptions.length, 50);
  for (const { frames: kept } of exceptions) assert.deepEqual([kept.length, kept[0]?.line], [20, 1]);

  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const below = (lines: number) => `Error: x${lineEnd.repeat(lines)}    at f (/app/x.js:1:1)${lineEnd}`;
    assert.equal(parseStack(below(65_535), {}).exceptions[0]?.frames.length, 1);
    assert.deepEqual(parseStack(below(65_536), {}).exceptions[0]?.frames, []);
  }
  const late = `Error: x\n${' '.repeat(1_048_570)}\n    at f (/app/x.js:1:1)`;
  assert.deepEqual(parseStack(late, {}).exceptions[0]?.frames, []);
});

/** Each is repeated to 1 MiB: all that a pattern could stumble over. */
const PUMPS = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\r\n',
  ':',
  '1',
  ':1',
  '1:',
  '(',
  ')',
  '((',
  ' (',
  ') ',
  '[',
  ']',
  '] ',
  '] {',
  '\u2028]',
  '{',
  '}',
  '"',
  '^',
  '|',
  '+',
  '-',
  'at ',
  'at async ',
  'eval at ',
  'eval at f (',
  'at eval (eval at f (',
  ' [as ',
  'a.',
  'a: ',
  '%',
  '%41',
  'file://',
  'caused by: ',
  'Uncaught ',
  ':wasm-function[',
  ':wasm-function[1]:0x',
  '", line ',
  'File "',
  ', in ',
  '<',
  '\0',
  '\ud800',
  '\u{1f600}',
  '\u2028',
  '    at f (/a.js:1:1)\n',
  '    at f (/a.js:1:1) {\n',
  'at /a.js:1:1\nE: x\n',
  'at /a.js:1:1\nError: x\n',
  'at /a.js:1:1\nCaused by: E\n',
  '  [cause]: Error: x\n',
  '  [cause]: [Error: x] {\n',
  '  [errors]: [\n',
  '    [Error: x],\n',
  '... 9 lines matching cause stack trace ...\n',
  '    at f (/a.js:1:1)\n    ... 3 lines matching cause stack trace ...\n',
  '/a.js:1\nx\n^\n\n',
  'Traceback (most recent call last):\n',
  '  File "a", line 1, in f\n',
  '  File "a", line 1, in f\n    x\n',
  '  [Previous line repeated 9 more times]\n',
  '  + Exception Group Traceback (most recent call last):\n',
  '  | x\n',
  '  +-+---------------- 1 ----------------\n',
  '  +---------------- 2 ----------------\n',
  '  +---\n',
  '@',
  'f@',
  'a*',
  'async*f@/a.js:1:1\n',
  ' line 1 > ',
  '@/a.js line 1 > eval',
  'rsc://React/',
  'at /a.js:1:1\n  -> /a.ts:1:1\n',
  '\u001b',
  '\u001b[',
  '\u001b[0;',
  '\u001b]8;;',
  '\u001b]8;;\u001b\\',
  '\u200b',
  '\u00a0',
  '\\',
  '\\n',
  '\\n ',
  '\\n\\t',
  '\\n    at ',
  '#012',
  '#012 ',
  '#012at ',
  '{"log":"x"}\n',
  '{"',
  '2026-11-22T10:00:00Z ',
  '2026-11-22T10:00:00Z stderr F \n',
  '<1>1 a b c d e - \n',
  'app-1  | x\n',
  'app-1  | app-1  | app-1  | app-1  | x\n',
  '[pod/x] [pod/x] ',
  'Nov 22 10:00:00 a b[1]: x\n',
  "\tfrom /a.rb:1:in `f'\n",
  "/a.rb:1:in `f': x (E)\n",
  "/a.rb:1:in `f': ",
  '/a.rb:1: ',
  ':1:in `',
  "'",
  ' 1: from ',
  'from ',
  '(eval at ',
  'a.b(a.rb:1)\n',
  "E (x):\n/a.rb:1:in `f'\n",
  'a.',
  '::A',
  'The above exception was the direct cause of the following exception:\n',
  'E: x\nDuring handling of the above exception, another exception occurred:\n',
];
const BEGINNINGS = [
  ['', undefined],
  ['Error: x\n    at f (/a.js:1:1) {\n', 'nodejs'],
  ['Traceback (most recent call last):\n  File "a", line 1, in f\n', 'python'],
  ['  | E\n  +-+-\n    |  File "a", line 1, in f\n', 'python'],
] as const;

test('comes back from 1 MiB of anything', () => {
  for (const pump of PUMPS) {
    const body = pump.repeat(Math.ceil(1_048_576 / pump.length));
    for (const [beginning, language] of BEGINNINGS) {
      assertSound(beginning + body, language ? { language } : { message: body });
    }
  }
});

const STACKS = fileURLToPath(new URL('../fixtures/stacks/', import.meta.url));
const GOLDENS = globSync('*/*.txt', { cwd: STACKS }).map((file) => readFileSync(STACKS + file, 'utf8'));

test('never throws, whatever it is given', () => {
  assert.ok(GOLDENS.length > 20);
  const lines = GOLDENS.flatMap((text) => text.split('\n'));
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom(...lines), { maxLength: 40 }).map((some) => some.join('\n')),
    fc.array(fc.constantFrom(...PUMPS, ...lines), { maxLength: 40 }).map((some) => some.join('')),
    mutated(),
  );
  const hints = fc.record(
    { language: fc.constantFrom('nodejs', 'python', 'go'), type: fc.string(), message: fc.string() },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(anything, hints, assertSound), { numRuns: 2000 });
});

/** A real trace of which one piece was cut out, doubled or replaced. */
function mutated(): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...GOLDENS),
      fc.nat(),
      fc.nat(200),
      fc.oneof(fc.constant(''), fc.string({ unit: 'binary' }), fc.constantFrom(...PUMPS)),
    )
    .map(([text, at, length, put]) => {
      const start = at % text.length;
      return (
        text.slice(0, start) + put + (at % 2 === 0 ? text.slice(start) : '') + text.slice(start + length)
      );
    });
}

function assertSound(text: string, options: Parameters<typeof parseStack>[1]): void {
  const { exceptions } = parseStack(text, options);
  assert.ok(exceptions.length <= 50);
  assert.ok(exceptions.reduce((sum, { frames }) => sum + frames.length, 0) <= 1000);
  for (const [index, exception] of exceptions.entries()) {
    assert.equal(exception.relation === 'root', index === 0);
    for (const { line, column } of exception.frames)
      assert.ok([line, column].every((n) => n === undefined || n >= 0));
  }
}
