import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { splitLines } from '../../src/parse/lines.ts';
import { parseStack, READERS } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const STACKS = fileURLToPath(new URL('../fixtures/stacks/', import.meta.url));
const LANGUAGES = ['go', 'rust', 'erlang', 'swift', 'dart'] as const;

/** Whether a text says this place, with all digits of the line. */
function isPrinted(text: string, { file, line }: Frame): boolean {
  if (file === undefined || line === undefined) return true;
  const spellings = [':', ' ', ', line ', '"},{line,', '", line: '].map(
    (between) => `${file}${between}${line}`,
  );
  return spellings.some((spelling) => {
    let at = text.indexOf(spelling);
    while (at >= 0 && /\d/.test(text.charAt(at + spelling.length))) at = text.indexOf(spelling, at + 1);
    return at >= 0;
  });
}

for (const language of LANGUAGES) {
  const files = globSync(`${language}/*.txt`, { cwd: STACKS });
  const texts = files.map((file) => readFileSync(STACKS + file, 'utf8'));

  test(`invents no place where a ${language} trace was cut`, () => {
    for (const [index, text] of texts.entries()) {
      const step = Math.max(1, Math.floor(text.length / 1000));
      for (let length = text.length; length > 0; length -= step) {
        const { exceptions } = parseStack(text.slice(0, length), { language });
        const invented = exceptions.flatMap(({ frames }) => frames).find((frame) => !isPrinted(text, frame));
        assert.equal(
          invented,
          undefined,
          `${files[index]} after ${text.slice(Math.max(0, length - 120), length)}`,
        );
      }
    }
  });

  test(`never throws of a ${language} trace with a piece cut out, doubled or replaced`, () => {
    assert.ok(texts.length >= 6);
    const piece = fc.oneof(fc.constant(''), fc.string({ unit: 'binary' }), fc.constantFrom(...PUMPS));
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(200), piece, (text, at, length, put) => {
        const start = at % Math.max(1, text.length);
        const doubled = at % 2 === 0 ? text.slice(start) : '';
        assertSound(
          parseStack(text.slice(0, start) + put + doubled + text.slice(start + length), { language }),
        );
      }),
    );
  });
}

/** Each is repeated to 1 MiB: what the patterns of these languages could stumble over. */
const PUMPS = [
  'goroutine 1 [',
  'goroutine 1 [running]:\n',
  'goroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n',
  'main.f()\n\t/a.go:1 +0x1\n',
  'main.f\n\t/a.go:1\n',
  'x\nmain.f\n\t/a.go:1\n',
  'runtime.goexit\n\t/a.s:1\n',
  'panic({0x1})\n\t/a.go:1 +0x1\n',
  'panic: ',
  'panic: x\n',
  '\tpanic: x [recovered]\n',
  ' [recovered]',
  'http: panic serving ',
  ' +0x',
  '%2e',
  '[...]',
  'a.(*',
  '0x1, {',
  "thread 'a' panicked at ",
  "thread 'a' panicked at b:1:1:\n",
  "', ",
  '0: ',
  '0: a::b\n',
  '0: a::b\n at /a.rs:1:1\n',
  '::h0123456789abcdef',
  '[0123456789abcdef]',
  'stack backtrace:\n',
  'Caused by:\n',
  'Location:\n',
  '{ fn: "',
  '{ fn: "a", file: "b", line: 1 }, ',
  'note: \n',
  '** (A) ',
  '** (A) b\n',
  ' ** (A) b\n',
  '(a 1) ',
  '(a 1) a.ex:1: A.b/1\n',
  '    A.b(1)\n',
  'anonymous fn/1 in ',
  'A.b(',
  'A.b([{"',
  '."',
  'exception error: ',
  '  in function  a:b/1 (c.erl, line 1)\n',
  '  in call from ',
  ', line ',
  '{a,',
  '{a,b,',
  '{a,b,[',
  "{'",
  '{a,b,1,[{file,"',
  '{a,b,1,[{file,"c"},{line,1}]},',
  '0 A 0x00000000 b + 1\n',
  '0 [ra] ',
  '0 [ra] 0x00000000 ',
  ' in ',
  ' at ',
  ') [0x',
  '(+0x',
  ' *  1│',
  '$s1a',
  '$s1aC',
  'Thread 0 crashed:\n',
  'Thread 0 ',
  ': Fatal error',
  ': file ',
  "Terminating app due to uncaught exception '",
  '#0 ',
  '#0 a (package:a:1:1)\n',
  '#0 a (package:',
  '#00 abs 0000 ',
  'package:a 1:1  b\n',
  'package:a 1  ',
  'a.dart ',
  '<asynchronous suspension>\n',
  'Unhandled exception: ',
  'The following A was thrown b:\n',
];
const BEGINNINGS = [
  ['go', ''],
  ['go', 'panic: x\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n'],
  ['rust', ''],
  ['rust', "thread 'a' panicked at b:1:1:\nc\nstack backtrace:\n   0: a::b\n"],
  ['erlang', ''],
  ['erlang', '** (A) b\n    (a 1) a.ex:1: A.b/1\n'],
  ['erlang', 'exception error: '],
  ['swift', ''],
  ['swift', 'a:1: Fatal error: b\nThread 0 crashed:\n0 a in b at /c:1:1\n'],
  ['dart', ''],
  ['dart', 'Unhandled exception:\nBad state: a\n#0 a (package:a:1:1)\n'],
] as const;

for (const language of LANGUAGES) {
  test(`comes back from 1 MiB of anything as ${language}`, () => {
    const reader = READERS.find(({ languages }) => languages.includes(language));
    for (const pump of PUMPS) {
      const body = pump.repeat(Math.ceil(1_048_576 / pump.length));
      for (const [, beginning] of BEGINNINGS.filter(([name]) => name === language))
        assertSound({ exceptions: reader?.read(splitLines(beginning + body), {}) ?? [] });
    }
  });
}

function assertSound({ exceptions }: { readonly exceptions: readonly ThrownException[] }): void {
  for (const [index, { relation, frames }] of exceptions.entries()) {
    assert.equal(relation === 'root', index === 0);
    assert.ok(frames.length <= 1001);
    for (const { line = 0, file, function: name } of frames)
      assert.ok(line >= 0 && file !== '' && name !== '', JSON.stringify({ line, file, name }));
  }
}
