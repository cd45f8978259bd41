import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStack } from '../../src/parse/parse-stack.ts';
import { parseSwiftFrame } from '../../src/parse/swift-frame.ts';
import { readSwiftSymbol } from '../../src/parse/swift-symbol.ts';

test('reads every kind of frame', () => {
  const address = '0x0000000104a2c1e4';
  const shop = { function: 'Till.pay()', package: 'Shop' };
  const at = { file: '/src/Till.swift', line: 12, column: 3 };
  const table: Record<string, object> = {
    [`3   Shop   ${address} Till.pay() + 12`]: { ...shop, address },
    [`3   Shop\t${address} Till.pay() + 12 (Till.swift:12)`]: {
      ...shop,
      file: 'Till.swift',
      line: 12,
      address,
    },
    [`3   Shop   ${address} [inlined] Till.pay() (Till.swift:12)`]: {
      ...shop,
      file: 'Till.swift',
      line: 12,
      address,
    },
    [`3   Shop   ${address} 0x104a28000 + 16868`]: { package: 'Shop', address },
    [`3   My Shop   ${address} -[Till pay:now:] + 4`]: {
      function: '-[Till pay:now:]',
      package: 'My Shop',
      address,
    },
    [`3   dyld   ${address} start + 4`]: { function: 'start', package: 'dyld', address, native: true },
    [`3 [ra] ${address} Till.pay() + 12 in Shop at /src/Till.swift:12:3`]: { ...shop, ...at, address },
    ['3 Till.pay() in Shop at /src/Till.swift:12:3']: { ...shop, ...at },
    [`3 [ra] [system] ${address} start + 12 in libc.so.6`]: {
      function: 'start',
      package: 'libc.so.6',
      address,
      native: true,
    },
    [`3 [async] [thunk] ${address} f + 1 in Shop at /<compiler-generated>`]: {
      function: 'f',
      package: 'Shop',
      address,
      native: true,
      async: true,
    },
    [`/app/Shop($s4Shop4TillC3payyyKF+0x5e) [${address}]`]: {
      function: 'Shop.Till.pay',
      package: 'Shop',
      address,
    },
  };
  for (const [line, frame] of Object.entries(table))
    assert.deepEqual(parseSwiftFrame(line)?.frame, frame, line);
});

test('takes no other line for a frame', () => {
  const lines = [
    '',
    '3',
    '3 coins in the till',
    '3 coins in the till at home',
    '3   Shop   0x0000000104a2c1e4 Till.pay()',
    '3   Shop   Till.pay() + 12',
    '    12│     fatalError("in x at /a:1:1")',
    'Shop(1) [0x12]',
    `3   Shop   0x0000000104a2c1e4 ${'x'.repeat(4096)} + 12`,
  ];
  for (const line of lines) assert.equal(parseSwiftFrame(line), undefined, line);
});

test('reads the names of a mangled symbol as far as they are spelled out', () => {
  const table: Record<string, string> = {
    $s4Shop4TillC3payyyKF: 'Shop.Till.pay',
    _$s4Shop4TillC3pay6amountySi_tKF: 'Shop.Till.pay',
    $s4Shop4TillV5CoinsO5countSivg: 'Shop.Till.Coins.count',
    $s4Shop3payyyF: 'Shop.pay',
    $s4Shop: '$s4Shop',
    $sSS4Shop: '$sSS4Shop',
    $s99Shop: '$s99Shop',
    main: 'main',
    '-[Till pay]': '-[Till pay]',
  };
  for (const [symbol, name] of Object.entries(table)) assert.equal(readSwiftSymbol(symbol), name, symbol);
});

test('reads what the runtime says above the frames', () => {
  const table: [string, string, string][] = [
    ['Shop/Till.swift:12: Fatal error: no coins', 'Fatal error', 'no coins'],
    ['Fatal error: no coins: file Shop/Till.swift, line 12\n', 'Fatal error', 'no coins'],
    ['Shop/Till.swift:12: Precondition failed', 'Precondition failed', ''],
  ];
  for (const [text, type, message] of table) {
    const frames = [{ file: 'Shop/Till.swift', line: 12 }];
    assert.deepEqual(parseStack(text, { language: 'swift' }).exceptions, [
      { type, message, relation: 'root', frames },
    ]);
  }
});
