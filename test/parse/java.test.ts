import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseJavaFrame } from '../../src/parse/java-frame.ts';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'java', ...options }).exceptions;
const outline = (text: string, options = {}): unknown[] =>
  read(text, options).map(({ relation, type, message, frames }) => [
    relation,
    type,
    message,
    frames.map(({ line }) => line),
  ]);

test('reads every kind of frame that the languages of the JVM print', () => {
  const at = { file: 'Till.java', line: 3 };
  const till = { function: 'open', module: 'shop.Till' };
  const kotlin = { file: 'Till.kt', line: 3 };
  const scala = { file: 'Till.scala', line: 3 };
  const table: Record<string, object> = {
    'at shop.Till.open(Till.java:3)': { ...at, ...till },
    '\tat shop.Till.open(Till.java:3)': { ...at, ...till },
    '    at shop.Till.open(Till.java:3) ~[shop.jar:1.2]': { ...at, ...till },
    'at shop.Till.open(Till.java:3) [classes/:na]': { ...at, ...till },
    'at app//shop.Till.open(Till.java:3)': { ...at, ...till },
    'at app//mod@1.2/shop.Till.open(Till.java:3)': { ...at, ...till },
    'at java.base@17.0.15/java.util.ArrayList.get(ArrayList.java:427)': {
      file: 'ArrayList.java',
      line: 427,
      function: 'get',
      module: 'java.util.ArrayList',
      native: true,
    },
    'at java.util.ArrayList.get(ArrayList.java:427)': {
      file: 'ArrayList.java',
      line: 427,
      function: 'get',
      module: 'java.util.ArrayList',
      native: true,
    },
    'at java.sql/oracle.Driver.go(Driver.java:3)': {
      file: 'Driver.java',
      line: 3,
      function: 'go',
      module: 'oracle.Driver',
      native: true,
    },
    'at Till.open(Till.java:3)': { ...at, ...till, module: 'Till' },
    'at shop.Till.open(Till.java)': { file: 'Till.java', ...till },
    'at shop.Till.open(Native Method)': { native: true, ...till },
    'at shop.Till.open(Unknown Source)': till,
    'at shop.Till.open(Unknown Source:12)': till,
    'at shop.Till.open(SourceFile:12)': { file: 'SourceFile', line: 12, ...till },
    'at shop.Till.open(SourceFile)': { file: 'SourceFile', ...till },
    'at shop.Till$$FastClassBySpringCGLIB$$1a2b.invoke(<generated>)': {
      native: true,
      function: 'invoke',
      module: 'shop.Till$$FastClassBySpringCGLIB$$1a2b',
    },
    'at com.sun.proxy.$Proxy12.open(Unknown Source)': {
      native: true,
      function: 'open',
      module: 'com.sun.proxy.$Proxy12',
    },
    'at shop.Till$$Lambda$14/0x0000000800c03000.run(Unknown Source)': {
      native: true,
      function: 'run',
      module: 'shop.Till$$Lambda',
    },
    'at app//shop.Till$$Lambda/0x0000000800c03000.run(Unknown Source)': {
      native: true,
      function: 'run',
      module: 'shop.Till$$Lambda',
    },
    'at shop.Till.lambda$open$0(Till.java:3)': { ...at, ...till },
    'at shop.Till.lambda$open$0$12(Till.java:3)': { ...at, ...till },
    'at shop.Till.lambda$new$1(Till.java:3)': { ...at, ...till, function: '<init>' },
    'at shop.Till.lambda$static$1(Till.java:3)': { ...at, ...till, function: '<clinit>' },
    'at shop.Till.access$000(Till.java:3)': { ...at, ...till, function: 'access$000' },
    'at shop.Till.<init>(Till.java:3)': { ...at, ...till, function: '<init>' },
    'at shop.Till$Slot$1.run(Till.java:3)': { ...at, function: 'run', module: 'shop.Till$Slot$1' },
    'at laden.Kässe.öffne(Kässe.java:3)': {
      file: 'Kässe.java',
      line: 3,
      function: 'öffne',
      module: 'laden.Kässe',
    },
    'at shop.TillKt.open(Till.kt:3)': { ...kotlin, function: 'open', module: 'shop.TillKt' },
    'at shop.TillKt.open$default(Till.kt:3)': { ...kotlin, function: 'open', module: 'shop.TillKt' },
    'at shop.TillKt.open$lambda$2$lambda$1(Till.kt:3)': {
      ...kotlin,
      function: 'open',
      module: 'shop.TillKt',
    },
    'at shop.Till$open$2.invokeSuspend(Till.kt:3)': {
      ...kotlin,
      function: 'open',
      module: 'shop.Till$open$2',
    },
    'at shop.Till$Slot$open$job$1.invoke(Till.kt:3)': {
      ...kotlin,
      function: 'open',
      module: 'shop.Till$Slot$open$job$1',
    },
    'at shop.TillTest.opens the (left) till(Till.kt:3)': {
      ...kotlin,
      function: 'opens the (left) till',
      module: 'shop.TillTest',
    },
    'at shop.Till$.$anonfun$open$1$adapted(Till.scala:3)': {
      ...scala,
      function: 'open',
      module: 'shop.Till$',
    },
    'at shop.Till$.$plus$plus(Till.scala:3)': { ...scala, function: '$plus$plus', module: 'shop.Till$' },
    'at Till$_total_closure1$_closure2.doCall(till.groovy:3)': {
      file: 'till.groovy',
      line: 3,
      function: 'total',
      module: 'Till$_total_closure1$_closure2',
    },
    'at shop.till_roll$open_BANG_$fn__12$retry__34.invoke(till_roll.cljc:3)': {
      file: 'till_roll.cljc',
      line: 3,
      function: 'open!',
      module: 'shop.till_roll',
    },
    'at user$eval1.invokeStatic(NO_SOURCE_FILE:1)': {
      file: 'NO_SOURCE_FILE',
      line: 1,
      function: 'eval1',
      module: 'user',
    },
    'at RUBY.open(/srv/app/till.rb:3)': {
      file: '/srv/app/till.rb',
      line: 3,
      function: 'open',
      module: 'RUBY',
    },
  };
  for (const [line, frame] of Object.entries(table)) assert.deepEqual(parseJavaFrame(line), frame, line);
});

