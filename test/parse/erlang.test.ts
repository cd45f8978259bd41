import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseElixirFrame } from '../../src/parse/elixir-frame.ts';
import { parseStack } from '../../src/parse/parse-stack.ts';
import type { ThrownException } from '../../src/parse/stack.ts';

const read = (text: string, options = {}): readonly ThrownException[] =>
  parseStack(text, { language: 'erlang', ...options }).exceptions;

test('reads every kind of frame that Elixir prints', () => {
  const at = { file: 'lib/shop.ex', line: 12 };
  const take = { function: 'take/2', module: 'Shop.Till' };
  const table: Record<string, object> = {
    'lib/shop.ex:12: Shop.Till.take/2': { ...take, ...at },
    '    (shop 1.2.0) lib/shop.ex:12: Shop.Till.take/2': { ...take, ...at, package: 'shop' },
    '(shop) lib/shop.ex:12: Shop.Till.take([1, {2}], "a, b")': { ...take, ...at, package: 'shop' },
    '(shop 1.2.0-rc.1+7) lib/shop.ex:12: Shop.Till.take/2': { ...take, ...at, package: 'shop' },
    '(shop 1.2.0) lib/shop.ex:12: anonymous fn/1 in Shop.Till.take/2': {
      ...at,
      function: 'anonymous fn/1 in take/2',
      module: 'Shop.Till',
      package: 'shop',
    },
    '(stdlib 4.2) lists.erl:1315: :lists.map/2': {
      function: 'map/2',
      module: 'lists',
      file: 'lists.erl',
      line: 1315,
      package: 'stdlib',
      native: true,
    },
    '(elixir 1.14.0) lib/enum.ex:975: Enum."-each/2-lists^foreach/1-0-"/2': {
      function: '"-each/2-lists^foreach/1-0-"/2',
      module: 'Enum',
      file: 'lib/enum.ex',
      line: 975,
      package: 'elixir',
      native: true,
    },
    ':erlang.div(1, 0)': { function: 'div/2', module: 'erlang', native: true },
    'Shop.Missing.open()': { function: 'open/0', module: 'Shop.Missing' },
    'lib/shop_web/page.html.heex:3: ShopWeb.PageView."page.html"/1': {
      function: '"page.html"/1',
      module: 'ShopWeb.PageView',
      file: 'lib/shop_web/page.html.heex',
      line: 3,
    },
    'test.exs:3: (file)': { function: '(file)', file: 'test.exs', line: 3 },
    'lib/shop.ex:3: (module)': { function: '(module)', file: 'lib/shop.ex', line: 3 },
  };
  for (const [line, frame] of Object.entries(table))
    assert.deepEqual(parseElixirFrame(line)?.frame, frame, line);
});

test('takes no other line for a frame with a place', () => {
  const lines = [
    '',
    'lib/shop.ex:12:',
    'lib/shop.ex:12: sold out',
    'lib/shop.rb:12: Shop.open/1',
    'lib/shop.ex: Shop.open/1',
    '(shop 1.2.0) lib/shop.ex',
    '(a note) about Shop.open/1 and more',
    `lib/shop.ex:12: Shop.${'x'.repeat(4096)}/2`,
  ];
  for (const line of lines) assert.notEqual(parseElixirFrame(line)?.located, true, line);
});

const count = (text: string): unknown => read(text)[0]?.frames.length;

test('takes a call without a place for a frame only beside one that has it', () => {
  const located = '    (shop 1.2.0) lib/shop.ex:12: Shop.take/2\n';
  assert.equal(count(`** (A) no\n    Shop.open(1)\n${located}`), 2);
  assert.equal(count(`** (A) no\n    Shop.open(1)\n\n${located}`), 1);
  assert.equal(count(`** (A) no\n  Shop.open(1)\n${located}`), 1);
  assert.equal(
    parseStack('  File "/a.py", line 1, in f\n    shop.pay(1)', {}).exceptions[0]?.frames[0]?.text,
    'shop.pay(1)',
  );
});

test('hangs the exception of the process that died below the exit it caused', () => {
  const text =
    '#PID<0.1.0> running Shop.Endpoint terminated\nRequest: GET /\n** (exit) an exception was raised:\n' +
    '    ** (Shop.SoldOut) no bread\n        and no milk\n        (shop 1.2.0) lib/shop.ex:12: Shop.take/2\n';
  assert.deepEqual(
    read(text).map(({ type, message, relation, frames }) => [type, message, relation, frames.length]),
    [
      ['exit', 'an exception was raised:', 'root', 0],
      ['Shop.SoldOut', 'no bread\n    and no milk', 'cause', 1],
    ],
  );
});

test('ends where a process report goes on with its state and the stack of its client', () => {
  const frame = '    (shop 1.2.0) lib/shop.ex:12: Shop.take/2\n';
  const text = `[error] Task terminating\n** (A) no\n${frame}Last message: 1\n${frame}** (B) other\n${frame}`;
  assert.deepEqual(
    read(text).map(({ type, frames }) => [type, frames.length]),
    [['A', 1]],
  );
});

test('reads what the shell prints, with the reported type before its class', () => {
  const text =
    "** exception error: no match of right hand side value\n                    {a,b}\n  in function  till:take/1 (/srv/a b/till.erl, line 9)\n  in call from 'Elixir.Shop':'open!'/1 (lib/shop.ex, line 3)\n  in call from lists:map/2\n  in call from x";
  const frames = [
    { function: 'take/1', module: 'till', file: '/srv/a b/till.erl', line: 9 },
    { function: 'open!/1', module: 'Shop', file: 'lib/shop.ex', line: 3 },
    { function: 'map/2', module: 'lists', native: true },
  ];
  const message = 'no match of right hand side value\n{a,b}';
  assert.deepEqual(read(text), [{ type: 'error', message, relation: 'root', frames }]);
  assert.equal(read(text, { type: 'error:{badmatch,{a,b}}' })[0]?.type, 'error:{badmatch,{a,b}}');
});

test('reads the terms of a crash report, however they are folded', () => {
  const text = `crasher: {{badmatch,5},\n [{till,'f g',[1,{2}],\n   [{file,"src/till.erl"},\n    {line,9}]},{'Elixir.Shop',open,1,[{file,"lib/shop.ex"},{line,3}]},{a,b,1,[]}]}`;
  assert.deepEqual(read(text)[0]?.frames, [
    { function: 'f g', module: 'till', file: 'src/till.erl', line: 9 },
    { function: 'open/1', module: 'Shop', file: 'lib/shop.ex', line: 3 },
  ]);
});
