import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createHighlighter } from '../../src/web/highlight-code.ts';
import { findLanguage } from '../../src/web/code-languages.ts';
import { listTags } from './read-page.ts';

const highlight = createHighlighter();

async function colour(path: string, ...lines: readonly string[]): Promise<readonly string[] | undefined> {
  return (await highlight(path, lines))?.map(String);
}

test('colours code by what its file is called, a string over several lines on each of them', async () => {
  assert.deepEqual(await colour('a.ts', 'const a = `x', '${1 + b}', 'y`; // <b>'), [
    '<span class="k">const</span> a = <span class="s">`x</span>',
    '${<span class="n">1</span> + b}',
    '<span class="s">y`</span>; <span class="c">// &lt;b&gt;</span>',
  ]);
  assert.deepEqual(await colour('A.PY', 'raise ValueError("no")'), [
    '<span class="k">raise</span> ValueError(<span class="s">&quot;no&quot;</span>)',
  ]);
});

test('leaves files of no known language alone, and what is too much to colour', async () => {
  assert.equal(await colour('Makefile', 'all:'), undefined);
  assert.equal(await colour('constructor', 'x'), undefined);
  assert.equal(await colour('a.js', 'a'.repeat(201)), undefined);
  assert.equal(await colour('a.js', ...Array<string>(61).fill('a')), undefined);
});

const PATHS = 'js ts vue py java kt scala groovy clj go cs fs vb rb php rs ex erl swift dart cpp m'.split(
  ' ',
);

test('has a grammar for every language', async () => {
  for (const ending of PATHS) {
    assert.ok(findLanguage(`src/a.${ending}`), ending);
    assert.equal((await colour(`src/a.${ending}`, 'x'))?.length, 1, ending);
  }
});

const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom('<', '>', '&', '"', "'", '`', '${', '}', '/*', '*/', '//', '(', ')', 'return', ' '),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
);

test('keeps every character of every line, and makes nothing but spans with a class', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...PATHS),
      fc.array(line, { minLength: 1, maxLength: 8 }),
      async (ending, texts) => {
        const lines = texts.map((text) => text.replaceAll('\n', ' '));
        const coloured = await colour(`a.${ending}`, ...lines);
        assert.ok(coloured);
        assert.deepEqual(coloured.map(readBack), lines);
        for (const markup of coloured)
          assert.deepEqual(
            listTags(markup).filter((tag) => tag !== 'span class' && tag !== '/span'),
            [],
          );
      },
    ),
    { numRuns: 200 },
  );
});

function readBack(markup: string): string {
  return markup
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