test('takes no other line for a frame, nor a frame that was cut', () => {
  const lines = [
    '',
    'at',
    'at home (7)',
    'at shop.Till.open',
    'at shop.Till.open(',
    'at shop.Till.open(Till.java:3',
    'at shop.Till.open(Till.java:)',
    'at shop.Till.open(Till.java:9999999999)',
    'at shop.Till.open(:3)',
    'at shop.Till.(Till.java:3)',
    'at open(Till.java:3)',
    'at my shop.Till.open(Till.java:3)',
    'see shop.Till.open(Till.java:3)',
    // V8's, .NET's and PHP's.
    'at shop.open (/srv/app/till.js:3:9)',
    'at shop.open(/srv/app/till.js:3:9)',
    'at Shop.Till.Open()',
    'at Shop.Till.Open(String name)',
    'at Shop.Till.Open(String)',
    'at Shop.Till.open(Till.php:3)',
    `at shop.Till.open(${'x'.repeat(4096)}.java:3)`,
  ];
  for (const line of lines) assert.equal(parseJavaFrame(line), undefined, line);
});

test('takes no line of a reported message for a frame, neither of the exception nor of the cause it repeats', () => {
  const message = 'worker said:\njava.lang.Error: far\n\tat far.Away.run(Away.java:7)\nCaused by: nobody';
  const cause = `java.lang.Error: ${message}\n\tat shop.Till.open(Till.java:3)`;
  const text = `shop.Boom: ${message}\n\tat shop.Main.main(Main.java:9)\nCaused by: ${cause}\n`;
  assert.deepEqual(outline(text, { message }), [
    ['root', 'shop.Boom', message, [9]],
    ['cause', 'java.lang.Error', message, [3]],
  ]);
  const wrapped = `java.lang.Error: ${message}`;
  assert.deepEqual(
    outline(`shop.Boom: ${wrapped}\n\tat shop.Main.main(Main.java:9)\nCaused by: ${cause}`, {
      message: wrapped,
    }),
    [
      ['root', 'shop.Boom', wrapped, [9]],
      ['cause', 'java.lang.Error', message, [3]],
    ],
  );
});

