import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseDotnetFrame } from '../../src/parse/dotnet-frame.ts';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'dotnet', ...options }).exceptions;
const outline = (text: string, options = {}): unknown[] =>
  read(text, options).map(({ relation, type, message, frames }) => [
    relation,
    type,
    message,
    frames.map((frame) => frame.function),
  ]);

test('reads every kind of frame that .NET and Mono print', () => {
  const open = { function: 'Open', module: 'Shop.Till' };
  const place = { file: '/src/Till.cs', line: 3 };
  const windows = { file: 'C:\\src (old)\\Till.cs', line: 3 };
  const table: Record<string, object> = {
    '   at Shop.Till.Open()': open,
    'at Shop.Till.Open(String name, Int32& coins) in /src/Till.cs:line 3': { ...open, ...place },
    '   at Shop.Till.Open() in C:\\src (old)\\Till.cs:line 3': { ...open, ...windows },
    '   at Shop.Till.Open[K,V](IDictionary`2 all, T[] more, Nullable`1 limit)': open,
    '   at Shop.Till`1.Open()': { function: 'Open', module: 'Shop.Till`1' },
    '   at Shop.Till`1[T].Open[K] (System.Collections.Generic.IList`1[T] all) [0x00019] in /src/Till.cs:3 ': {
      function: 'Open',
      module: 'Shop.Till`1',
      ...place,
    },
    '  at Shop.Till.Open () [0x00000] in <0123456789abcdef0123456789abcdef>:0 ': open,
    '  at Shop.Till.Open () [0x00000] in <filename unknown>:0': open,
    '  at Shop.Till.Open () <0x40a3d0 + 0x00013> in <0123456789abcdef>:0': open,
    '  at (wrapper managed-to-native) Shop.Till.Open (string) [0x00000] in <0123>:0': open,
    '   at Shop.Till.Open() + 0x1d': open,
    '   at Shop.Till.Open() + 0x1d in /src/Till.cs:line 3': { ...open, ...place },
    '   at Shop.Till..ctor(String name)': { function: '.ctor', module: 'Shop.Till' },
    '   at Shop.Till..cctor()': { function: '.cctor', module: 'Shop.Till' },
    '   at Shop.Till.get_Total()': { function: 'Total', module: 'Shop.Till' },
    '   at Shop.Till.Shop.ITill.Open()': { function: 'Open', module: 'Shop.Till.Shop.ITill' },
    '   at Shop.Till.<Open>d__3.MoveNext()': open,
    '   at Shop.Till.<Open>b__3_0(Int32 coin)': open,
    '   at Shop.Till.<>c.<Open>b__3_0(Int32 coin)': open,
    '   at Shop.Till.<>c__DisplayClass3_0.<Open>b__0()': open,
    '   at Shop.Till.<>c.<<Open>b__3_0>d.MoveNext()': open,
    '   at Shop.Till.<Open>g__Count|3_0(Int32 coin)': { function: 'Count', module: 'Shop.Till' },
    '   at Program.<Main>$(String[] args)': { function: 'Main', module: 'Program' },
    '   at Program.<<Main>$>g__Count|0_0()': { function: 'Count', module: 'Program' },
    '  at Shop.Till+<Open>c__async1.MoveNext () [0x00001] in /src/Till.cs:3': { ...open, ...place },
    '   at Shop.Till.VB$StateMachine_3_Open.MoveNext()': open,
    '   at Shop.Till.open@14-1.Invoke(Item item)': { function: 'open', module: 'Shop.Till' },
    '   at async Task<int> Shop.Till.Open(string name) in /src/Till.cs:line 3': {
      ...open,
      ...place,
      async: true,
    },
    '   at System.Int32.Parse(String s)': { function: 'Parse', module: 'System.Int32', native: true },
    '   bei Shop.Till.Open() in C:\\src (old)\\Till.cs:Zeile 3.': { ...open, ...windows },
    '   à Shop.Till.Open() dans /src/Till.cs:ligne 3': { ...open, ...place },
    '   en Shop.Till.Open() en /src/Till.cs:línea 3': { ...open, ...place },
    '   in Shop.Till.Open() in /src/Till.cs:riga 3': { ...open, ...place },
    '   em Shop.Till.Open() na /src/Till.cs:linha 3': { ...open, ...place },
    '   w Shop.Till.Open() w /src/Till.cs:wiersz 3': { ...open, ...place },
    '   v Shop.Till.Open() v /src/Till.cs:řádek 3': { ...open, ...place },
    '   в Shop.Till.Open() в /src/Till.cs:строка 3': { ...open, ...place },
    '   場所 Shop.Till.Open() 場所 /src/Till.cs:行 3': { ...open, ...place },
    '   在 Shop.Till.Open() 位置 /src/Till.cs:行号 3': { ...open, ...place },
    '   위치: Shop.Till.Open() 파일 /src/Till.cs:줄 3': { ...open, ...place },
  };
  for (const [line, frame] of Object.entries(table)) assert.deepEqual(parseDotnetFrame(line), frame, line);
});

