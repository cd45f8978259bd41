import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBlamePorcelain } from '../../src/git/blame-porcelain.ts';

const HASH = 'fe1564adec67aa52268eda5721a65238d3b95264';
const LINE = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '));

test('reads whatever people wrote into commits and files', () => {
  fc.assert(
    fc.property(LINE, LINE, LINE, LINE, (name, email, summary, text) => {
      const rows = [
        `${HASH} 7 9 1`,
        `author ${name}`,
        `author-mail <${email}>`,
        'author-time 12',
        `summary ${summary}`,
        'filename a.js',
        `\t${text}`,
      ];
      const found = readBlamePorcelain(`${rows.join('\n')}\n`);
      assert.deepEqual([...found.keys()], [9]);
      const { authorName, authorEmail, summary: told, text: line, line: original } = found.get(9) ?? {};
      assert.deepEqual([authorName, authorEmail, told, line, original], [name, email, summary, text, 7]);
    }),
  );
});

test('takes any text without a throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.ok(readBlamePorcelain(text).size <= text.length);
    }),
  );
  assert.equal(readBlamePorcelain('').size, 0);
});

test('gives names in quotes as they are', () => {
  for (const [quoted, path] of [
    ['a b.js', 'a b.js'],
    ['"\\303\\274.js"', 'ü.js'],
    ['"\\t\\n\\"\\\\\\a"', '\t\n"\\\x07'],
    ['"', '"'],
    ['"\\777"', Buffer.from([0xff]).toString()],
  ] as const)
    assert.equal(readBlamePorcelain(`${HASH} 1 1 1\nfilename ${quoted}\n\t`).get(1)?.path, path, quoted);
});
