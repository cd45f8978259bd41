import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDotnet } from '../../src/parse/dotnet.ts';
import { readJava } from '../../src/parse/java.ts';
import { readPhp } from '../../src/parse/php.ts';
import type { ThrownException } from '../../src/parse/stack.ts';

/** Each is repeated to 1 MiB: what the patterns for Java, .NET and PHP could stumble over. */
const PUMPS = [
  'at ',
  'at a.',
  'at a.b(',
  'at a.b()',
  'at a.b(C.java:1) ~[',
  '(',
  ')',
  '()',
  '.',
  '$',
  '$1',
  '_',
  '_A',
  '<',
  '>',
  '<a>',
  '>g__',
  '[',
  '[]',
  '[[',
  '+0x',
  ' in ',
  ' in /a:',
  ':1',
  '/',
  '@1',
  '#',
  '#1 ',
  '#1 /a(1): ',
  "(1) : eval()'d code",
  '{closure',
  '}',
  '\\',
  '->',
  '::',
  ' ---> ',
  '(Inner Exception #1) ',
  '<---',
  '--- ',
  ' ---',
  'Next ',
  'Caused by: ',
  'Suppressed: ',
  'Exception in thread "',
  'PHP Fatal error:  Uncaught ',
  'Unhandled exception. ',
  ' on line 1',
  '\tat a.B.c(D.java:1)\n',
  '\tat a.B.lambda$c$1$2$3(D.java:1)\n',
  '\tat a.B$c$1.invoke(D.kt:1)\n',
  '\tat a.b$c__1$d__2.invoke(e.clj:1)\n',
  '\tat A.B.c(d.php:1)\n',
  '\tat {closure}(d.php:1)\n',
  '\t... 9 more\n',
  '\tat a.B.c(D.java:1)\n\t... 999999999 more\nCaused by: a.B: c\n',
  'Caused by: a.B: c\n',
  '\tSuppressed: a.B: c\n',
  '\tSuppressed: a.B: c\n\tCaused by: a.B: c\n',
  'Caused by: [CIRCULAR REFERENCE: a.B: c]\n',
  '   at A.B.C(D e) in /f.cs:line 1\n',
  '   at A.<B>d__1.MoveNext() in /f.cs:line 1\n',
  '   bei A.B.C(D e) in /f.cs:Zeile 1.\n',
  '  at A.B[C] (D[E] f) [0x00001] in /f.cs:1 \n',
  ' ---> A.B: c\n',
  ' ---> (Inner Exception #0) A.B: c\n',
  ' ---> (Inner Exception #1) A.B: c<---\n',
  '   --- End of inner exception stack trace ---\n',
  ' ---> A.B: c\n   at A.B.C()\n   --- End of inner exception stack trace ---\n',
  '--- End of stack trace from previous location ---\n',
  '#0 /a.php(1): b()\n',
  '#0 {main}\n',
  '#0 [internal function]: {closure}()\n',
  'Stack trace:\n',
  'Stack trace:\n#0 /a.php(1): b()\n\nNext A: b in /c.php:1\n',
  'PHP Warning:  a in /b.php on line 1\n',
];
const BEGINNINGS = [
  ['', readJava],
  ['a.B: c\n\tat a.B.c(D.java:1)\nCaused by: a.B: ', readJava],
  ['', readDotnet],
  ['A.B: c ---> A.B: c\n   at A.B.C()\n   at A.', readDotnet],
  ['', readPhp],
  ['A: b in /c.php:1\nStack trace:\n#0 /a.php(1): b()\nNext A: ', readPhp],
] as const;

const HALF = 524_288;

test('comes back from 1 MiB that opens much and closes much', () => {
  for (const [open, close] of [
    [' ---> ', '<---\n'],
    [' ---> (Inner Exception #1) A.B: c\n', '<---\n'],
    [' ---> A.B: c\n', '   --- End of inner exception stack trace ---\n'],
    ['\tat a.B.c(D.java:1)\n', '\t... 999999999 more\nCaused by: a.B: c\n'],
    ['(', ')'],
    ['<', '>'],
  ] as const) {
    const text = open.repeat(HALF / open.length) + close.repeat(HALF / close.length);
    for (const read of [readJava, readDotnet, readPhp]) assertBounded(read(text.split('\n'), {}));
  }
});

test('comes back from 1 MiB of anything that begins like a trace', () => {
  for (const pump of PUMPS) {
    const body = pump.repeat(Math.ceil(1_048_576 / pump.length));
    for (const [beginning, read] of BEGINNINGS) {
      assertBounded(read((beginning + body).split('\n'), { message: body }));
    }
  }
});

function assertBounded(exceptions: readonly ThrownException[]): void {
  assert.ok(exceptions.length >= 1 && exceptions.length <= 50);
  for (const { frames } of exceptions) assert.ok(frames.length <= 1000);
}
