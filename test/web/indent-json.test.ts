import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { indentJson } from '../../src/web/indent-json.ts';

test('indents JSON, unwraps a JSON string, and leaves other text alone', () => {
  assert.equal(indentJson('{"a":[1]}'), '{\n  "a": [\n    1\n  ]\n}');
  assert.equal(indentJson('"two\\nlines"'), 'two\nlines');
  assert.equal(indentJson('{not json'), '{not json');
});

test('leaves deep nesting as it is, however deep', () => {
  for (const depth of [40, 10_000, 200_000]) {
    const text = '['.repeat(depth) + ']'.repeat(depth);
    assert.equal(indentJson(text), text);
  }
});

test('never throws and never loses a value', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'string') assert.deepEqual(JSON.parse(indentJson(text)), value);
    }),
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof indentJson(text) === 'string'));
});
