import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGeckoFrame } from '../../src/parse/gecko-frame.ts';

test('reads every kind of frame that Firefox and Safari print', () => {
  const at = { line: 3, column: 9 };
  const url = 'https://shop.example/a.js';
  const table: Record<string, object> = {
    'run@https://shop.example/a.js:3:9': { function: 'run', file: url, ...at },
    '  run@https://shop.example/a.js?v=3:3:9': { function: 'run', file: url, ...at },
    '@https://shop.example/a.js:3:9': { file: url, ...at },
    'run/<@https://shop.example/a.js:3:9': { function: 'run/<', file: url, ...at },
    'Till.prototype.sum/this.total</<@/app/x.js:3:9': {
      function: 'Till.prototype.sum/this.total</<',
      file: '/app/x.js',
      ...at,
    },
    'get till@/app/x.js:3:9': { function: 'get till', file: '/app/x.js', ...at },
    'async*run@/app/x.js:3:9': { function: 'run', file: '/app/x.js', ...at, async: true },
    'async*@/app/x.js:3:9': { file: '/app/x.js', ...at, async: true },
    'setTimeout handler*run@/app/x.js:3:9': { function: 'run', file: '/app/x.js', ...at, async: true },
    'EventListener.handleEvent*@/app/x.js:3:9': { file: '/app/x.js', ...at, async: true },
    './src/a.ts/run@webpack-internal:///./src/a.ts:3:9': {
      function: './src/a.ts/run',
      file: 'webpack-internal:///./src/a.ts',
      ...at,
    },
    '@https://shop.example/node_modules/@shop/till/a%20b.js:3:9': {
      file: 'https://shop.example/node_modules/@shop/till/a b.js',
      ...at,
    },
    'run@file:///C:/app/x.js:3:9': { function: 'run', file: 'C:/app/x.js', ...at },
    'run@C:\\app\\x.js:3:9': { function: 'run', file: 'C:\\app\\x.js', ...at },
    'run@x.js:3:9': { function: 'run', file: 'x.js', ...at },
    'run@https://shop.example/:3:9': { function: 'run', file: 'https://shop.example/', ...at },
    'https://shop.example/a.js:3:9': { file: url, ...at },
    'map@[native code]': { function: 'map', native: true },
    '@[native code]': { native: true },
    '<?>.wasm-function[12]@[wasm code]': { function: '<?>.wasm-function[12]', native: true },
    'map@self-hosted:3:9': { function: 'map', file: 'self-hosted', ...at, native: true },
    '@debugger eval code:3:9': { file: 'debugger eval code', ...at, native: true },
    '@resource://gre/modules/x.sys.mjs:3:9': {
      file: 'resource://gre/modules/x.sys.mjs',
      ...at,
      native: true,
    },
    'render@/app/x.js line 7 > eval:3:9': { function: 'render', file: '/app/x.js', line: 7, eval: true },
    '@/app/x.js line 7 > eval line 2 > Function:3:9': { file: '/app/x.js', line: 7, eval: true },
    'render@': { function: 'render', native: true, eval: true },
    'eval code@': { function: 'eval code', native: true, eval: true },
    'run@https://shop.example/a.wasm:wasm-function[3]:0x2c': {
      function: 'run',
      file: 'https://shop.example/a.wasm',
    },
  };
  for (const [line, frame] of Object.entries(table)) assert.deepEqual(parseGeckoFrame(line), frame, line);
});

test('takes no other line for a frame', () => {
  const lines = [
    '',
    '@',
    'a b@',
    'mail me@shop.example',
    'me@shop.example:25',
    'Error: me@shop.example/x.js:3:9',
    'connect to "me@shop.example/x.js:3:9',
    'https://shop.example:80:80 is down',
    'https://shop.example/a.js:3',
    'run@https://shop.example/a.js:3',
    'run@https://shop.example/a.js',
    't@1:98765',
    'com.shop.Till@1a2b3c:3:9',
    'at f (https://shop.example/@fs/a.ts:3:9',
    'run@/app/x.js:3:9999999999',
    `run@/${'x'.repeat(4096)}.js:3:9`,
  ];
  for (const line of lines) assert.equal(parseGeckoFrame(line), undefined, line);
});
