import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDartFrame } from '../../src/parse/dart-frame.ts';
import { parseStack } from '../../src/parse/parse-stack.ts';

test('reads every kind of frame', () => {
  const at = { file: 'package:shop/till.dart', line: 12, column: 7 };
  const table: Record<string, object> = {
    '#0      Till.pay (package:shop/till.dart:12:7)': { function: 'Till.pay', ...at },
    '#12     Till.pay.<anonymous closure> (package:shop/till.dart:12:7)': {
      function: 'Till.pay.<anonymous closure>',
      ...at,
    },
    '#1      new Till (package:shop/till.dart:12)': {
      function: 'new Till',
      file: 'package:shop/till.dart',
      line: 12,
    },
    '#1      main (file:///srv/my%20shop/bin/main.dart:5:3)': {
      function: 'main',
      file: '/srv/my shop/bin/main.dart',
      line: 5,
      column: 3,
    },
    '#1      _rootRun (dart:async/zone.dart:1:2)': {
      function: '_rootRun',
      file: 'dart:async/zone.dart',
      line: 1,
      column: 2,
      native: true,
    },
    'package:shop/till.dart 12:7   Till.pay': { function: 'Till.pay', ...at },
    'bin/main.dart 5   main': { function: 'main', file: 'bin/main.dart', line: 5 },
    '#00 abs 000000751c519567 virt 0000000000266567 _kDartIsolateSnapshotInstructions+0x19fc27': {
      function: '_kDartIsolateSnapshotInstructions+0x19fc27',
      address: '0x0000000000266567',
    },
  };
  for (const [line, frame] of Object.entries(table)) assert.deepEqual(parseDartFrame(line), frame, line);
});

test('takes no other line for a frame', () => {
  const lines = [
    '',
    '#0',
    '#0      main',
    '#0      main (package:shop/till.dart:12:7',
    '#0 /srv/shop/till.php(12): Till->pay()',
    '#1 {main}',
    'till.dart 12:7 is wrong',
    '#00 abs zz',
    `#0      ${'x'.repeat(4096)} (package:shop/till.dart:12:7)`,
  ];
  for (const line of lines) assert.equal(parseDartFrame(line), undefined, line);
});

test('names the errors whose words are not their class', () => {
  const table: [string, string, string][] = [
    ['Unhandled exception:\nBad state: No element', 'StateError', 'No element'],
    ['Invalid argument(s): no', 'ArgumentError', 'no'],
    ['RangeError (index): Not in range: 5', 'RangeError', 'Not in range: 5'],
    ['FormatException: no\n^', 'FormatException', 'no\n^'],
    ["type 'Null' is not a subtype of type 'int'", '', "type 'Null' is not a subtype of type 'int'"],
    ['Unhandled Exception: Exception: no', 'Exception', 'no'],
  ];
  for (const [header, type, message] of table) {
    const text = `${header}\n#0      main (package:shop/till.dart:12:7)\n`;
    const [error] = parseStack(text, { language: 'dart' }).exceptions;
    assert.deepEqual([error?.type, error?.message, error?.frames.length], [type, message, 1], header);
  }
});