test('puts back the frames that are shared with the exception around, also through several', () => {
  const text = [
    'a.A: 1',
    '\tat a.A.one(A.java:1)',
    '\tat a.A.two(A.java:2)',
    '\tat a.A.three(A.java:3)',
    '\tSuppressed: a.B: 2',
    '\t\tat a.B.one(B.java:11)',
    '\t\t... 2 more',
    '\t\tSuppressed: a.C: 3',
    '\t\t\tat a.C.one(C.java:21)',
    '\t\t\t... 3 common frames omitted',
    '\tCaused by: a.D: 4',
    '\t\t... 1 more',
    'Caused by: a.E: 5',
    '\tat a.E.one(E.java:31)',
    '\t... 99 more',
    'Caused by: a.F: 6',
  ].join('\n');
  assert.deepEqual(outline(text), [
    ['root', 'a.A', '1', [1, 2, 3]],
    ['suppressed', 'a.B', '2', [11, 2, 3]],
    ['suppressed', 'a.C', '3', [21, 11, 2, 3]],
    ['suppressed', 'a.D', '4', [3]],
    ['cause', 'a.E', '5', [31, 1, 2, 3]],
    ['cause', 'a.F', '6', []],
  ]);
});

test('names the exception as reported when the trace has only frames', () => {
  const text = '\tat shop.Till.open(Till.java:3)\nCaused by: a.B: no\n\tat shop.Till.count(Till.java:9)';
  assert.deepEqual(outline(text, { type: 'shop.Boom', message: 'm' }), [
    ['root', 'shop.Boom', 'm', [3]],
    ['cause', 'a.B', 'no', [9]],
  ]);
});

test('leaves out what stands for an exception that was printed before', () => {
  for (const circular of [
    'Caused by: [CIRCULAR REFERENCE: a.A: 1]',
    '\t[CIRCULAR REFERENCE:a.A: 1]',
    '\tSuppressed: [CIRCULAR REFERENCE: a.A: two\nlines]',
  ]) {
    const text = `a.A: 1\n\tat a.A.one(A.java:1)\n${circular}\nCaused by: a.B: 2\n\tat a.B.one(B.java:2)`;
    assert.deepEqual(outline(text), [
      ['root', 'a.A', '1', [1]],
      ['cause', 'a.B', '2', [2]],
    ]);
  }
});

const identifier = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/);
const frame = fc.record(
  {
    function: identifier,
    module: fc.array(identifier, { minLength: 1, maxLength: 4 }).map((parts) => `shop.${parts.join('.')}`),
    file: identifier.map((name) => `${name}.java`),
    line: fc.integer({ min: 1, max: 99_999 }),
  },
  { noNullPrototype: true },
);
const thrown = fc.record({
  frames: fc.array(frame, { minLength: 1, maxLength: 5 }),
  message: fc
    .string({ unit: 'grapheme' })
    .filter((text) => text === text.trim() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)),
});

function print({ frames, message }: { readonly frames: readonly Frame[]; readonly message: string }): string {
  const lines = frames.map(
    ({ module, function: name, file, line }) => `\tat ${module}.${name}(${file}:${line})`,
  );
  return [`shop.Boom: ${message}`, ...lines].join('\n');
}

test('gives back the chain and the frames that were printed', () => {
  fc.assert(
    fc.property(fc.array(thrown, { minLength: 1, maxLength: 4 }), (chain) => {
      const wanted = chain.map(({ frames, message }, index) => {
        const relation = index === 0 ? 'root' : 'cause';
        return { type: 'shop.Boom', message, relation, frames };
      });
      assert.deepEqual(read(chain.map(print).join('\nCaused by: ')), wanted);
    }),
  );
});
