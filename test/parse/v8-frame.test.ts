import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseV8Frame } from '../../src/parse/v8-frame.ts';

test('reads every kind of frame that V8 prints', () => {
  const at = { line: 3, column: 9 };
  const table: Record<string, object> = {
    'at run (/app/x.js:3:9)': { function: 'run', file: '/app/x.js', ...at },
    '    at run (/app/x.js:3:9)': { function: 'run', file: '/app/x.js', ...at },
    'at run (/app/x.js:3)': { function: 'run', file: '/app/x.js', line: 3 },
    'at /app/x.js:3:9': { file: '/app/x.js', ...at },
    'at async run (/app/x.js:3:9)': { function: 'run', file: '/app/x.js', ...at, async: true },
    'at async file:///app/x.mjs:3:9': { file: '/app/x.mjs', ...at, async: true },
    'at async Promise.all (index 0)': { function: 'Promise.all', native: true, async: true },
    'at new Foo (/app/x.js:3:9)': { function: 'new Foo', file: '/app/x.js', ...at },
    'at Object.<anonymous> (/app/x.js:3:9)': { function: 'Object.<anonymous>', file: '/app/x.js', ...at },
    'at Foo.bar [as baz] (/app/x.js:3:9)': { function: 'Foo.bar', file: '/app/x.js', ...at },
    'at Foo.[Symbol.iterator] (/app/x.js:3:9)': {
      function: 'Foo.[Symbol.iterator]',
      file: '/app/x.js',
      ...at,
    },
    'at Array.map (<anonymous>)': { function: 'Array.map', native: true },
    'at Array.forEach (native)': { function: 'Array.forEach', native: true },
    'at <anonymous>': { native: true },
    'at run (<anonymous>:3:9)': { function: 'run', file: '<anonymous>', ...at, native: true },
    'at [eval]:3:9': { file: '[eval]', ...at, native: true },
    'at evalmachine.<anonymous>:3:9': { file: 'evalmachine.<anonymous>', ...at, native: true },
    'at node:internal/main/eval_string:3:9': { file: 'node:internal/main/eval_string', ...at, native: true },
    'at read (node:fs:3:9)': { function: 'read', file: 'node:fs', ...at, native: true },
    'at eval (eval at run (/app/x.js:3:9), <anonymous>:1:1)': {
      function: 'eval',
      file: '/app/x.js',
      ...at,
      eval: true,
    },
    'at f (eval at <anonymous> (eval at g (/app/(a)/x.js:3:9)), <anonymous>:1:1)': {
      function: 'f',
      file: '/app/(a)/x.js',
      ...at,
      eval: true,
    },
    'at eval at run (file:///app/x.js:3:9), <anonymous>:1:1': { file: '/app/x.js', ...at, eval: true },
    'at eval (eval at run (<anonymous>), <anonymous>:1:1)': { function: 'eval', native: true, eval: true },
    'at f (file:///app/a%20b/%5Bid%5D.mjs?t=12#x:3:9)': { function: 'f', file: '/app/a b/[id].mjs', ...at },
    'at f (file:///C:/app/x.mjs:3:9)': { function: 'f', file: 'C:/app/x.mjs', ...at },
    'at f (file:///app/100%.mjs:3:9)': { function: 'f', file: '/app/100%.mjs', ...at },
    'at f (file:///app/%00%0A.mjs:3:9)': { function: 'f', file: '/app/%00%0A.mjs', ...at },
    'at f (C:\\app\\x.js:3:9)': { function: 'f', file: 'C:\\app\\x.js', ...at },
    'at C:\\app\\x.js:3:9': { file: 'C:\\app\\x.js', ...at },
    'at f (/app/(group)/x (copy).js:3:9)': { function: 'f', file: '/app/(group)/x (copy).js', ...at },
    'at /app/(group)/x (copy).js:3:9': { file: '/app/(group)/x (copy).js', ...at },
    'at f (webpack-internal:///(rsc)/./a.ts:3:9)': {
      function: 'f',
      file: 'webpack-internal:///(rsc)/./a.ts',
      ...at,
    },
    'at f (https://shop.example:8080/a.js?v=3:3:9)': {
      function: 'f',
      file: 'https://shop.example:8080/a.js',
      ...at,
    },
    'at f (webpack://app/./src/a.ts?abcd:3:9)': { function: 'f', file: 'webpack://app/./src/a.ts', ...at },
    'at ./src/a.ts (webpack-internal:///./src/a.ts?:3:9)': {
      function: './src/a.ts',
      file: 'webpack-internal:///./src/a.ts',
      ...at,
    },
    'at f (http://localhost:5173/@fs/app/a.ts?t=17:3:9)': {
      function: 'f',
      file: 'http://localhost:5173/@fs/app/a.ts',
      ...at,
    },
    'at f (rsc://React/Server/webpack-internal:///(rsc)/./a.ts?0:3:9)': {
      function: 'f',
      file: 'webpack-internal:///(rsc)/./a.ts',
      ...at,
    },
    'at f (about://React/Prerender/file:///app/%5Bid%5D.js?0:3:9)': {
      function: 'f',
      file: '/app/[id].js',
      ...at,
    },
    'at f ((rsc)/./app/a.ts:3:9)': { function: 'f', file: '(rsc)/./app/a.ts', ...at },
    'at (rsc)/./app/a.ts:3:9': { file: '(rsc)/./app/a.ts', ...at },
    'at async Promise.any (index 3)': { function: 'Promise.any', native: true, async: true },
    'at f (address at index.android.bundle:3:9)': { function: 'f', file: 'index.android.bundle', ...at },
    'at f (address at InternalBytecode.js:3:9)': {
      function: 'f',
      file: 'InternalBytecode.js',
      ...at,
      native: true,
    },
    'at <anonymous> (/app/x.js:3:9)': { file: '/app/x.js', ...at },
    'at map (native:3:9)': { function: 'map', file: 'native', ...at, native: true },
    'at parse (unknown)': { function: 'parse', native: true },
    'at f (ext:core/01_core.js:3:9)': { function: 'f', file: 'ext:core/01_core.js', ...at, native: true },
    'at https://deno.land/std@0.200.0/x.ts:3:9': { file: 'https://deno.land/std@0.200.0/x.ts', ...at },
    'at f (internal/timers.js:3:9)': { function: 'f', file: 'internal/timers.js', ...at, native: true },
    'at [worker eval]:3:9': { file: '[worker eval]', ...at, native: true },
    'at crash (wasm://wasm/main-1bbd:wasm-function[2]:0x20)': {
      function: 'crash',
      file: 'wasm://wasm/main-1bbd',
    },
    'at wasm://wasm/1bbd:wasm-function[2]:0x20': { function: 'wasm-function[2]', file: 'wasm://wasm/1bbd' },
  };
  for (const [line, frame] of Object.entries(table)) assert.deepEqual(parseV8Frame(line), frame, line);
});

test('takes no other line for a frame, nor a frame that was cut', () => {
  const lines = [
    '',
    'at',
    'at home',
    'at least one (1)',
    'at 10:30',
    'at or near "FROM" (line 1)',
    'Error: at run (/app/x.js:3:9)',
    'at run (/app/x.js:3:9',
    'at run (/app/x.js:3',
    'at run (/app/x.js)',
    'at run (:3:9)',
    'at run (/app/x.js:3:9999999999)',
    'at /app/x.js:3',
    'at com.shop.Till.open(Till.java:3)',
    `at run (/${'x'.repeat(4096)}.js:3:9)`,
  ];
  for (const line of lines) assert.equal(parseV8Frame(line), undefined, line);
});