test('takes no other line for a frame, nor a frame that was cut', () => {
  const lines = [
    '',
    'at',
    'at home (7)',
    'at Open()',
    '   at Shop.Till.Open',
    '   at Shop.Till.Open(String na',
    '   at Shop.Till.Open() in /src/Till.cs',
    '   at Shop.Till.Open() in /src/Till.cs:li',
    '   at Shop.Till.Open() in /src/Till.cs:line ',
    '   at Shop.Till.Open() failed',
    '   at Shop.Till.Open() in /src/Till.cs:line 9999999999',
    '  at Shop.Till.Open (string) in /src/Till.cs:3',
    // Words of other languages count only where .NET puts them.
    '    return shop.open()',
    '    in shop.open()',
    'in shop.open()',
    // V8's and Java's.
    'at shop.open (/srv/app/till.js:3:9)',
    'at new Shop.Till()',
    'at shop.Till.open(Till.java:3)',
    'at shop.Till.open(Till.kt)',
    'at shop.Till.open(Unknown Source)',
    'at shop.Till.open(Native Method)',
    `   at Shop.Till.Open() in /${'x'.repeat(4096)}.cs:line 3`,
  ];
  for (const line of lines) assert.equal(parseDotnetFrame(line), undefined, line);
});

test('tells the class from the message', () => {
  const table: [string, string, string][] = [
    ['Shop.Boom: no', 'Shop.Boom', 'no'],
    ['Shop.Boom: two\n  lines: of it', 'Shop.Boom', 'two\n  lines: of it'],
    ['Shop.Boom', 'Shop.Boom', ''],
    ['Shop.Till+Boom`1[System.Int32]: no', 'Shop.Till+Boom`1[System.Int32]', 'no'],
    ['System.Net.Sockets.SocketException (111): refused', 'System.Net.Sockets.SocketException', 'refused'],
    [
      'System.Runtime.InteropServices.COMException (0x80040154): gone',
      'System.Runtime.InteropServices.COMException',
      'gone',
    ],
    ['Unhandled exception. Shop.Boom: no', 'Shop.Boom', 'no'],
    ['Unhandled Exception: Shop.Boom: no', 'Shop.Boom', 'no'],
    ['\nUnhandled Exception:\nShop.Boom: no', 'Shop.Boom', 'no'],
  ];
  for (const [header, type, message] of table) {
    assert.deepEqual(
      outline(`${header}\n   at Shop.Till.Open()`),
      [['root', type, message, ['Open']]],
      header,
    );
  }
});

test('takes no line of a reported message for a frame or an inner exception', () => {
  const message =
    'worker said:\n ---> Far.Away: x\n   at Far.Away.Run()\n   --- End of inner exception stack trace ---';
  assert.deepEqual(outline(`Shop.Boom: ${message}\n   at Shop.Till.Open()`, { message }), [
    ['root', 'Shop.Boom', message, ['Open']],
  ]);
});

test('gives each frame to its exception, though all headers stand in one line and the ends are in any language', () => {
  for (const [inner, previous] of [
    [
      'End of inner exception stack trace',
      'End of stack trace from previous location where exception was thrown',
    ],
    ['Ende der internen Ausnahmestapelüberwachung', 'Ende der Stapelüberwachung vom vorhergehenden Ort'],
    ['内部例外スタック トレースの終わり', '直前に例外がスローされた場所からのスタック トレースの終わり'],
  ]) {
    const text = [
      'S.A: 1 ---> S.B: 2',
      'more ---> S.C: 3',
      '   at S.C.One()',
      `--- ${previous} ---`,
      '   at S.C.Two()',
      `   --- ${inner} ---`,
      '   at S.B.One()',
      `   --- ${inner} ---`,
      `--- ${previous} ---`,
      '   at S.A.One()',
      `   --- ${inner} ---`,
      '   at S.A.Two()',
    ].join('\n');
    assert.deepEqual(outline(text), [
      ['root', 'S.A', '1', ['One', 'Two']],
      ['cause', 'S.B', '2\nmore', ['One']],
      ['cause', 'S.C', '3', ['One', 'Two']],
    ]);
  }
});

const identifier = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/).filter((name) => !name.endsWith('ctor'));
const frame = fc.record(
  {
    function: identifier,
    module: fc.array(identifier, { minLength: 1, maxLength: 4 }).map((parts) => `Shop.${parts.join('.')}`),
    file: fc.constantFrom('/src/a b/Till.cs', 'C:\\src (1)\\Till: x.cs', '\\\\share\\Till.vb', './Till.fs'),
    line: fc.integer({ min: 1, max: 99_999 }),
  },
  { requiredKeys: ['function', 'module'], noNullPrototype: true },
);
const thrown = fc.record({
  frames: fc
    .array(frame, { maxLength: 5 })
    .map((frames) => frames.filter((one) => (one.file === undefined) === (one.line === undefined))),
  message: fc
    .string({ unit: 'grapheme' })
    .filter((text) => text === text.trim() && !/[\p{Cc}\p{Zl}\p{Zp}]|--[->]/u.test(text)),
});

function print([current, ...inner]: readonly { frames: readonly Frame[]; message: string }[]): string {
  if (!current) return '';
  const lines = current.frames.map(({ module, function: name, file, line }) => {
    const place = file === undefined ? '' : ` in ${file}:line ${line}`;
    return `   at ${module}.${name}(String name)${place}\n`;
  });
  const nested =
    inner.length === 0 ? '' : ` ---> ${print(inner)}   --- End of inner exception stack trace ---\n`;
  return `Shop.Boom: ${current.message}\n${nested}${lines.join('')}`;
}

test('gives back the chain and the frames that were printed', () => {
  fc.assert(
    fc.property(fc.array(thrown, { minLength: 1, maxLength: 4 }), (chain) => {
      const wanted = chain.map(({ frames, message }, index) => {
        const relation = index === 0 ? 'root' : 'cause';
        return { type: 'Shop.Boom', message, relation, frames };
      });
      assert.deepEqual(read(print(chain)), wanted);
    }),
  );
});
