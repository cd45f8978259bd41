import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseStack } from '../../src/parse/parse-stack.ts';

const STACKS = new URL('../fixtures/stacks/', import.meta.url);
const LANGUAGES = readdirSync(STACKS).filter((name) => name !== 'programs');

for (const language of LANGUAGES) {
  const directory = new URL(`${language}/`, STACKS);
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.txt'))) {
    test(`reads ${language}/${file} as it was reviewed`, () => {
      const text = readFileSync(new URL(file, directory), 'utf8');
      const golden = new URL(file.replace(/\.txt$/, '.json'), directory);
      const parsed = parseStack(text, { language });
      if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, `${print(parsed.exceptions)}\n`);
      assert.deepEqual(parsed.exceptions, JSON.parse(readFileSync(golden, 'utf8')));
      if (parsed.exceptions.some(({ frames }) => frames.length > 0)) {
        assert.deepEqual(parseStack(text, {}), parsed, 'the shape alone tells the language');
      }
      assert.deepEqual(
        parseStack(text.replaceAll('\n', '\r\n'), { language }),
        parsed,
        'CRLF changes nothing',
      );
    });
  }
}

/** A frame a line, so that a difference can be read. */
function print(exceptions: ReturnType<typeof parseStack>['exceptions']): string {
  const printed = exceptions.map(({ frames, ...exception }) => {
    const lines = frames.map((frame) => `    ${JSON.stringify(frame)}`).join(',\n');
    return `${JSON.stringify(exception).slice(0, -1)},"frames":[${lines === '' ? '' : `\n${lines}\n  `}]}`;
  });
  return `[\n  ${printed.join(',\n  ')}\n]`;
}
