import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { parseStack, READERS } from '../../src/parse/parse-stack.ts';
import type { ThrownException } from '../../src/parse/stack.ts';
import { readTraceLines } from '../../src/parse/trace-lines.ts';

const STACKS = fileURLToPath(new URL('../fixtures/stacks/', import.meta.url));
const GOLDENS = globSync('*/*.txt', { cwd: STACKS })
  .filter((file) => !file.startsWith('programs'))
  .map((file) => ({ language: file.slice(0, file.indexOf('/')), text: readFileSync(STACKS + file, 'utf8') }));
const LINES = [...new Set(GOLDENS.flatMap(({ text }) => text.split('\n')))];
const LANGUAGES = READERS.flatMap(({ languages }) => languages);

const mixture = fc.array(fc.constantFrom(...LINES), { maxLength: 60 });
const hints = fc.record(
  {
    language: fc.constantFrom(...LANGUAGES),
    type: fc.constantFrom('Error', 'a.B', ''),
    message: fc.constantFrom(...LINES, ''),
  },
  { requiredKeys: [] },
);

function assertWithinLimits(exceptions: readonly ThrownException[]): void {
  assert.ok(exceptions.length <= 50);
  assert.ok(exceptions.reduce((sum, { frames }) => sum + frames.length, 0) <= 1000);
  for (const [index, { relation, frames }] of exceptions.entries()) {
    assert.equal(relation === 'root', index === 0);
    for (const { line = 0, column = 0, file, function: name } of frames) {
      assert.ok(Number.isSafeInteger(line) && line >= 0 && Number.isSafeInteger(column) && column >= 0);
      assert.ok(file !== '' && name !== '' && !/\n/.test(`${file}${name}`));
    }
  }
}

test('gives at most the limits and never throws of any mixture of the lines of all languages', () => {
  assert.ok(GOLDENS.length > 80);
  const repeated = fc.tuple(mixture, fc.constantFrom(1, 1, 1, 100));
  fc.assert(
    fc.property(repeated, hints, ([lines, times], options) => {
      const text = Array.from({ length: times }, () => lines.join('\n')).join('\n');
      assertWithinLimits(parseStack(text, options).exceptions);
    }),
    { numRuns: 1500 },
  );
});

test('reads the same of the same text, whatever was read before', () => {
  fc.assert(
    fc.property(mixture, mixture, hints, (lines, others, options) => {
      const first = parseStack(lines.join('\n'), options);
      parseStack(others.join('\n'), options);
      assert.deepEqual(parseStack(lines.join('\n'), options), first);
    }),
    { numRuns: 200 },
  );
});

/** How often a reader looks at a line; more than a few times each would not be linear. */
function countLooks(read: (typeof READERS)[number]['read'], lines: readonly string[]): number {
  let looks = 0;
  const watched = new Proxy(lines, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d/.test(key)) looks++;
      const value: unknown = Reflect.get(target, key, receiver);
      return value;
    },
  });
  read(watched, {});
  return looks;
}

test('looks at each line a few times only, however many there are', () => {
  fc.assert(
    fc.property(mixture, (some) => {
      const lines = Array.from({ length: 20 }, () => some).flat();
      for (const { read, languages } of READERS) {
        const looks = countLooks(read, lines);
        assert.ok(looks <= 12 * lines.length + 100, `${languages[0]}: ${looks} of ${lines.length}`);
      }
    }),
    { numRuns: 200 },
  );
});

function listPlaces(text: string, language: string): Set<string> {
  const { exceptions } = parseStack(text, { language });
  const frames = exceptions.flatMap((exception) => exception.frames);
  return new Set(frames.filter(({ file }) => file !== undefined).map(({ file, line }) => `${file}:${line}`));
}

for (const language of ['javascript', 'python', 'ruby']) {
  test(`invents no frame where a ${language} trace was cut`, () => {
    for (const { text } of GOLDENS.filter((golden) => golden.language === language)) {
      // Below a compiled frame Node 14 names its source, which may have been cut off.
      const compiled = text.replace(/^ +-> .*$/gm, '');
      const whole = new Set([...listPlaces(text, language), ...listPlaces(compiled, language)]);
      const step = Math.max(1, Math.floor(text.length / 150));
      for (let length = text.length; length > 0; length -= step) {
        const cut = text.slice(0, length);
        const invented = [...listPlaces(cut, language)].filter((place) => !whole.has(place));
        assert.deepEqual(invented, [], `after ${JSON.stringify(cut.slice(-200))}`);
      }
    }
  });
}

test('reads the lines of a trace once they were cleaned as they are', () => {
  for (const { text } of GOLDENS) {
    const lines = readTraceLines(text);
    assert.deepEqual(readTraceLines(lines.join('\n')), lines);
  }
});
