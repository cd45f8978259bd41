import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { Frame, ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'rust', ...options }).exceptions;
const TITLE = "thread 'main' panicked at src/main.rs:3:5:\nno coins\nstack backtrace:\n";
const END = 'note: Some details are omitted\n';

test('reads every kind of frame, with and without addresses, hashes and places', () => {
  const at = { file: './src/till.rs', line: 3, column: 5 };
  const place = '             at ./src/till.rs:3:5\n';
  const table: [string, Frame][] = [
    [`   0: shop::open\n${place}`, { function: 'shop::open', ...at }],
    [`  12:     0x5595d0c0c48a - shop::open\n${place}`, { function: 'shop::open', ...at }],
    [`   0: shop::open::h0123456789abcdef\n${place}`, { function: 'shop::open', ...at }],
    [`   0: <shop[0123456789abcdef]::Till>::open\n${place}`, { function: '<shop::Till>::open', ...at }],
    [
      `   0: <shop::Till as core::ops::Drop>::drop\n${place}`,
      { function: '<shop::Till as core::ops::Drop>::drop', ...at },
    ],
    [`   0: shop::main::{{closure}}\n${place}`, { function: 'shop::main::{{closure}}', ...at }],
    ['   0: shop::open\n', { function: 'shop::open' }],
    ['   0: core::panicking::panic_fmt\n', { function: 'core::panicking::panic_fmt', native: true }],
    ['   0: _rust_begin_unwind\n', { function: '_rust_begin_unwind', native: true }],
    [
      '   0: std::rt::f\n             at /rustc/59807616/library/std/src/rt.rs:3:5\n',
      {
        function: 'std::rt::f',
        file: '/rustc/59807616/library/std/src/rt.rs',
        line: 3,
        column: 5,
        native: true,
      },
    ],
    [
      '   0: f\n             at /root/.rustup/toolchains/x/lib/rustlib/src/rust/library/std/src/rt.rs:3\n',
      {
        function: 'f',
        file: '/root/.rustup/toolchains/x/lib/rustlib/src/rust/library/std/src/rt.rs',
        line: 3,
        native: true,
      },
    ],
    [
      '   0: shop::open\n             at C:\\shop\\src\\till.rs:3:5\n',
      { function: 'shop::open', file: 'C:\\shop\\src\\till.rs', line: 3, column: 5 },
    ],
  ];
  for (const [text, frame] of table)
    assert.deepEqual(read(TITLE + text + END)[0]?.frames.at(-1), frame, text);
});

test('reads a panic as Rust before 1.73 prints it, and names its place when no frame does', () => {
  const old = "thread 'main' panicked at 'it''s\nover', src/main.rs:3:5\nnote: run with";
  for (const [text, message] of [
    [old, "it''s\nover"],
    ["\nthread '<unnamed>' (7) panicked at src/main.rs:3:5:\nno\n\ncoins\nnote: run with", 'no\n\ncoins'],
  ] as const) {
    const frames = [{ file: 'src/main.rs', line: 3, column: 5 }];
    assert.deepEqual(read(text), [{ type: 'panic', message, relation: 'root', frames }]);
    assert.equal(read(text, { type: 'shop::SoldOut' })[0]?.type, 'shop::SoldOut');
  }
});

test('reads the chains and the places that eyre prints', () => {
  const plain = 'open the till\n\nCaused by:\n    no coins\n    at all\n\nLocation:\n    src/main.rs:3:5';
  const listed =
    'Error: \n   0: open the till\n   1: no coins\n      at all\n\nLocation:\n   src/main.rs:3\n';
  for (const [text, column] of [
    [plain, { column: 5 }],
    [listed, {}],
  ] as const) {
    const chain = read(text);
    assert.deepEqual(
      chain.map(({ relation, frames }) => [relation, frames]),
      [
        ['root', []],
        ['cause', [{ file: 'src/main.rs', line: 3, ...column }]],
      ],
    );
    assert.equal(chain[0]?.message, 'open the till');
  }
});

test('takes no numbered list for a backtrace', () => {
  for (const text of [
    '0: a\n1: b\n2: c',
    'see\n   0: a::b\n   then',
    'Caused by:\n    0: a::b\n    1: c::d',
    '0: x\n at home',
  ]) {
    assert.deepEqual(
      read(text, { type: 'E' }).flatMap(({ frames }) => frames),
      [],
      text,
    );
  }
});
